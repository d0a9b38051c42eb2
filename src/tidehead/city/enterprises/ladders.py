"""Who stands where on a ladder, who can move up, and what is missing: by titles, figures and what people wrote."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tidehead.calc.ladders import (
    Assessment,
    Holding,
    Ladder,
    ReadyTitle,
    Standing,
    Title,
    assess,
    counts_by_step,
    lapsing,
    nearest_first,
    next_title,
    ready_title,
    standing_on,
)
from tidehead.calc.rules import RuleRefused, Value, Variable
from tidehead.city.accounts.types import Actor
from tidehead.city.common.remembered import remembered
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import Text
from tidehead.city.enterprises.firms import firms_by_revenue, register_firms, years_of_all
from tidehead.city.enterprises.honours import honour_rows, honours_of
from tidehead.city.enterprises.identity import all_codes_of, code_that_stays
from tidehead.city.enterprises.ladder_texts import LadderBook, ladder_book
from tidehead.city.enterprises.models import FirmAnswer
from tidehead.city.enterprises.terms import section_of
from tidehead.city.enterprises.types import FirmInfo, FirmYear, HonourInfo, NotThere, Overtaken, RegisterRefused

MOST_WEIGHED = 500
"""Firms whose figures are known that are weighed for a step which nobody grants: the largest by revenue."""
MOST_TOLD = 100
"""Firms of a ladder's page whose conditions are told with their figures: the first ones."""
SOON_DAYS = 180
_TEN_THOUSAND = 10_000.0


@dataclass(frozen=True, slots=True)
class OnLadder:
    """A firm on a ladder. wanted: the title above, "" at the top; assessment: of its conditions, None where unknown."""

    code: str
    name: str
    county: str
    standing: Standing
    wanted: str
    assessment: Assessment | None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class LadderView:
    """A ladder on a day: titles by step, how many stand on each, the firms nearest to moving up first.

    counts: None where nobody has said of any firm that it has the title, and no figures tell: not zero, unknown.
    """

    ladder: Ladder
    titles: tuple[Title, ...]
    counts: tuple[int | None, ...]
    firms: tuple[OnLadder, ...]
    ending: tuple[tuple[str, Holding, date], ...]

    @property
    def synthetic(self) -> bool:
        return any(firm.synthetic for firm in self.firms)


@dataclass(frozen=True, slots=True)
class AnswerInfo:
    id: int
    name: str
    value: Value
    about: str
    by: str
    at: datetime


# Reading


def ladder_on(ladder_id: str, *, day: date, language: str) -> LadderView | None:
    """A ladder with all firms that stand on it, or whose figures are known; None where there is no such ladder."""
    book = ladder_book()
    ladder = book.ladder(ladder_id)
    if ladder is None:
        return None
    held = _holdings(book)
    firms = _firms_in_question(ladder, book, held)
    known = {each.firm.code: each for each in _known(firms, held, day=day)}
    found = _in_order(_on_ladder(each, ladder, book, day=day) for each in known.values())
    told = tuple(_on_ladder(known[one.code], ladder, book, day=day, language=language) for one in found[:MOST_TOLD])
    standings = [each.standing for each in found]
    on_it = [(code, one) for code, many in held.items() for one in many if one.title in ladder.steps and code in firms]
    return LadderView(
        ladder,
        tuple(book.titles[step] for step in ladder.steps),
        _known_counts(ladder, book, held, standings),
        told + found[MOST_TOLD:],
        lapsing(on_it, book.titles, day=day, within_days=SOON_DAYS),
    )


def _known_counts(
    ladder: Ladder, book: LadderBook, held: Mapping[str, tuple[Holding, ...]], standings: list[Standing]
) -> tuple[int | None, ...]:
    told = {one.title for many in held.values() for one in many}
    counts = counts_by_step(ladder, standings)
    return tuple(count if count or step in told else None for step, count in zip(ladder.steps, counts, strict=True))


def ladders_of_firm(code: str, *, day: date, language: str) -> tuple[tuple[Ladder, OnLadder], ...]:
    """Where one firm stands on every ladder, with what the step above asks for."""
    book = ladder_book()
    stays = code_that_stays(code)
    firm = register_firms([stays]).get(stays)
    if firm is None or not book.ladders:
        return ()
    held = tuple(_holding(each) for each in honours_of(code) if each.title in book.titles)
    (known,) = _known({stays: firm}, {stays: held}, day=day)
    return tuple((ladder, _on_ladder(known, ladder, book, day=day, language=language)) for ladder in book.ladders)


def answers_of(code: str) -> tuple[AnswerInfo, ...]:
    """What people wrote down about a firm, the latest first."""
    rows = FirmAnswer.objects.filter(code__in=all_codes_of(code), undone_at=None).order_by("-at", "-id")
    return tuple(AnswerInfo(row.pk, row.name, row.value, row.about, row.by, row.at) for row in rows)


def variables_asked() -> Mapping[str, Variable]:
    """What the conditions of titles ask for, by name."""
    return {one.name: one for rules in ladder_book().rules.values() for one in rules.variables}


def _in_order(found: Iterable[OnLadder]) -> tuple[OnLadder, ...]:
    """The higher step first; on a step those nearest to the next one."""
    by_step: dict[int, dict[str, OnLadder]] = defaultdict(dict)
    for each in found:
        by_step[each.standing.step][each.code] = each
    ordered = []
    for step in sorted(by_step, reverse=True):
        firms = by_step[step]
        weighed = {code: firm.assessment for code, firm in firms.items() if firm.assessment is not None}
        ordered += [firms[code] for code in nearest_first(weighed)]
        ordered += [firms[code] for code in sorted(firms.keys() - weighed.keys())]
    return tuple(ordered)


def _holdings(book: LadderBook) -> dict[str, tuple[Holding, ...]]:
    """Titles by the code that stays, of firms that are known by a code."""
    found: dict[str, list[Holding]] = defaultdict(list)
    for row in honour_rows():
        if row.enterprise and row.title in book.titles:
            found[code_that_stays(row.enterprise)].append(_holding(row))
    return {code: tuple(rows) for code, rows in found.items()}


def _holding(row: HonourInfo) -> Holding:
    return Holding(row.title, row.granted_on, row.valid_to)


def _firms_in_question(
    ladder: Ladder, book: LadderBook, held: Mapping[str, tuple[Holding, ...]]
) -> dict[str, FirmInfo]:
    """Firms with a title of the ladder, firms somebody wrote about, and those with the largest known revenue."""
    steps = set(ladder.steps)
    codes = {code for code, many in held.items() if any(one.title in steps for one in many)}
    codes |= {
        code_that_stays(code) for code in FirmAnswer.objects.filter(undone_at=None).values_list("code", flat=True)
    }
    found = register_firms(codes)
    if any(not book.titles[step].granted for step in ladder.steps):
        found |= {firm.code: firm for firm in firms_by_revenue(MOST_WEIGHED)}
    return found


@remembered
def _ready(title_id: str, day: date) -> ReadyTitle:
    book = ladder_book()
    title = book.titles[title_id]
    return ready_title(title, book.rules.get(title.rule_set), day=day, parameters=book.parameters)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a firm on a day."""

    firm: FirmInfo
    held: tuple[Holding, ...]
    record: Mapping[str, Value | None]


def _known(firms: Mapping[str, FirmInfo], held: Mapping[str, tuple[Holding, ...]], *, day: date) -> tuple[_Known, ...]:
    years, answers = years_of_all(firms), _answers(firms)
    found = []
    for code, firm in firms.items():
        own = held.get(code, ())
        record = record_of(firm, years.get(code, ()), own, answers.get(code, {}), day=day)
        found.append(_Known(firm, own, record))
    return tuple(found)


def _on_ladder(known: _Known, ladder: Ladder, book: LadderBook, *, day: date, language: str = "") -> OnLadder:
    """Without a language the conditions are judged and not explained."""
    firm, held, record = known.firm, known.held, known.record
    standing = _climbed(standing_on(ladder, book.titles, held, day=day), ladder, book, record, day)
    wanted = next_title(ladder, standing)
    assessment = None
    if wanted and book.titles[wanted].conditions:
        assessment = _assessed(wanted, record, day, language)
    return OnLadder(firm.code, firm.name, firm.county, standing, wanted, assessment, firm.synthetic)


def _climbed(
    standing: Standing, ladder: Ladder, book: LadderBook, record: Mapping[str, Value | None], day: date
) -> Standing:
    """Steps that nobody grants are reached by figures alone."""
    for step in range(standing.step + 1, len(ladder.steps)):
        title = book.titles[ladder.steps[step]]
        if title.granted or not assess(_ready(title.id, day), record, explained=False).met:
            break
        standing = Standing(step, title.id, lapsed=standing.lapsed)
    return standing


def _assessed(title: str, record: Mapping[str, Value | None], day: date, language: str) -> Assessment | None:
    try:
        return assess(_ready(title, day), record, language=language, explained=bool(language))
    except RuleRefused:  # an answer of another kind than a later rule asks for
        return None


def record_of(
    firm: FirmInfo, years: tuple[FirmYear, ...], held: Iterable[Holding], answers: Mapping[str, Value], *, day: date
) -> dict[str, Value | None]:
    """What is known of a firm by the names that rules use: the register's figures, then what people wrote down.

    Money in ten thousand yuan, shares as ratios, years as years; unknown is None.
    """
    last, before = (years[-1] if years else None), (years[-2] if len(years) > 1 else None)
    titles = {f"has_{one.title}": True for one in held if one.valid_to is None or one.valid_to >= day}
    known: dict[str, Value | None] = {
        "age_years": round((day - firm.registered_on).days / 365.25, 2) if firm.registered_on else None,
        "capital_10k_cny": _tens(firm.capital_cny),
        "jobs": _number(last.jobs if last and last.jobs is not None else firm.jobs),
        "revenue_10k_cny": _tens(last.revenue_cny if last and last.revenue_cny is not None else firm.revenue_cny),
        "tax_10k_cny": _tens(last.tax_cny if last and last.tax_cny is not None else firm.tax_cny),
        "output_10k_cny": _tens(last.output_cny if last and last.output_cny is not None else firm.output_cny),
        "rd_10k_cny": _tens(last.rd_cny) if last else None,
        "revenue_growth_2y": _growth(years, last, before),
        "section": section_of(firm.division) or None,
        "division": firm.division or None,
        "activity": firm.activity or None,
    }
    return known | titles | dict(answers)


def _tens(cny: float | None) -> float | None:
    return None if cny is None else cny / _TEN_THOUSAND


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _growth(years: tuple[FirmYear, ...], last: FirmYear | None, before: FirmYear | None) -> float | None:
    """Mean yearly growth of revenue over the last two years; None unless both and the year before them are known."""
    if last is None or before is None or len(years) < 3:
        return None
    first = years[-3]
    if first.year != last.year - 2 or not first.revenue_cny or last.revenue_cny is None:
        return None
    return float((last.revenue_cny / first.revenue_cny) ** 0.5 - 1)


def _answers(codes: Iterable[str]) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = defaultdict(dict)
    rows = FirmAnswer.objects.filter(undone_at=None).values_list("code", "name", "value")
    wanted = set(codes)
    for code, name, value in rows:
        stays = code_that_stays(code)
        if stays in wanted:
            found[stays][name] = value
    return dict(found)


# Writing


@transaction.atomic
def write_answer(*, by: Actor, code: str, name: str, text: str, about: str, now: datetime) -> int:
    """Write down what is known of a firm for the conditions of titles; a former answer is taken back by it.

    text: a number, "yes" or "no", or words, after the variable's kind. Raises RegisterRefused.
    """
    if not by.may("register.decide"):
        raise PermissionDenied
    variable = variables_asked().get(name)
    if variable is None:
        raise NotThere(Text("没有哪个条件用到这一项。", "No condition asks for this."))
    if not about.strip():
        raise RegisterRefused(Text("请写明数据来自哪里。", "Say where the figure is from."))
    value = _value(variable, text.strip())
    former = FirmAnswer.objects.filter(code=code, name=name, undone_at=None)
    former.update(undone_by=by.name, undone_at=now)
    try:
        with transaction.atomic():
            row = FirmAnswer.objects.create(
                code=code, name=name, value=value, about=about.strip()[:200], by=by.name, at=now
            )
    except IntegrityError:
        raise Overtaken(
            Text("刚刚有人填写了这一项，请刷新后再改。", "Somebody else has just answered; look again.")
        ) from None
    leave_trail(by.name, "answer.written", f"enterprise:{code}", at=now, detail={"name": name, "value": value})
    return row.pk


@transaction.atomic
def take_back_answer(*, by: Actor, answer_id: int, now: datetime) -> str:
    """An answer no longer counts. Returns the firm's code."""
    if not by.may("register.decide"):
        raise PermissionDenied
    row = FirmAnswer.objects.filter(id=answer_id, undone_at=None).first()
    if (
        row is None
        or FirmAnswer.objects.filter(id=answer_id, undone_at=None).update(undone_by=by.name, undone_at=now) != 1
    ):
        raise NotThere(Text("这一项已经撤回。", "This answer has been taken back already."))
    leave_trail(by.name, "answer.taken_back", f"enterprise:{row.code}", at=now, detail={"name": row.name})
    return row.code


_YES, _NO = {"yes", "true", "1", "是"}, {"no", "false", "0", "否"}


def _value(variable: Variable, text: str) -> Value:
    if variable.kind == "truth" and text.lower() in _YES | _NO:
        return text.lower() in _YES
    if variable.kind == "text" and text:
        return text[:200]
    if variable.kind == "day":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            pass
    if variable.kind == "number":
        try:
            number = float(text.replace(",", "").removesuffix("%"))
        except ValueError:
            number = float("nan")
        if number == number and abs(number) < 1e15:
            return number / 100 if text.endswith("%") else number
    title = variable.label
    raise RegisterRefused(
        Text(
            f"“{title.zh or variable.name}”：看不懂“{text[:40]}”，请写数字或是/否。",
            f"“{title.text('en') or variable.name}”: “{text[:40]}” is no value; write a number, or yes or no.",
        )
    )
