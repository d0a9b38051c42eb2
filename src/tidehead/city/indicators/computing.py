"""How the numbers that we compute came about: each with its formula in words, its inputs and the rule's version."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidehead import __version__
from tidehead.city.indicators.standing import Standing
from tidehead.city.indicators.types import Figure, IndicatorInfo
from tidehead.city.indicators.wording import chance_text, computed, due_text, goal_text, growth_text, printed
from tidehead.city.shell.formatting import number_text, percent_text, period_text


@dataclass(frozen=True, slots=True)
class Input:
    """What a computed value was worked out from; `source_url` opens where that is from."""

    label: str
    value: str
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """A value of our own making. `rule` names the function of this version of Tidehead that computed it."""

    label: str
    value: str
    formula: str
    inputs: tuple[Input, ...]
    rule: str


def rule_text(function: str) -> str:
    """The rule and its version, by which a value can be computed again: "calc.trajectory.path_value, Tidehead 1.0"."""
    return f"calc.trajectory.{function}, Tidehead {__version__}"


def computed_values(status: Standing, *, kept: str = "") -> tuple[Computed, ...]:
    """Everything about a target that no document says, in the order of the page; what is unknown is left out."""
    base, latest, whole = (_figure(f, status.indicator) for f in (status.base, status.latest, status.whole))
    goal = Input(gettext("Target"), f"{goal_text(status.target, status.indicator)} · {due_text(status.target)}")
    found = []
    if status.plan_to_date is not None:
        value = computed(status.plan_to_date, status.indicator)
        inputs = _known(_labelled(_("Base"), base), goal, _labelled(_("Latest"), latest), _share(status))
        found.append(Computed(gettext("Plan to date"), value, _plan_formula(status), inputs, rule_text("plan_to_date")))
    if status.required_growth is not None:
        value, inputs = growth_text(status.required_growth, status), _known(_labelled(_("Base"), base), goal)
        words = _growth_formula(status, required=True)
        found.append(Computed(gettext("Required growth"), value, words, inputs, rule_text("required_growth")))
    if status.achieved_growth is not None:
        value = growth_text(status.achieved_growth, status)
        inputs = _known(_labelled(_("Base"), base), _labelled(_("Latest whole year"), whole))
        words = _growth_formula(status, required=False)
        found.append(Computed(gettext("Achieved growth"), value, words, inputs, rule_text("achieved_growth")))
    return (*found, *_outlook(status, goal), *_rank(status, kept))


def _outlook(status: Standing, goal: Input) -> list[Computed]:
    if status.forecast is None:
        return []
    history = tuple(each for each in (_figure(f, status.indicator) for f in status.series) if each)
    point, low, high = (computed(value, status.indicator) for value in status.forecast)
    words = (
        gettext("last yearly figure × the mean yearly growth so far, carried on to %(year)s")
        if status.indicator.nature == "flow"
        else gettext("last yearly figure + the mean yearly change so far × the years until %(year)s")
    )
    spread = gettext("the interval holds the true value with 80 %% confidence, by Student's t over the yearly changes")
    formula = f"{words}; {spread}" % {"year": period_text(str(status.forecast_year))}
    value = gettext("%(point)s (%(low)s to %(high)s)") % {"point": point, "low": low, "high": high}
    found = [Computed(gettext("Forecast"), value, formula, history, rule_text("forecast"))]
    if status.probability is not None:
        chance = gettext("the share of the forecast's distribution that meets the target")
        found.append(
            Computed(
                gettext("Chance of meeting"),
                chance_text(status.probability),
                chance,
                (Input(gettext("Forecast"), value), goal),
                rule_text("probability_of_reaching"),
            )
        )
    return found


def _rank(status: Standing, kept: str) -> list[Computed]:
    by = next((f for f in (status.latest, status.whole) if f and f.period == status.rank_period), None)
    if status.rank is None or by is None:
        return []
    url = reverse("web:rank_source", args=[by.id]) + kept
    inputs = (Input(gettext("Its figure and those of its peers"), period_text(by.period), url),)
    return [rank_computed(status.rank, status.indicator, inputs)]


def rank_computed(rank: tuple[int, int], indicator: IndicatorInfo, inputs: tuple[Input, ...]) -> Computed:
    """A rank among places of one kind, with the figures that were compared."""
    best = _("the smallest value is number 1") if indicator.direction == "down" else _("the largest value is number 1")
    formula = gettext(
        "places of the same kind with a figure of the same industry and period, in order; %(best)s; equal values share "
        "a place"
    )
    value = gettext("%(rank)s of %(all)s") % {"rank": number_text(rank[0]), "all": number_text(rank[1])}
    return Computed(gettext("Rank"), value, formula % {"best": best}, inputs, rule_text("rank_among"))


def figure_input(label: str, figure: Figure, indicator: IndicatorInfo) -> Input:
    """A figure as an input, with the way to its source."""
    return Input(label, printed(figure, indicator), reverse("web:figure_source", args=[figure.id]))


def _figure(figure: Figure | None, indicator: IndicatorInfo) -> Input | None:
    return figure_input(period_text(figure.period), figure, indicator) if figure else None


def _labelled(name: str | Promise, given: Input | None) -> Input | None:
    return Input(f"{name}, {given.label}", given.value, given.source_url) if given else None


def _known(*inputs: Input | None) -> tuple[Input, ...]:
    return tuple(each for each in inputs if each)


def _share(status: Standing) -> Input | None:
    if status.share_of_year >= 1:
        return None
    basis = (
        gettext("Share of the year due, from last year's course")
        if status.share_basis == "last_year"
        else gettext("Share of the year due, by days")
    )
    return Input(basis, percent_text(status.share_of_year, decimals=1))


def _plan_formula(status: Standing) -> str:
    if status.kind == "annual":
        return gettext("the amount due every year × the share of the year that was due")
    if status.kind == "total":
        return gettext("equal yearly parts of the whole, added up to now")
    if status.indicator.nature == "flow":
        return gettext(
            "base + (target − base) × years passed ÷ years in all, for the latest figure's year; × the share of that "
            "year that was due"
        )
    return gettext("base + (target − base) × time passed ÷ time in all, at the day of the latest figure")


def _growth_formula(status: Standing, *, required: bool) -> str:
    if status.growth_method == "compound":
        return (
            gettext("(target ÷ base) to the power 1 ÷ years between them, − 1")
            if required
            else gettext("(latest ÷ base) to the power 1 ÷ years between them, − 1")
        )
    return (
        gettext("(target − base) ÷ years between them") if required else gettext("(latest − base) ÷ years between them")
    )
