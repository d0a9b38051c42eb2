"""From an English paragraph to its statements: each figure with its time, kind, change, indicator and subject."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tidehead.reading import english_words as words
from tidehead.reading.english_numbers import counted_phrase, quantities
from tidehead.reading.english_times import date_in, mentions, times
from tidehead.reading.moods import Stance
from tidehead.reading.numbers import Quantity
from tidehead.reading.statements import Context, Found
from tidehead.reading.times import TimeMention

__all__ = ["date_in", "enter_heading", "read_block", "set_report_year", "stance_of_title", "times"]

_ABBREVIATION = re.compile(
    r"(?:\b(?:approx|c|ca|cf|co|corp|dept|dr|e\.g|est|etc|fig|gov|i\.e|inc|ltd|max|min|mr|mrs|ms|no|"
    r"nos|p|pp|prof|rs|sq|st|vs|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|u\.k|u\.s)|\b[A-Z])\.$",
    re.IGNORECASE,
)
# No word further from a figure than this says anything about it.
_FAR = 400
_STOP = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘(]?[A-Z0-9£$€•])|[;•]\s|\n")
_CLAUSE = re.compile(r",\s|;|:\s|\s[—–]\s|\s-\s|\(|\)|\s(?=(?:while|whereas|although|but)\s)", re.IGNORECASE)
_PLAN_TITLE = re.compile(
    r"\b(?:plan|strategy|roadmap|vision|framework|blueprint|agenda|ambition|prospectus|manifesto|"
    r"action|programme|outlook)\b",
    re.IGNORECASE,
)
_REPORT_TITLE = re.compile(
    r"\b(?:report|review|bulletin|statistics|statistical|results|accounts|monitor|communiqu|profile|"
    r"update|figures|press|news|released?)",
    re.IGNORECASE,
)
_TITLE_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d{2}(?![\d-])(?!\s*(?:to|—|–|/))")
_PAST_HEAD = re.compile(
    r"\b(?:background|review|where we are|baseline|achievements?|progress|performance|current|"
    r"context|today|history|results)\b",
    re.IGNORECASE,
)
_GOAL_HEAD = re.compile(
    r"\b(?:targets?|goals?|objectives?|ambitions?|vision|outlook|next steps|priorit|plan for|we will|"
    r"by 20\d\d|looking ahead)",
    re.IGNORECASE,
)


def stance_of_title(title: str) -> Stance:
    """Plans speak of goals in words that say so; reports and news of facts."""
    return Stance(plan=bool(_PLAN_TITLE.search(title)) and not _REPORT_TITLE.search(title), goal=None)


def enter_heading(text: str, context: Context) -> None:
    """A heading ends the deadline carried so far and may turn the stance to past or goals."""
    context.deadline = None
    if _PAST_HEAD.search(text):
        context.stance = Stance(context.stance.plan, goal=False)
    elif _GOAL_HEAD.search(text):
        context.stance = Stance(context.stance.plan, goal=True)
    else:
        context.stance = Stance(context.stance.plan, goal=None)


def set_report_year(title: str, context: Context) -> None:
    """A yearly report's figures are of its year where they say nothing else."""
    year = _TITLE_YEAR.search(title)
    if year and _REPORT_TITLE.search(title):
        number = int(year.group())
        context.default_time = TimeMention(0, 0, year.group(), year.group(), year=number, last_year=number)
        context.frame = replace(context.frame, section_year=number)


def read_block(text: str, context: Context) -> list[Found]:
    """Every statement of one English paragraph, in order; ``context`` is what headings and title have said."""
    found_times, spans = mentions(text, context.frame)
    found = [q for q in quantities(text, spans) if not words.is_mere_duration(q.unit, q.hedge)]
    if not found:
        return []
    out: list[Found] = []
    memory = _Memory(subject=context.section_subject or context.place)
    for begin, end in _sentences(text):
        inside = [q for q in found if begin <= q.start < end]
        here = [t for t in found_times if begin <= t.start < end]
        if inside:
            out += _Sentence(text, (begin, end), found=inside, here=here, context=context, memory=memory).statements()
    return out


def _sentences(text: str) -> list[tuple[int, int]]:
    begin, spans = 0, []
    for m in _STOP.finditer(text):
        if m.group()[0] == "." and _ABBREVIATION.search(text[max(0, m.start() - 8) : m.start() + 1]):
            continue
        spans.append((begin, m.end()))
        begin = m.end()
    if begin < len(text):
        spans.append((begin, len(text)))
    return spans


@dataclass(slots=True)
class _Memory:
    """What is remembered from one figure to the next within a paragraph."""

    subject: str = ""
    indicator: str = ""
    time: TimeMention | None = None
    left: str = ""


class _Sentence:
    """One sentence at work, figures from left to right."""

    def __init__(
        self,
        text: str,
        span: tuple[int, int],
        *,
        found: Sequence[Quantity],
        here: Sequence[TimeMention],
        context: Context,
        memory: _Memory,
    ) -> None:
        self.text, self.found, self.times, self.context, self.memory = text, found, here, context, memory
        self.begin, self.end = span
        self.words = text[self.begin : self.end]
        self.clauses = [self.begin, *(m.end() for m in _CLAUSE.finditer(text, self.begin, self.end)), self.end]
        self.plain = self._without_times()

    def _without_times(self) -> str:
        """The whole text with times blanked out, so that offsets stay true."""
        plain = self.text
        for t in self.times:
            plain = plain[: t.start] + " " * (t.end - t.start) + plain[t.end :]
        return plain

    def statements(self) -> list[Found]:
        self.memory.subject = words.subject_of(self.words[:_FAR]) or self.memory.subject
        return [self._statement(i, q) for i, q in enumerate(self.found)]

    def _clause(self, q: Quantity) -> tuple[int, int]:
        begin = self.clauses[max(0, bisect_right(self.clauses, q.before) - 1)]
        after = bisect_left(self.clauses, max(q.after, begin + 1))
        return begin, self.clauses[after] if after < len(self.clauses) else self.end

    def _statement(self, i: int, q: Quantity) -> Found:
        begin, end = self._clause(q)
        previous = self.found[i - 1].after if i else self.begin
        following = self.found[i + 1].before if i + 1 < len(self.found) else self.end
        # "exceeds 320 MW" hedges the figure and is its verb.
        stop = q.start if words.HEDGING_VERB.match(q.hedge) else q.before
        left = self.plain[max(begin, previous, q.before - _FAR) : stop]
        right = self.plain[q.after : max(q.after, min(end, following, q.after + _FAR))]
        clause = self.text[max(begin, q.before - _FAR) : min(end, q.after + _FAR)]
        change = self._change(q, left, right, clause)
        indicator = self._indicator(q, left, right, change)
        time, basis = self._time(i, q, clause)
        kind = self._kind(q, left, right, clause, time=time)
        if time is None and kind != "actual":
            time, basis = self._carried(kind)
        if change not in {"rank"} and kind != "definition":
            self.memory.indicator = indicator
        return Found(
            quantity=q,
            lead=self._lead(max(begin, previous), q),
            tail=self._tail(q),
            indicator=indicator,
            subject=words.owner_of(left) or self.memory.subject,
            kind=kind,
            change=change,
            time=time.code if time else None,
            time_text=time.text if time else None,
            time_basis=basis,
            modality=words.force_of(clause) if kind.endswith("target") else None,
            period=words.repeat_of(clause),
        )

    def _mood(self, q: Quantity) -> str | None:
        return words.nearest_mood(self.text[max(self.begin, q.before - _FAR) : q.before])

    def _lead(self, start: int, q: Quantity) -> int:
        while start < q.before and not self.text[start].isalnum():
            start += 1
        return max(start, q.before - 120)

    def _tail(self, q: Quantity) -> int:
        phrase = counted_phrase(self.text, q.end) if q.after == q.end else ""
        at = self.text.find(phrase, q.end) if phrase else -1
        return max(q.after, at + len(phrase)) if at >= 0 else q.after

    # ---- change and kind -----------------------------------------------------

    def _change(self, q: Quantity, left: str, right: str, clause: str) -> str | None:
        if q.rank:
            return "rank"
        ratio = words.is_ratio(q.unit)
        if ratio and words.OR.fullmatch(left):
            left = self.memory.left
        self.memory.left = left
        if words.FROM.search(left):
            return None
        if words.CHAIN.search(clause):
            return None
        if (ratio or q.unit == "times") and (words.GROWS_BEFORE.search(left) or words.GROWS_AFTER.match(right)):
            return "yoy"
        if words.YEARLY_CHANGE.search(right) and (ratio or words.GROWS_BEFORE.search(left)):
            return "yoy"
        if q.unit == "times" and words.FOLDS.match(self.text, q.start):
            return "yoy"
        if q.share or q.unit == "%" and (words.SHARE_BEFORE.search(left) or words.SHARE_AFTER.match(right)):
            return "share"
        return "cumulative" if words.TOTAL.search(clause) and not ratio else None

    def _kind(self, q: Quantity, left: str, right: str, clause: str, *, time: TimeMention | None) -> str:
        if (
            words.is_threshold(left, right, self.text[q.before : q.after], q.unit)
            or q.words
            and words.STRUCTURE.match(right)
        ):
            return "definition"
        issue = self.context.frame.issue_year
        ahead = _is_ahead(time, issue)
        if time is not None and time.code and not ahead and not words.GOAL.search(clause):
            return "actual"
        nearest = self._mood(q) or words.nearest_mood(clause)
        goal = ahead or nearest == "goal" or nearest is None and bool(self.context.stance.goal)
        if not goal or _is_past(time, issue):
            return "actual"
        return "annual_target" if words.YEARLY.search(clause) and not ahead else "target"

    # ---- time ----------------------------------------------------------------

    def _time(self, i: int, q: Quantity, clause: str) -> tuple[TimeMention | None, str | None]:
        """The time right after the figure, else the last before it, else the next after it, else the section's."""
        following = self.found[i + 1].before if i + 1 < len(self.found) else self.end
        after = next((t for t in self.times if q.start <= t.start < following), None)
        before = next((t for t in reversed(self.times) if t.start < q.start), None)
        if after is not None and not self._belongs_on(after, before, q):
            after = None
        own = after or (before if before is None or not self._is_base(before) else None)
        if own is None:
            own = next((t for t in self.times if t.start >= q.start and not self._is_base(t)), None)
            if _is_ahead(own, self.context.frame.issue_year) and self._mood(q) == "fact":
                own = None
        if own is not None:
            self.memory.time = own
            return own, None
        default = self.context.default_time
        return (default, "section") if default is not None else (None, None)

    def _belongs_on(self, after: TimeMention, before: TimeMention | None, q: Quantity) -> bool:
        """Not so in "in 2024, up 3%, and in 2025 …": a comma with "and in" opens another figure's words."""
        between = self.text[q.after : after.start]
        return before is None or not re.search(r"[,;]\s+(?:and|but|while)\s+(?:in|by|on|at)?\s*$|[;]", between)

    def _is_base(self, t: TimeMention) -> bool:
        """Whether a time belongs to a "from …" figure: up from £3bn in 2019."""
        q = next((q for q in reversed(self.found) if q.after <= t.start), None)
        return q is not None and bool(
            re.search(r"\bfrom\s+$", self.text[max(0, q.before - 8) : q.before], re.IGNORECASE)
        )

    def _carried(self, kind: str) -> tuple[TimeMention | None, str | None]:
        if kind not in {"target", "annual_target"}:
            return None, None
        period = self.context.frame.plan_period
        if period is None:
            return None, None
        first, last = period
        return TimeMention(0, 0, f"{first}-{last}", "", year=first, last_year=last), "plan_period"

    # ---- what is measured ----------------------------------------------------

    def _indicator(self, q: Quantity, left: str, right: str, change: str | None) -> str:
        folded = bool(words.FOLDS.match(self.text, q.start))
        measure = words.measure_before(left + self.text[q.start : q.end] if folded else left)
        counted = counted_phrase(self.plain, q.end) if q.end == q.after else counted_phrase(self.plain, q.after)
        if change == "share":
            return words.share_name(left, right) or counted or self.memory.indicator
        if change == "rank":
            return words.rank_name(left, right) or self.memory.indicator
        if change == "yoy":
            return measure or self.memory.indicator or words.spent_on(left, right, q.unit) or words.after_of(right)
        if measure and (not counted or words.is_measure(measure)):
            return measure
        if counted:
            return words.with_verb(left, words.extended(self.plain, q.after, counted))
        return measure or words.spent_on(left, right, q.unit) or self.memory.indicator or words.after_of(right)


def _is_ahead(time: TimeMention | None, issue: int | None) -> bool:
    if time is None or not time.code:
        return False
    last = time.last_year or time.year
    if issue is None or last is None:
        return time.deadline
    return last > issue or time.deadline and last >= issue


def _is_past(time: TimeMention | None, issue: int | None) -> bool:
    last = (time.last_year or time.year) if time is not None else None
    return last is not None and issue is not None and last < issue
