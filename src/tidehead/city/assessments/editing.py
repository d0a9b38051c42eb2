"""Drafts of schemes: copied from a version, edited as text, tried on entries that are known, adopted and retired."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from tidehead.calc.labels import Label
from tidehead.calc.schemes import CaseResult, run_cases
from tidehead.calc.schemes.types import Scheme, Scoring, Standing
from tidehead.city.accounts.types import Actor
from tidehead.city.assessments.computing import checked, result_rows, scored, text_of
from tidehead.city.assessments.leagues import light_of
from tidehead.city.assessments.models import Result, Run, SchemeVersion
from tidehead.city.assessments.queries import content_of, run_by_id, scheme_of, scheme_source
from tidehead.city.assessments.storing import scheme_fields
from tidehead.city.assessments.types import (
    ADOPTED,
    DRAFT,
    EDITED,
    PACK,
    RETIRED,
    SHOWN_STATES,
    WITHDRAWN,
    AssessmentRefused,
    EntriesFaulty,
    Fault,
    LeagueRow,
    RunInfo,
    SchemeFaulty,
    SchemeSource,
    StateChanged,
    StepInfo,
    Trial,
)
from tidehead.city.common.search import put_entry, remove_entry
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import SearchText, Text
from tidehead.packs import read_scheme_text, scheme_structure, scheme_text

LONGEST_TEXT = 1_000_000


def read_draft(text: str) -> tuple[Scheme | None, tuple[Fault, ...]]:
    """The scheme that a text describes, with everything that is wrong with it; None where it cannot be read."""
    if len(text) > LONGEST_TEXT:
        told = Text(
            f"方案文本超过 {LONGEST_TEXT} 个字。", f"The text of the scheme is longer than {LONGEST_TEXT} characters."
        )
        return None, (Fault("", told),)
    scheme, problems = read_scheme_text(text)
    if scheme is None:
        return None, tuple(Fault(_line(one.line), Text(one.message_zh, one.message_en)) for one in problems)
    try:
        checked(scheme)
    except SchemeFaulty as faulty:
        return scheme, faulty.faults
    return scheme, ()


def structure(text: str) -> Scheme | None:
    """The scheme that a text describes even if it cannot be run yet; None where the text itself cannot be read."""
    return scheme_structure(text) if len(text) <= LONGEST_TEXT else None


def failing_cases(text: str) -> tuple[Fault, ...]:
    """What came out otherwise than a golden case of the text expects, by case; nothing of a text with other faults."""
    scheme, faults = read_draft(text)
    return () if faults or scheme is None else _case_faults(run_cases(scheme))


def _case_faults(results: Iterable[CaseResult]) -> tuple[Fault, ...]:
    return tuple(Fault(result.case.id, told) for result in results for told in _told(result))


def _told(result: CaseResult) -> Iterator[Text]:
    for refusal in result.refusals:
        yield text_of(refusal)
    for one in result.differences:
        wanted, given = _shown(one.expected), _shown(one.given)
        what = _WHAT.get(one.what, Text(one.what))
        yield Text(
            f"{one.unit} 的{what.zh}应为 {wanted.zh}，得到 {given.zh}",
            f"the {what.en or what.zh} of {one.unit} should be {wanted.en}, and is {given.en}",
        )


_WHAT = {
    "score": Text("总分", "score"),
    "rank": Text("位次", "rank"),
    "grade": Text("等级", "grade"),
    "board": Text("分组", "board"),
}


def _shown(value: float | str | None) -> Text:
    if value is None:
        return Text("未知", "unknown")
    told = value if isinstance(value, str) else f"{value:.6g}"
    return Text(told, told)


def _line(line: int) -> str:
    return f"L{line}" if line else ""


@transaction.atomic
def draft_from(*, by: Actor, version_id: int, now: datetime) -> int:
    """A draft of one's own with an id of its own: a proposal, whoever made the scheme that it begins with.

    Of the golden cases it begins with those that hold.
    """
    if not by.may("assessments.edit_scheme"):
        raise PermissionDenied
    base = scheme_of(version_id)
    held = tuple(result.case for result in run_cases(base) if result.holds)
    scheme = replace(base, id=_free_code(base), standing=Standing.PROPOSED, label=_copied(base.label), cases=held)
    row = SchemeVersion.objects.create(
        **scheme_fields(scheme),
        origin=EDITED,
        state=DRAFT,
        text=scheme_text(scheme),
        based_on_id=version_id,
        ordinal=10_000,
        edited_by=by.name,
        edited_at=now,
    )
    leave_trail(by.name, "scheme.drafted", f"scheme:{row.pk}", at=now, detail={"from": version_id, "code": scheme.id})
    return int(row.pk)


def _free_code(base: Scheme) -> str:
    stem = (base.family or base.id)[:100]
    taken = set(SchemeVersion.objects.filter(code__startswith=f"{stem}-draft").values_list("code", flat=True))
    return next(code for nth in range(1, len(taken) + 2) if (code := f"{stem}-draft{nth}") not in taken)


def _copied(label: Label) -> Label:
    return Label(f"{label.zh}（草稿）"[:300], f"{label.en} (draft)"[:300] if label.en else "")


@transaction.atomic
def save_draft(*, by: Actor, version_id: int, text: str, edits: int, now: datetime) -> SchemeSource:
    """Keep a draft's text, with its faults if it has any; of two people who edit, the second is told.

    edits: the number that the editor was shown. Raises PermissionDenied, NotFound, StateChanged.
    """
    if not by.may("assessments.edit_scheme"):
        raise PermissionDenied
    scheme_source(version_id)
    scheme, faults = read_draft(text)
    told = [{"where": fault.where, "zh": fault.message.zh, "en": fault.message.en} for fault in faults]
    fields: dict[str, Any] = {"text": text[:LONGEST_TEXT], "problems": told, "edited_by": by.name, "edited_at": now}
    fields |= scheme_fields(scheme) if scheme is not None and not faults else {}
    draft = SchemeVersion.objects.filter(id=version_id, state=DRAFT, edits=edits)
    if draft.update(**fields, edits=F("edits") + 1) != 1:
        raise StateChanged(_EDITED)
    leave_trail(by.name, "scheme.edited", f"scheme:{version_id}", at=now, detail={"faults": len(faults)})
    return scheme_source(version_id)


_EDITED = Text(
    "草稿已被他人修改、采用或删除。请复制您的文本，刷新后再改。",
    "Somebody changed, adopted or dropped the draft meanwhile. Copy your text, reload, and edit again.",
)


@transaction.atomic
def drop_draft(*, by: Actor, version_id: int, now: datetime) -> None:
    """Throw a draft away."""
    if not by.may("assessments.edit_scheme"):
        raise PermissionDenied
    scheme_source(version_id)
    SchemeVersion.objects.filter(based_on_id=version_id).update(based_on=None)
    if SchemeVersion.objects.filter(id=version_id, state=DRAFT).delete()[0] != 1:
        raise StateChanged(_EDITED)
    leave_trail(by.name, "scheme.dropped", f"scheme:{version_id}", at=now)


def adopt_scheme(*, by: Actor, version_id: int, now: datetime, drop_failing_cases: bool = False) -> None:
    """Freeze a draft so that it can be run. It has to be without faults, and its golden cases have to hold.

    drop_failing_cases: leave out the cases that do not hold, such as those copied from a scheme of other weights.
    Raises PermissionDenied, NotFound, SchemeFaulty, AssessmentRefused, StateChanged.
    """
    if not by.may("assessments.publish"):
        raise PermissionDenied
    source = scheme_source(version_id)
    scheme, faults = read_draft(source.text)
    if faults or scheme is None:
        raise SchemeFaulty(faults)
    results = run_cases(scheme)
    wrong = _case_faults(results)
    if wrong and not drop_failing_cases:
        raise AssessmentRefused(_failing(wrong))
    if wrong:
        scheme = replace(scheme, cases=tuple(result.case for result in results if result.holds))
        source = replace(source, text=scheme_text(scheme))
    taken = SchemeVersion.objects.filter(code=scheme.id).exclude(id=version_id).exclude(state=DRAFT)
    if taken.filter(Q(origin=PACK) | Q(state=ADOPTED)).exists():
        told = f'There is a scheme "{scheme.id}" already. Give the draft an id of its own.'
        raise AssessmentRefused(Text(f"已有方案“{scheme.id}”，请在草稿中换一个 id。", told))
    _adopt(by, source, scheme, now=now)


def _failing(wrong: tuple[Fault, ...]) -> Text:
    shown, left = wrong[:_MOST_FAULTS], len(wrong) - _MOST_FAULTS
    zh = "；".join(f"{one.where}：{one.message.zh}" for one in shown)
    en = "; ".join(f"{one.where}: {one.message.en or one.message.zh}" for one in shown)
    more = Text(f"；另有 {left} 处", f"; and {left} more") if left > 0 else Text("", "")
    return Text(
        f"算例不符：{zh}{more.zh}。请改方案或算例，或在采用时去掉不再成立的算例。",
        f"Golden cases fail: {en}{more.en}. Put the scheme or the cases right, or adopt it without those that fail.",
    )


_MOST_FAULTS = 5


def _adopt(by: Actor, source: SchemeSource, scheme: Scheme, *, now: datetime) -> None:
    draft = SchemeVersion.objects.filter(id=source.version.id, state=DRAFT, edits=source.edits)
    try:
        with transaction.atomic():
            fields = {
                **scheme_fields(scheme),
                "text": source.text,
                "state": ADOPTED,
                "adopted_by": by.name,
                "adopted_at": now,
            }
            if draft.update(**fields) != 1:
                raise StateChanged(_EDITED)
            put_entry("scheme", found_scheme(source.version.id, scheme))
            trace = {"digest": fields["digest"], "code": scheme.id}
            leave_trail(by.name, "scheme.adopted", f"scheme:{source.version.id}", at=now, detail=trace)
    except IntegrityError:
        raise StateChanged(_EDITED) from None


def found_scheme(version_id: int, scheme: Scheme) -> SearchText:
    """What search keeps of a scheme."""
    return SearchText(
        code=str(version_id),
        label=Text(scheme.label.zh, scheme.label.en),
        url=f"/league/schemes/{version_id}/",
        words=(scheme.id, scheme.family, *(one.label.zh for one in scheme.indicators)),
        weight=6,
    )


@transaction.atomic
def retire_scheme(*, by: Actor, version_id: int, now: datetime) -> None:
    """An adopted scheme that was made here is not run any more; its runs stay as they are."""
    if not by.may("assessments.publish"):
        raise PermissionDenied
    if scheme_source(version_id).version.origin == PACK:
        told = "Schemes of the pack are retired in the pack."
        raise AssessmentRefused(Text("地区包中的方案请在地区包中停用。", told))
    if SchemeVersion.objects.filter(id=version_id, state=ADOPTED, origin=EDITED).update(state=RETIRED) != 1:
        raise StateChanged(Text("方案不是已采用状态。", "The scheme is not adopted any more."))
    remove_entry("scheme", str(version_id))
    leave_trail(by.name, "scheme.retired", f"scheme:{version_id}", at=now)


# Trying a draft


def try_scheme(text: str, *, entries_id: int, board: str = "") -> Trial:
    """What a scheme's text would give on entries that are known, beside the newest run on them. Stores nothing.

    Faults of the text or of the entries under it are told in the trial. Raises NotFound.
    """
    content = content_of(entries_id)
    scheme, faults = read_draft(text)
    if faults or scheme is None:
        return Trial(faults, (), None, (), scheme)
    try:
        scoring = scored(checked(scheme), content.entries)
    except EntriesFaulty as faulty:
        return Trial(faulty.faults, (), None, (), scheme)
    before = _newest_on(entries_id)
    rows = tuple(row for row in _trial_rows(scoring, before) if not board or row.board == board)
    steps = tuple(StepInfo(one.stage, one.done, Text(one.what.zh, one.what.en), one.count) for one in scoring.steps)
    return Trial((), rows, before, steps, scheme)


def _newest_on(entries_id: int) -> RunInfo | None:
    states = [state for state in SHOWN_STATES if state != WITHDRAWN]
    found = Run.objects.filter(entries_id=entries_id, state__in=states).order_by("-id").values_list("id", flat=True)
    first = found.first()
    return None if first is None else run_by_id(first)


def _trial_rows(scoring: Scoring, before: RunInfo | None) -> tuple[LeagueRow, ...]:
    """In the order of the boards and ranks; those without a rank last."""
    earlier = {}
    if before is not None:
        stored = Result.objects.filter(run_id=before.id).values_list("unit", "rank", "score", "grade")
        earlier = {unit: rest for unit, *rest in stored}
    made = result_rows(scoring)
    ranked: dict[str, int] = {}
    for row in made:
        ranked[row["board"]] = ranked.get(row["board"], 0) + (row["rank"] is not None)
    ordered = sorted(made, key=lambda row: (row["board"], row["rank"] is None, row["rank"] or 0, row["ordinal"]))
    return tuple(_trial_row(row, earlier.get(row["unit"]), ranked[row["board"]]) for row in ordered)


def _trial_row(row: dict[str, Any], before: list[Any] | None, ranked: int) -> LeagueRow:
    rank_before, score_before, grade_before = before or (None, None, "")
    light, _is_sure = light_of(row["rank"], None, None, ranked)
    same = ("unit", "name", "place", "board", "rank", "score", "grade")
    return LeagueRow(
        **{name: row[name] for name in same},
        rank_low=None,
        rank_high=None,
        grade_shares=(),
        rank_before=rank_before,
        score_before=score_before,
        grade_before=grade_before,
        adjusted_rank=None,
        adjusted_score=None,
        light=light,
        is_sure=False,
        filled=len(row["filled"]),
        reasons=tuple(Text(zh, en) for zh, en in row["reasons"]),
    )
