"""English statements: invented sentences, and what each says."""

from datetime import date

import pytest

from tidehead.reading import Statement, read, verify
from tidehead.reading.english_numbers import number, spoken_values
from tidehead.reading.english_times import date_in, times
from tidehead.reading.times import Frame

ISSUED = date(2025, 3, 14)

# sentence; then for each figure: value (or its two ends), unit, qualifier, time, kind, change, words of the indicator.
SENTENCES: list[tuple[str, list[tuple[object, ...]]]] = [
    (
        "The mill employs 1,200 people and expects to hire a further 350 next year.",
        [
            (1200.0, "people", "exact", None, "actual", None, "people"),
            (350.0, None, "exact", "2026", "target", None, None),
        ],
    ),
    (
        "Wind capacity totalled 448 GW at the end of 2024, an increase of 58 GW, or 15.1 per cent.",
        [
            (448, "GW", "exact", "2024", "actual", None, "wind capacity"),
            (58, "GW", "exact", "2024", "actual", None, "wind capacity"),
            (15.1, "%", "exact", "2024", "actual", "yoy", "wind capacity"),
        ],
    ),
    (
        "The jobless rate was 4.4% in the three months to January 2025.",
        [(4.4, "%", "exact", "2024-11/2025-01", "actual", None, "jobless rate")],
    ),
    (
        "The number of visitors to the museum halved to 420,000.",
        [
            (0.5, "times", "exact", None, "actual", "yoy", "number of visitors"),
            (420000, None, "exact", None, "actual", None, "number of visitors"),
        ],
    ),
    (
        "About 1 in 5 adults has no qualifications.",
        [(0.2, None, "approx", None, "actual", "share", "adults")],
    ),
    (
        "Between April and June, 2.1m tourists came, twice as many as in 2021.",
        [(2.1, "m tourists", "exact", "2025-04/2025-06", "actual", None, "tourists")],
    ),
    (
        "Household recycling went up from 44.2% to 46.0% within two years.",
        [
            (44.2, "%", "exact", None, "actual", None, "household recycling"),
            (46.0, "%", "exact", None, "actual", None, "household recycling"),
        ],
    ),
    (
        "Gross value added in Northmoor reached £78.7 billion in 2024, up 3.1 per cent from £76.3bn in 2023.",
        [
            (78.7, "£ billion", "exact", "2024", "actual", None, "gross value added"),
            (3.1, "%", "exact", "2024", "actual", "yoy", "gross value added"),
            (76.3, "£bn", "exact", "2023", "actual", None, "gross value added"),
        ],
    ),
    (
        (
            "By 2030 we will create between 5,000 and 6,000 new full-time jobs and attract US$1.2 billion of"
            " private investment."
        ),
        [
            ((5000, 6000), "jobs", "exact", "2030", "target", None, "jobs"),
            (1.2, "US$ billion", "exact", "2030", "target", None, "private investment"),
        ],
    ),
    (
        "The unemployment rate fell 0.3 percentage points to 4.1% in the first quarter of 2025.",
        [
            (0.3, "percentage points", "exact", "2025Q1", "actual", "yoy", "unemployment rate"),
            (4.1, "%", "exact", "2025Q1", "actual", None, "unemployment rate"),
        ],
    ),
    (
        "About two-thirds of households have full-fibre broadband, and a third of firms export.",
        [
            (0.6667, None, "approx", None, "actual", "share", "households"),
            (0.3333, None, "exact", None, "actual", "share", "firms"),
        ],
    ),
    (
        "Eastvale ranked third in the country for patents last year.",
        [
            (3, None, "exact", "2024", "actual", "rank", "patents"),
        ],
    ),
    (
        "The council will invest £200 million in skills training over the next five years.",
        [
            (200, "£ million", "exact", "2025-2029", "target", None, "skills training"),
        ],
    ),
    (
        "The port handled 2.4 million TEU in 2024, an increase of 5.6% on the previous year.",
        [
            (2.4, "million TEU", "exact", "2024", "actual", None, "TEU handled"),
            (5.6, "%", "exact", "2024", "actual", "yoy", "TEU handled"),
        ],
    ),
    (
        "Employment rose to 1,452,000 in Q1 2025.",
        [
            (1452000, None, "exact", "2025Q1", "actual", None, "employment"),
        ],
    ),
    (
        "We aim to cut carbon emissions by 45% by 2035 compared with 2019 levels.",
        [
            (45, "%", "exact", "2035", "target", "yoy", "carbon emissions"),
        ],
    ),
    (
        "Services accounted for 71.2% of output in 2024.",
        [
            (71.2, "%", "exact", "2024", "actual", "share", "services share of output"),
        ],
    ),
    (
        "The programme has supported 3,400 businesses to date.",
        [
            (3400, "businesses", "exact", None, "actual", "cumulative", "businesses"),
        ],
    ),
    (
        "The city plans to build at least 10,000 affordable homes each year.",
        [
            (10000, "homes", "at_least", None, "annual_target", None, "affordable homes"),
        ],
    ),
    (
        "Exports doubled between 2015 and 2024.",
        [
            (2, "times", "exact", "2015-2024", "actual", "yoy", "exports"),
        ],
    ),
    (
        "The fund is open to firms with more than 250 employees.",
        [
            (250, "employees", "over", None, "definition", None, None),
        ],
    ),
    (
        "As of the end of June 2025, the region had 412 listed companies.",
        [
            (412, "companies", "exact", "2025-06", "actual", None, "listed companies"),
        ],
    ),
    (
        "Average house prices stood at £245,000, nearly 8 times average earnings.",
        [
            (245000, "£", "exact", None, "actual", None, "average house prices"),
            (8, "times", "nearly", None, "actual", None, None),
        ],
    ),
    (
        "The industrial park covers 35 hectares and employs some 8,500 people.",
        [
            (35, "hectares", "exact", None, "actual", None, "area"),
            (8500, "people", "approx", None, "actual", None, "people"),
        ],
    ),
    (
        "The region is home to 2.9 million people, with an employment rate of 75.3%.",
        [
            (2.9, "million people", "exact", None, "actual", None, "people"),
            (75.3, "%", "exact", None, "actual", None, "employment rate"),
        ],
    ),
    (
        "Visitor spending grew 12 per cent year on year to €1.1bn in the first half of 2024.",
        [
            (12, "%", "exact", "2024H1", "actual", "yoy", "visitor spending"),
            (1.1, "€bn", "exact", "2024H1", "actual", None, "visitor spending"),
        ],
    ),
    (
        "Output is expected to rise to RMB 3.2 billion by 2027.",
        [
            (3.2, "RMB billion", "exact", "2027", "target", None, "output"),
        ],
    ),
    (
        "Total revenue amounted to 860 million yuan last year.",
        [
            (860, "million yuan", "exact", "2024", "actual", None, "total revenue"),
        ],
    ),
    (
        "R&D spending will account for no less than 3.5% of GDP by 2028.",
        [
            (3.5, "%", "at_least", "2028", "target", "share", "R&D spending"),
        ],
    ),
    (
        "The line opened in May 2024 and carried up to 40,000 passengers a day.",
        [
            (40000, "passengers", "at_most", "2024-05", "actual", None, "passengers"),
        ],
    ),
    (
        "Exports fell by 2.4% in the first nine months of 2024.",
        [
            (2.4, "%", "exact", "2024-01/2024-09", "actual", "yoy", "exports"),
        ],
    ),
    (
        "The Harbour Board approved 14 planning applications this year.",
        [
            (14, "applications", "exact", "2025", "actual", None, "planning applications"),
        ],
    ),
    (
        "Three new hospitals will open by the end of 2029.",
        [
            (3, "hospitals", "exact", "2029", "target", None, "new hospitals"),
        ],
    ),
    (
        "The strategy has five priorities.",
        [
            (5, "priorities", "exact", None, "definition", None, None),
        ],
    ),
    (
        "Solar capacity now exceeds 320 MW.",
        [
            (320, "MW", "over", None, "actual", None, "solar capacity"),
        ],
    ),
    (
        "Between 2021 and 2025, the district attracted 46 foreign-invested projects worth a total of $2.1bn.",
        [
            (46, "projects", "exact", "2021-2025", "actual", None, "projects"),
            (2.1, "$bn", "exact", "2021-2025", "actual", None, None),
        ],
    ),
    (
        "Our goal is to reach a recycling rate of 65 percent by 2032.",
        [
            (65, "%", "exact", "2032", "target", None, "recycling rate"),
        ],
    ),
    (
        "Retail sales were just under £410m in H2 2024.",
        [
            (410, "£m", "nearly", "2024H2", "actual", None, "retail sales"),
        ],
    ),
    (
        "In October 2024, 61% of adults were in work.",
        [
            (61, "%", "exact", "2024-10", "actual", "share", "adults"),
        ],
    ),
    (
        "The reservoir holds 12.5 million cubic metres of water.",
        [
            (12.5, "million cubic metres", "exact", None, "actual", None, None),
        ],
    ),
    (
        "A £35 million fund was launched in January 2025.",
        [
            (35, "£ million", "exact", "2025-01", "actual", None, "fund"),
        ],
    ),
    (
        "Productivity grew at an average rate of 1.8% a year between 2010 and 2020.",
        [
            (1.8, "%", "exact", "2010-2020", "actual", "yoy", "productivity"),
        ],
    ),
    (
        "The airport expects to welcome 15 to 16 million passengers next year.",
        [
            ((15, 16), "million passengers", "exact", "2026", "target", None, "passengers"),
        ],
    ),
    (
        "Energy use per unit of GDP will fall by 13.5% by 2030.",
        [
            (13.5, "%", "exact", "2030", "target", "yoy", "energy use"),
        ],
    ),
    (
        "The city had 1,204 high-tech enterprises at the end of 2024.",
        [
            (1204, "enterprises", "exact", "2024", "actual", None, "high-tech enterprises"),
        ],
    ),
    (
        "The tunnel is 8.6 km long.",
        [
            (8.6, "km", "exact", None, "actual", None, None),
        ],
    ),
    (
        "More than half of residents commute by car.",
        [
            (0.5, None, "over", None, "actual", "share", "residents"),
        ],
    ),
    (
        "By 2026, the network will cover 98% of premises.",
        [
            (98, "%", "exact", "2026", "target", "share", "premises"),
        ],
    ),
    (
        "GDP per head was 92,400 yuan in 2024.",
        [
            (92400, "yuan", "exact", "2024", "actual", None, "GDP per head"),
        ],
    ),
    (
        "The Lanmere cluster ranks 12th nationally.",
        [
            (12, None, "exact", None, "actual", "rank", "cluster"),
        ],
    ),
    (
        "Some 640 hectares of wetland were restored in 2023/24.",
        [
            (640, "hectares", "approx", "2023-2024", "actual", None, "wetland"),
        ],
    ),
    (
        "The scheme aims to train 2,500 apprentices annually.",
        [
            (2500, "apprentices", "exact", None, "annual_target", None, "apprentices"),
        ],
    ),
    (
        "Inflation slowed to 2.2% in the year to February 2025.",
        [
            (2.2, "%", "exact", "2024-03/2025-02", "actual", None, "inflation"),
        ],
    ),
    (
        "The government has committed €75 million to the harbour tunnel.",
        [
            (75, "€ million", "exact", None, "actual", None, "harbour tunnel"),
        ],
    ),
    (
        "Industrial output jumped by as much as 9.7 percent in 2024 Q3.",
        [
            (9.7, "%", "exact", "2024Q3", "actual", "yoy", "industrial output"),
        ],
    ),
    (
        "Population density is 1,150 people per square kilometre.",
        [
            (1150, "people", "exact", None, "actual", None, "population density"),
        ],
    ),
    (
        "The plan foresees 30,000 or more additional places in childcare by 2031.",
        [
            (30000, "places", "at_least", "2031", "target", None, "places"),
        ],
    ),
    (
        "An estimated 5,200 tonnes of CO2 were saved in 2024.",
        [
            (5200, "tonnes", "approx", "2024", "actual", None, None),
        ],
    ),
    (
        "Tourism receipts tripled to $90 million in 2024.",
        [
            (3, "times", "exact", "2024", "actual", "yoy", "tourism receipts"),
            (90, "$ million", "exact", "2024", "actual", None, "tourism receipts"),
        ],
    ),
    (
        "Since 2018, the incubator has raised £64.5 million for start-ups.",
        [
            (64.5, "£ million", "exact", "2018/..", "actual", None, "start-ups"),
        ],
    ),
    (
        "The employment gap should narrow to under 4 percentage points by 2029.",
        [
            (4, "percentage points", "at_most", "2029", "target", None, "employment gap"),
        ],
    ),
    (
        "Average wages increased from £31,200 in 2022 to £34,900 in 2024.",
        [
            (31200, "£", "exact", "2022", "actual", None, "average wages"),
            (34900, "£", "exact", "2024", "actual", None, "average wages"),
        ],
    ),
    (
        "Two million visitors came to the festival in July 2024.",
        [
            (2, "million visitors", "exact", "2024-07", "actual", None, "visitors"),
        ],
    ),
    (
        "The share of renewables in electricity rose to 54% last year.",
        [
            (54, "%", "exact", "2024", "actual", "share", "renewables"),
        ],
    ),
    (
        "Manufacturing employs 18 per cent of the workforce.",
        [
            (18, "%", "exact", None, "actual", "share", "workforce"),
        ],
    ),
    (
        "We are targeting annual exports of £2bn by 2030.",
        [
            (2, "£bn", "exact", "2030", "target", None, "exports"),
        ],
    ),
    (
        "Between January and June 2024, port traffic was 3.3 million tonnes.",
        [
            (3.3, "million tonnes", "exact", "2024-01/2024-06", "actual", None, "port traffic"),
        ],
    ),
]

FIELDS = ("unit", "qualifier", "time", "kind", "change")


def said(sentence: str) -> tuple[Statement, ...]:
    return read(sentence, issued_on=ISSUED).statements


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[sentence[:50] for sentence, _ in SENTENCES])
def test_an_english_sentence_gives_its_figures(sentence: str, expected: list[tuple[object, ...]]) -> None:
    found = said(sentence)
    values = [row[0] if isinstance(row[0], tuple) else (row[0], None) for row in expected]
    assert [(s.value, s.value_high) for s in found] == values
    for statement, row in zip(found, expected, strict=True):
        assert [getattr(statement, name) for name in FIELDS] == list(row[1:6])
        if row[6] is not None:
            assert str(row[6]).lower() in statement.indicator.lower()
        assert verify(statement, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Figure 3 shows the trend since 2015.",
        "See Section 4.2 and Table 12 of the report.",
        "COVID-19 changed how the M60 is used; CO2 fell.",
        "Phase 2 begins on 14 March 2026.",
        "Industry 4.0 and 5G are part of Agenda 2030.",
        "The 10-year plan replaces an earlier one.",
        "Call 0161-496 0000 or write to us.",
    ],
)
def test_numbers_that_name_or_date_something_are_no_figures(sentence: str) -> None:
    assert said(sentence) == ()


def test_a_sentence_broken_over_lines_is_read_whole() -> None:
    text = (
        "In the first half of 2024 the combined turnover of the\n"
        "twelve harbour firms rose by 4.5 per cent to a record of\n"
        "£1.32 billion, and is forecast to grow."
    )
    found = [(s.value, s.line, s.time) for s in read(text, issued_on=ISSUED).statements]
    assert (4.5, 2, "2024H1") in found
    assert (1.32, 3, "2024H1") in found


def test_relative_words_lean_on_the_issue_date_and_stay_open_without_one() -> None:
    frame = Frame(2025, 3)
    assert [t.code for t in times("last month, this quarter, next year", frame)] == ["2025-02", "2025Q1", "2026"]
    assert [t.code for t in times("last year", Frame())] == [None]


def test_a_year_that_is_only_compared_with_is_not_the_time_of_a_figure() -> None:
    assert times("12% higher than in 2019 and above 2010 levels", Frame(2025, 3)) == []


def test_a_bulletin_of_a_year_speaks_of_that_year() -> None:
    text = "Statistical bulletin of Lanmere 2023\n\nIndustrial output was £4.1bn. Exports grew 3%."
    assert [s.time for s in read(text).statements] == ["2023", "2023"]


def test_a_plan_gives_its_period_to_goals_without_a_date() -> None:
    text = "Lanmere Growth Plan (2025 to 2030)\n\nWe will create 900 jobs."
    (job,) = read(text).statements
    assert (job.time, job.kind, job.time_basis) == ("2025-2030", "target", "plan_period")


def test_dates_and_number_words_are_understood() -> None:
    assert date_in("Published on 14 March 2025") == (date(2025, 3, 14), 13)
    assert date_in("30 February 2025") is None
    assert number("forty-two") == 40 + 2
    assert set(spoken_values("three quarters")) == {3.0, 0.75}
    with pytest.raises(ValueError, match="not a number"):
        number("many")
