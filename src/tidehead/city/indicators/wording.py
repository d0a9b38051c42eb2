"""What a target's status says, in words with the numbers filled in; in the language of the page."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tidehead.city.evidence.queries import sources_by_code
from tidehead.city.evidence.types import SourceInfo
from tidehead.city.indicators.queries import members_by_code
from tidehead.city.indicators.standing import Standing
from tidehead.city.indicators.types import Figure, Finding, IndicatorInfo, MemberInfo, Subject, TargetInfo
from tidehead.city.places.queries import organisations_by_code, places_by_code
from tidehead.city.places.types import OrganisationInfo, PlaceInfo
from tidehead.city.shell.formatting import (
    UNKNOWN,
    change_text,
    figure_text,
    number_text,
    percent_text,
    period_text,
    points_text,
)
from tidehead.city.shell.statuses import STATUSES, Status, status_of

TESTS: tuple[tuple[str, Promise], ...] = (
    ("level", pgettext_lazy("test of a target", "Level")),
    ("growth", pgettext_lazy("test of a target", "Growth")),
    ("forecast", pgettext_lazy("test of a target", "Forecast")),
    ("rank", pgettext_lazy("test of a target", "Rank")),
)
FORCES = {"binding": _("binding"), "expected": _("expected"), "striving": _("striving")}
NATURES = {"flow": _("flow"), "stock": _("stock"), "cumulative": _("cumulative"), "ratio": _("ratio")}
DIRECTIONS = {"up": _("more is better"), "down": _("less is better"), "none": _("neither way is better")}
BASES = {"actual": _("final"), "preliminary": _("preliminary"), "estimate": _("estimate")}
KINDS = {
    "level": _("a level to reach"),
    "annual": _("due every year"),
    "increment": _("an increase on the base"),
    "total": _("a sum of years"),
    "part": _("for a part of a year"),
    "cumulative": _("reached in all"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """Labels of what figures are about, read once a page."""

    places: dict[str, PlaceInfo]
    members: dict[str, MemberInfo]
    organisations: dict[str, OrganisationInfo]
    sources: dict[str, SourceInfo]

    def place(self, code: str) -> str:
        return str(self.places[code].label) if code in self.places else code

    def industry(self, code: str) -> str:
        return str(self.members[code].label) if code in self.members else code

    def organisation(self, code: str) -> str:
        return str(self.organisations[code].label) if code in self.organisations else code

    def source(self, code: str) -> str:
        return str(self.sources[code].title) if code in self.sources else code

    def whose(self, subject: Subject) -> str:
        """Place, industry and organisation of a figure, those that it has."""
        parts = [self.place(subject.place)]
        parts += [self.industry(subject.industry)] if subject.industry else []
        parts += [self.organisation(subject.organisation)] if subject.organisation else []
        return " · ".join(parts)


def names_of(subjects: Iterable[Subject], sources: Iterable[str]) -> Names:
    """The labels that a page with these subjects and sources needs, in at most five queries."""
    about = list(subjects)
    industries = {each.industry for each in about if each.industry}
    bodies = {each.organisation for each in about if each.organisation}
    return Names(
        places=places_by_code(),
        members=members_by_code(industries) if industries else {},
        organisations=organisations_by_code(bodies) if bodies else {},
        sources=sources_by_code(set(sources) - {""}),
    )


# Numbers


def printed(figure: Figure | None, indicator: IndicatorInfo) -> str:
    """A published figure, with every digit it has up to two decimals."""
    if figure is None:
        return UNKNOWN
    return figure_text(
        figure.value,
        indicator.unit,
        unit_en=indicator.unit_en,
        comparator=figure.comparator,
        value_high=figure.value_high,
    )


def computed(value: float | None, indicator: IndicatorInfo) -> str:
    """A computed value, rounded as the indicator's figures are."""
    return figure_text(rounded(value, indicator), indicator.unit, unit_en=indicator.unit_en)


def rounded(value: float | None, indicator: IndicatorInfo) -> float | None:
    """To the indicator's decimals; where it has none said, to four significant digits."""
    if value is None or not math.isfinite(value):
        return None
    if indicator.decimals is not None:
        return round(value, indicator.decimals)
    return float(f"{value:.4g}") if abs(value) < 1000 else round(value, 1)


def growth_text(value: float | None, status: Standing) -> str:
    """Growth a year: a percentage where it compounds, percentage points or the indicator's unit where it steps."""
    if value is None:
        return UNKNOWN
    if status.growth_method == "compound":
        return gettext("%(change)s a year") % {"change": change_text(value)}
    if status.indicator.unit == "%":
        return gettext("%(change)s a year") % {"change": points_text(value)}
    step = figure_text(float(f"{abs(value):.3g}"), status.indicator.unit, unit_en=status.indicator.unit_en)
    return gettext("%(change)s a year") % {"change": f"{'+' if value > 0 else '−' if value < 0 else ''}{step}"}


def goal_text(target: TargetInfo, indicator: IndicatorInfo) -> str:
    """What is to be reached: comparator and value, or the words where there is no value."""
    if target.value is None:
        return target.words or UNKNOWN
    shown = figure_text(
        target.value,
        indicator.unit,
        unit_en=indicator.unit_en,
        comparator=target.comparator,
        value_high=target.value_high,
    )
    return gettext("an increase of %(amount)s") % {"amount": shown} if target.basis == "increment" else shown


def due_text(target: TargetInfo) -> str:
    """By when; a target without a date says so."""
    if target.period:
        return period_text(target.period)
    return gettext("no date given")


def state_word(code: str) -> str:
    return str(status_of(code).word)


# Sentences


def finding_title(status: Standing) -> str:
    """The finding over a target's chart: where it stands, and against what."""
    goal = goal_text(status.target, status.indicator)
    parts = {
        "state": capfirst(state_word(status.state)),
        "latest": _held(status),
        "period": period_text(status.latest.period) if status.latest else "",
        "plan": computed(status.plan_to_date, status.indicator),
        "goal": goal,
        "due": due_text(status.target),
    }
    if status.target.value is None:
        return gettext("A target in words: %(goal)s") % parts
    if status.latest is None and status.forecast and status.state != "unknown":
        parts |= {
            "point": computed(status.forecast[0], status.indicator),
            "year": period_text(str(status.forecast_year)),
        }
        return gettext("%(state)s by the forecast alone: %(point)s expected in %(year)s, target %(goal)s") % parts
    if status.latest is None:
        return gettext("Not to be judged: no figure since the start, %(goal)s aimed at by %(due)s") % parts
    if status.tests[0].reason == "missed":
        return gettext("Missed: %(latest)s in %(period)s, %(goal)s was the target") % parts
    if status.kind == "annual":
        return gettext("%(state)s: %(latest)s in %(period)s, %(goal)s is due every year") % parts
    if status.plan_to_date is None or status.state == "reached":
        return gettext("%(state)s: %(latest)s in %(period)s, target %(goal)s by %(due)s") % parts
    return gettext("%(state)s: %(latest)s in %(period)s against %(plan)s on the path") % parts


def explained(status: Standing, test: Finding) -> str:
    """One test in a sentence, with its numbers."""
    if test.reason in _NOT_KNOWN:
        return str(_NOT_KNOWN[test.reason])
    return {"level": _level, "growth": _growth, "forecast": _forecast, "rank": _rank}[test.name](status, test)


def reason_word(reason: str) -> str:
    """Why something is not known, in few words for a table's cell; empty where there is nothing to say."""
    return str(_SHORT.get(reason, ""))


def overall_sentence(status: Standing) -> str:
    """What decided the light."""
    if status.years_met is not None and status.is_final:
        met, among = status.years_met
        told = gettext("The newest year settles the light; of %(among)s years known so far %(met)s met the target.")
        return told % {"met": met, "among": among}
    if status.reason == "missed":
        return gettext("The target's own year is over and its figure is known, so that figure settles it.")
    if status.state == "unknown":
        return gettext("None of the first three tests can be made, so there is no light: unknown is not red.")
    if status.state == "reached":
        return gettext("The latest figure meets the target, which settles the light.")
    known = [str(label) for name, label in TESTS[:3] if name in status.reason.split("+")]
    if len(known) == 3:
        return gettext("The light is the middle one of level, growth and forecast; rank never counts.")
    words = {"tests": gettext(" and ").join(known)}
    if len(known) == 1:
        return gettext("Only one test can be judged and decides the light: %(tests)s. Rank never counts.") % words
    return gettext("Two tests can be judged, and the worse decides the light: %(tests)s. Rank never counts.") % words


_NOT_KNOWN: dict[str, str | Promise] = {
    "words_only": _("The target is worded without a number, so there is nothing to measure it by."),
    "undated": _("The source gives no date by which it is to be reached, so there is no path and no pace."),
    "no_figure": _("No figure of this indicator is known for this place and industry."),
    "no_figure_since_base": _("No figure newer than the base is known, so nothing can be said about the way covered."),
    "no_base": _("The source names no base year with a known figure, so there is no path to hold figures to."),
    "no_start": _("The target adds up several years, and the source does not say from which year the counting starts."),
    "gap": _("The target adds up several years, and the figure of at least one of them is missing."),
    "summed": _("The target adds up several years; growth and forecasts of such a sum are not computed."),
    "part_target": _("The target is for a part of a year, and is judged by the figure of that very time only."),
    "every_year": _("The same amount is due every year, so no growth is asked for."),
    "part_year": _("The latest figure covers part of a year and is not compared with a whole one."),
    "met_at_base": _("The base met the target already: it is a limit to keep, and growth says nothing about it."),
    "no_time_passed": _("No time has passed since the base."),
    "not_ahead": _("The figure of the target's own time is known; there is nothing left to forecast."),
    "exact_fit": _("The past figures lie exactly on a line, as filled-in figures do; no interval can be given."),
    "nothing_due": _("The path has not moved yet, so nothing is due so far."),
    "unknown_input": _("A figure that this test needs is not known."),
    "not_given": _("No other place of the same kind has this figure for the same time."),
}
_SHORT: dict[str, str | Promise] = {
    "words_only": _("in words only"),
    "undated": _("no date"),
    "no_figure": _("no figure"),
    "no_figure_since_base": _("no figure since the base"),
    "no_base": _("no base"),
    "no_start": _("start not given"),
    "gap": _("a year is missing"),
    "summed": _("a sum of years"),
    "every_year": _("due every year"),
    "part_target": _("for a part of a year"),
    "part_year": _("part of a year"),
    "met_at_base": _("met at the base"),
    "too_few_points": _("too few points"),
    "not_ahead": _("time is over"),
    "exact_fit": _("no deviation"),
    "too_few_peers": _("too few peers"),
    "not_given": _("no peers"),
    "missed": _("missed"),
    "nothing_due": _("nothing due yet"),
}


def _held(status: Standing) -> str:
    """What is held against the path: the latest figure as printed, or the sum of years."""
    if status.kind == "total":
        return computed(status.amount, status.indicator)
    return printed(status.latest, status.indicator)


def _level(status: Standing, test: Finding) -> str:
    numbers = {
        "latest": _held(status),
        "period": period_text(status.latest.period) if status.latest else "",
        "goal": goal_text(status.target, status.indicator),
        "due": due_text(status.target),
        "plan": computed(status.plan_to_date, status.indicator),
        "share": percent_text(test.value, decimals=0),
        "passed": percent_text(status.share_of_year, decimals=1),
    }
    said = {
        "meets_target": _("%(latest)s in %(period)s meets the target of %(goal)s."),
        "within_limit": _("%(latest)s in %(period)s keeps within the limit of %(goal)s, which counts until %(due)s."),
        "limit_broken": _("%(latest)s in %(period)s breaks the limit of %(goal)s, which the base had met."),
        "missed": _("%(latest)s in %(period)s, the target's own time, does not meet %(goal)s."),
    }.get(test.reason)
    if said is not None:
        return said % numbers
    if test.value is not None and test.value < 0:
        return (
            gettext("%(latest)s in %(period)s against %(plan)s on the path: it has moved away from the target.")
            % numbers
        )
    if status.indicator.nature == "flow" and status.kind != "total" and status.share_of_year < 1:
        if status.share_basis == "last_year":
            text = gettext(
                "%(latest)s in %(period)s; by then %(plan)s was due, since last year %(passed)s of the whole year's "
                "amount was there by that time: %(share)s of it is done."
            )
        else:
            text = gettext(
                "%(latest)s in %(period)s; by then %(plan)s was due, as %(passed)s of the year's days had passed: "
                "%(share)s of it is done."
            )
    elif status.indicator.nature == "flow":
        text = gettext("%(latest)s in %(period)s against %(plan)s on the path: %(share)s of what was due.")
    else:
        text = gettext("%(latest)s in %(period)s against %(plan)s on the path: %(share)s of the way due is covered.")
    return text % numbers


def _growth(status: Standing, test: Finding) -> str:
    numbers = {
        "achieved": growth_text(status.achieved_growth, status),
        "required": growth_text(status.required_growth, status),
        "from": period_text(status.base.period) if status.base else UNKNOWN,
        "to": period_text(status.whole.period) if status.whole else UNKNOWN,
        "due": due_text(status.target),
        "ratio": percent_text(test.value, decimals=0),
    }
    if test.value is not None and test.value < 0:
        text = gettext(
            "From %(from)s to %(to)s it changed by %(achieved)s, the wrong way; %(required)s is required to arrive by "
            "%(due)s."
        )
        return text % numbers
    return (
        gettext(
            "From %(from)s to %(to)s it changed by %(achieved)s; %(required)s is required to arrive by %(due)s: "
            "%(ratio)s of the pace needed."
        )
        % numbers
    )


def _forecast(status: Standing, test: Finding) -> str:
    if test.reason == "too_few_points":
        return ngettext(
            "%(n)s yearly figure is known; a forecast needs four.",
            "%(n)s yearly figures are known; a forecast needs four.",
            status.forecast_points,
        ) % {"n": status.forecast_points}
    point, low, high = status.forecast or (None, None, None)
    low_text, high_text = computed(low, status.indicator), computed(high, status.indicator)
    text = gettext(
        "Going on as in the %(n)s yearly figures so far, it would be %(point)s in %(year)s, with 80 %% confidence "
        "between %(low)s and %(high)s; the chance of meeting the target is %(chance)s."
    ) % {
        "n": status.forecast_points,
        "point": computed(point, status.indicator),
        "year": period_text(str(status.forecast_year)),
        "low": low_text,
        "high": high_text,
        "chance": chance_text(status.probability),
    }
    if test.reason == "far_ahead":
        text += " " + gettext("The year asked for lies further ahead than the history is long.")
    return text


def chance_text(probability: float | None) -> str:
    """A chance in whole per cent, and never as certain as 0 or 100."""
    if probability is None:
        return UNKNOWN
    if probability < 0.01:
        return gettext("below 1%%") % ()
    return gettext("above 99%%") % () if probability > 0.99 else percent_text(probability, decimals=0)


def _rank(status: Standing, test: Finding) -> str:
    place, among = status.rank or (0, 0)
    numbers = {"rank": place, "n": among, "period": period_text(status.rank_period)}
    if test.reason == "too_few_peers":
        text = gettext("Number %(rank)s of only %(n)s known in %(period)s; with fewer than four a rank says little.")
        return text % numbers
    numbers["behind"] = percent_text(test.value, decimals=0)
    text = gettext("Number %(rank)s of %(n)s of its kind in %(period)s: %(behind)s of the others stand behind it.")
    return text % numbers


def _best_first() -> list[Status]:
    """The lights from reached to off course; unknown, which is no step of that ladder, comes last."""
    return sorted(STATUSES, key=lambda status: (status.code == "unknown", -status.rank))


def counted_sentence(states: Iterable[str]) -> str:
    """How many targets show each light, as the finding over a list."""
    listed = list(states)
    counts = [(listed.count(status.code), str(status.word)) for status in _best_first()]
    told = [f"{number_text(count)} {word}" for count, word in counts if count]
    if not listed:
        return gettext("No target fits.")
    head = ngettext("%(n)s target", "%(n)s targets", len(listed)) % {"n": number_text(len(listed))}
    return gettext("%(targets)s: %(counts)s.") % {"targets": head, "counts": gettext(", ").join(told)}
