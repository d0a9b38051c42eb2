"""What states, standings and rules of an assessment are called, and the sentences that league tables are told with."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tidehead.city.assessments.types import AHEAD, BEHIND, ON_COURSE, UNKNOWN, LeagueRow, RunInfo
from tidehead.city.shell.formatting import is_unknown, number_text, percent_text

RUN_STATES: dict[str, str | Promise] = {
    "waiting": _("waiting to be computed"),
    "computing": _("being computed"),
    "failed": _("could not be computed"),
    "cancelled": _("cancelled"),
    "computed": _("computed, not reviewed"),
    "reviewed": _("reviewed, not published"),
    "published": _("published"),
    "superseded": _("replaced by a corrected run"),
    "withdrawn": _("withdrawn"),
}
STANDINGS: dict[str, str | Promise] = {
    "official": _("official rule"),
    "proposed": _("our proposal, in force nowhere"),
    "template": _("template, to be completed before use"),
}
SCHEME_STATES: dict[str, str | Promise] = {"draft": _("in draft"), "adopted": _("adopted"), "retired": _("retired")}
OBJECTION_STATES: dict[str, str | Promise] = {
    "filed": _("to be decided"),
    "accepted": _("upheld"),
    "rejected": _("dismissed"),
    "taken_back": _("taken back"),
}
FILLED: dict[str, str | Promise] = {
    "mean_score": _("unknown: given the board's mean score"),
    "mean_value": _("unknown: given the board's mean value"),
    "median_value": _("unknown: given the board's median"),
    "full_marks": _("unknown: given full marks, as the rule says"),
    "zero": _("unknown: given nothing, as the rule says"),
    "reweight": _("unknown: left out, the other weights grow"),
    "refuse": _("unknown: no score without it"),
}
ENTRY_KINDS: dict[str, str | Promise] = {
    "table": _("a table that was handed in"),
    "figures": _("the region's figures"),
    "pack": _("a table of the region's pack"),
}
FACTORS: dict[str, str | Promise] = {
    "own": _("own performance"),
    "rebasing": _("new bases"),
    "rule": _("changed rule"),
    "peers": _("what others did"),
    "revision": _("revised data"),
}
STAGES: dict[str, str | Promise] = {
    "values": _("values"),
    "denominate": _("denominators"),
    "boards": _("boards"),
    "coverage": _("coverage"),
    "treatment": _("outliers"),
    "filling_values": _("filling: mean or median"),
    "filling_mean_score": _("filling: mean score"),
    "filling_full_marks": _("filling: full marks"),
    "filling_zero": _("filling: nothing"),
    "filling_reweight": _("filling: weights moved"),
    "filling_refuse": _("filling: no score"),
    "normalising": _("normalising"),
    "aggregating": _("adding up"),
    "bonus": _("bonus"),
    "malus": _("deductions"),
    "ceilings": _("ceilings"),
    "veto": _("vetoes"),
    "scores": _("scores"),
    "ranking": _("ranking"),
    "ties": _("ties"),
    "grading": _("grades"),
    "doubt": _("doubt"),
    "doubt_weight": _("doubt: weights"),
    "doubt_normalisation": _("doubt: methods"),
    "doubt_imputation": _("doubt: missing data"),
    "doubt_noise": _("doubt: errors"),
    "adjusted": _("difficulty"),
    "difficulty": _("difficulty"),
}
METHODS: dict[str, str | Promise] = {
    "base_ratio": _("value over base"),
    "tiers": _("points by tier"),
    "min_max": _("between the worst and the best of the board"),
    "z_score": _("standard deviations from the board's mean"),
    "rank": _("place on the board"),
    "percent_rank": _("share of the board left behind"),
    "borda": _("number of units left behind"),
    "distance_to_max": _("distance to the best"),
    "distance_to_reference": _("distance to a reference"),
    "distance_to_target": _("distance to the target"),
    "fraction_of_max": _("share of the best"),
    "goalposts": _("between two fixed goalposts"),
    "identity": _("as it is"),
}
AGGREGATIONS: dict[str, str | Promise] = {
    "sum": _("points are added up"),
    "arithmetic": _("weighted mean"),
    "geometric": _("weighted geometric mean: a weakness cannot be made good so easily"),
    "harmonic": _("weighted harmonic mean: a weakness counts most"),
    "copeland": _("pairwise majority of weights"),
}
MISSING: dict[str, str | Promise] = {
    "refuse": _("no score without it"),
    "mean_score": _("the board's mean score"),
    "mean_value": _("the board's mean value"),
    "median_value": _("the board's median"),
    "full_marks": _("full marks"),
    "zero": _("nothing"),
    "reweight": _("left out, the other weights grow"),
}
VARIABLE_KINDS: dict[str, str | Promise] = {
    "number": _("number"),
    "text": _("text"),
    "truth": _("yes or no"),
    "day": _("day"),
}


def thirds_words() -> dict[str, str]:
    """What the lights of a league mean."""
    return {
        AHEAD: gettext("upper third"),
        ON_COURSE: gettext("middle third"),
        BEHIND: gettext("lower third"),
        UNKNOWN: gettext("no rank"),
    }


def board_label(run: RunInfo, board: str) -> str:
    """A board in words."""
    return next((str(each.label) for each in run.boards if each.board == board), board)


def rank_text(rank: float | None) -> str:
    """A place in words: 第3 / 3rd is left to the language."""
    return "—" if is_unknown(rank) else gettext("No. %(rank)s") % {"rank": f"{rank:g}"}


def range_text(row: LeagueRow) -> str:
    """The place with its 90 % range; the place alone where doubt was not computed."""
    if is_unknown(row.rank):
        return "—"
    if is_unknown(row.rank_low) or is_unknown(row.rank_high):
        return gettext("No. %(rank)s, range not computed") % {"rank": row.rank}
    return gettext("No. %(rank)s, 90%% range %(low)s–%(high)s") % {
        "rank": row.rank,
        "low": f"{row.rank_low:g}",
        "high": f"{row.rank_high:g}",
    }


def shares_text(row: LeagueRow) -> str:
    """The probability of each grade in words, those below half a percent left out."""
    likely = [(grade, share) for grade, share in row.grade_shares if share >= 0.005]
    return gettext(", ").join(f"{grade} {percent_text(share, decimals=0)}" for grade, share in likely)


def gained_text(row: LeagueRow) -> str:
    """Places won or lost on the run before."""
    gained = row.places_gained
    if gained is None:
        return "—"
    return "=" if gained == 0 else f"{'▲' if gained > 0 else '▼'} {abs(gained)}"


def movement_text(rows: tuple[LeagueRow, ...]) -> str:
    """How many units rose, fell, stayed, and had no place before; empty where there is nothing to compare with."""
    gained = [row.places_gained for row in rows if row.rank is not None]
    known = [each for each in gained if each is not None]
    if not known:
        return ""
    return gettext("▲ %(up)s rose, ▼ %(down)s fell, %(same)s kept their place; %(new)s had none before") % {
        "up": sum(each > 0 for each in known),
        "down": sum(each < 0 for each in known),
        "same": sum(each == 0 for each in known),
        "new": len(gained) - len(known),
    }


def finding(run: RunInfo, rows: tuple[LeagueRow, ...]) -> str:
    """A league's finding in one sentence: who leads, and how surely."""
    ranked = [row for row in rows if row.rank is not None]
    if not ranked:
        return gettext("Nobody can be ranked yet: data are missing for all %(count)s units") % {"count": run.units}
    boards = {row.board for row in ranked}
    if len(boards) > 1:
        return gettext("%(count)s boards, %(units)s units ranked") % {"count": len(boards), "units": run_ranked(run)}
    first = min(ranked, key=lambda row: row.rank)
    name = first.name or first.unit
    if is_unknown(first.score):  # strangers may not see it
        return gettext("%(name)s leads") % {"name": name}
    words = {"name": name, "score": number_text(first.score, decimals=2)}
    if first.rank_high is not None and first.rank_high > 1:
        told = gettext("%(name)s leads with %(score)s points, but could be as low as No. %(low)s")
        return told % {**words, "low": f"{first.rank_high:g}"}
    return gettext("%(name)s leads with %(score)s points") % words


def run_ranked(run: RunInfo) -> int:
    """How many units have a rank, on all boards together."""
    return sum(board.ranked for board in run.boards)


def coverage_text(run: RunInfo) -> str:
    """How many units could be scored."""
    left_out = run.units - run.scored
    if not left_out:
        return ngettext("%(n)s unit, scored", "%(n)s units, all scored", run.units) % {"n": run.units}
    return gettext("%(scored)s of %(units)s units scored; %(left)s lack data") % {
        "scored": run.scored,
        "units": run.units,
        "left": left_out,
    }
