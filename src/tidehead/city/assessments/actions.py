"""Handing in entries, computing runs, reviewing and publishing them."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tidehead.calc.schemes import from_plain
from tidehead.city.accounts.queries import all_people
from tidehead.city.accounts.types import Actor
from tidehead.city.assessments.computing import ENGINE, Inputs, compute, usual_draws, usual_settings
from tidehead.city.assessments.content import Content, corrected
from tidehead.city.assessments.handing_in import SUFFIXES, read_table
from tidehead.city.assessments.models import Objection, ReviewNote, Run, SchemeVersion
from tidehead.city.assessments.queries import content_of, entry_set, inputs_of, run_by_id
from tidehead.city.assessments.snapshots import figures_content
from tidehead.city.assessments.storing import keep_entries, keep_file, keep_results, outcome_fields
from tidehead.city.assessments.types import (
    ACCEPTED,
    ADOPTED,
    CANCELLED,
    COMPUTED,
    COMPUTING,
    FIGURES,
    FILED,
    PUBLISHED,
    REVIEWED,
    SUPERSEDED,
    TABLE,
    WAITING,
    WITHDRAWN,
    AssessmentRefused,
    Correction,
    EntriesFaulty,
    Fault,
    NotFound,
    Reproduction,
    RunInfo,
    StateChanged,
)
from tidehead.city.common.search import put_entry, remove_entry
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import SearchText, Text
from tidehead.city.evidence.actions import Incoming

MOST_UNITS = 1_000_000
INLINE_WORK = 30_000_000
"""Cells times draws that are computed while a reader waits: about two seconds. More goes to the worker."""
MOST_DRAWS = 100_000
LONGEST_NOTICE = timedelta(days=365)
LONGEST_NOTE = 4000
LONGEST_LABEL = 200
LONGEST_PERIOD = 40

# Entries


def hand_in(
    *, by: Actor, scheme_id: int, file: Incoming, period: str, as_of: date, now: datetime, label: str = ""
) -> int:
    """Take a table for a scheme; every wrong cell is told, and then nothing of it is kept. Returns the entries' id.

    The same cells of the same day are kept once: `known_as` says under which name.
    Raises PermissionDenied, NotFound, EntriesFaulty, AssessmentRefused.
    """
    if not by.may("assessments.run"):
        raise PermissionDenied
    refuse_longer(label, LONGEST_LABEL, Text("名称", "name"))
    refuse_longer(period, LONGEST_PERIOD, Text("时期", "period"))
    name, suffix = file.name[-255:], Path(file.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise EntriesFaulty((Fault(name, _WRONG_FILE),))
    version = _version(scheme_id)
    data = file.content.read()
    content = read_table(data, name=name, scheme=from_plain(version.plain))
    _check_size(content)
    stored_as, file_digest = keep_file(data, suffix)
    with transaction.atomic():
        made = keep_entries(
            content,
            kind=TABLE,
            scheme_code=version.code,
            as_of=as_of,
            label=label or name,
            period=period or version.period,
            file_name=name,
            stored_as=stored_as,
            file_sha256=file_digest,
            made_by=by.name,
            made_at=now,
        )
        trace = {"scheme": version.code, "file": name, "sha256": file_digest}
        leave_trail(by.name, "entries.handed_in", f"entries:{made}", at=now, detail=trace)
    return made


def known_as(entries_id: int, *, file_name: str, period: str = "") -> Text | None:
    """That what was just handed in is known under another name or period, in words; None where it is not."""
    kept = entry_set(entries_id)
    if kept.file_name == file_name[-255:] and period in ("", kept.period):
        return None
    zh, en = kept.label or kept.file_name, kept.label or kept.file_name
    return Text(
        f"内容与已有的“{zh}”（{kept.period}）相同，没有另存，沿用那一份。",
        f'The content is the same as that of "{en}" ({kept.period}), which is known already and used here.',
    )


def refuse_longer(text: str, most: int, what: Text) -> None:
    """Raises AssessmentRefused for a text that could only be kept cut short."""
    if len(text.strip()) > most:
        raise AssessmentRefused(
            Text(
                f"{what.zh}有 {len(text.strip())} 个字，最多 {most} 个。请缩短。",
                f"The {what.en} has {len(text.strip())} characters; at most {most} are kept. Shorten it.",
            )
        )


_WRONG_FILE = Text(
    "不支持这种文件。请上传 CSV 或 xlsx；旧版 xls 请先另存为 xlsx。",
    "This kind of file is not read. Upload CSV or xlsx; save an old xls as xlsx first.",
)


def _check_size(content: Content) -> None:
    units = len(content.entries.ids)
    if not units:
        raise AssessmentRefused(
            Text("表中没有单位。请填写后重新上传。", "The table has no unit. Fill it in and try again.")
        )
    if units > MOST_UNITS:
        told = Text(
            f"表中有 {units} 个单位，超过上限 {MOST_UNITS}。请用命令行 tidehead score。",
            f"The table has {units} units, more than the {MOST_UNITS} taken here. Use the command tidehead score.",
        )
        raise AssessmentRefused(told)


@transaction.atomic
def take_figures(*, by: Actor, scheme_id: int, period: str, as_of: date, now: datetime) -> int:
    """Keep the region's figures that a scheme of places needs, as they were known on a day. Returns the entries' id.

    Raises PermissionDenied, NotFound, AssessmentRefused.
    """
    if not by.may("assessments.run"):
        raise PermissionDenied
    version = _version(scheme_id)
    asked = period or version.period
    content = figures_content(from_plain(version.plain), period=asked, as_of=as_of)
    _check_size(content)
    made = keep_entries(
        content,
        kind=FIGURES,
        scheme_code=version.code,
        as_of=as_of,
        period=asked,
        label="",
        made_by=by.name,
        made_at=now,
    )
    trace = {"scheme": version.code, "period": asked, "as_of": as_of.isoformat()}
    leave_trail(by.name, "entries.taken", f"entries:{made}", at=now, detail=trace)
    return made


def _version(scheme_id: int) -> SchemeVersion:
    row = SchemeVersion.objects.defer("text").filter(id=scheme_id).first()
    if row is None:
        raise NotFound(Text(f"没有编号为 {scheme_id} 的评价方案。", f"There is no scheme {scheme_id}."))
    return row


# Computing


def start_run(
    *,
    by: Actor,
    scheme_id: int,
    entries_id: int,
    now: datetime,
    draws: int | None = None,
    seed: int | None = None,
) -> int:
    """Compute an adopted scheme on a set of entries, or queue it where that takes long. Returns the run's id.

    seed: of the draws by which doubt is computed; drawn by lot where none is given, and kept. draws: 0 for none.
    Raises PermissionDenied, NotFound, AssessmentRefused, SchemeFaulty, EntriesFaulty; then nothing is kept.
    """
    if not by.may("assessments.run"):
        raise PermissionDenied
    version = _version(scheme_id)
    if version.state != ADOPTED:
        raise AssessmentRefused(_NOT_ADOPTED)
    return make_run(by=by, version=version, entries_id=entries_id, now=now, draws=draws, seed=seed)


_NOT_ADOPTED = Text(
    "方案还是草稿或已停用，不能正式评价。请先采用；试算请用编辑页。",
    "The scheme is a draft or retired, and cannot be run in earnest. Adopt it first, or try it in the editor.",
)


def make_run(
    *,
    by: Actor,
    version: SchemeVersion,
    entries_id: int,
    now: datetime,
    draws: int | None = None,
    seed: int | None = None,
    corrects: RunInfo | None = None,
    corrections: tuple[Correction, ...] = (),
) -> int:
    """A run by a scheme that may be run, with the corrections applied to its entries."""
    kept, content = entry_set(entries_id), content_of(entries_id)
    scheme, entries = from_plain(version.plain), corrected(content, corrections)
    units, columns = len(entries.ids), len(scheme.indicators)
    chosen = usual_draws(units, columns) if draws is None else draws
    if not 0 <= chosen <= MOST_DRAWS:
        told = Text(f"抽样次数须在 0 到 {MOST_DRAWS} 之间。", f"The number of draws must be from 0 to {MOST_DRAWS}.")
        raise AssessmentRefused(told)
    inputs = Inputs(scheme, entries, secrets.randbelow(1 << 31) if seed is None else seed, chosen, usual_settings())
    run = Run(
        scheme=version,
        entries_id=entries_id,
        corrects_id=corrects.id if corrects else None,
        corrections=[asdict(one) for one in corrections],
        period=kept.period,
        as_of=kept.as_of,
        seed=inputs.seed,
        draws=inputs.draws,
        settings=dict(inputs.settings),
        engine=ENGINE,
        scheme_digest=version.digest,
        data_digest=kept.digest,
        state=WAITING,
        units=units,
        computed_by=by.name,
        computed_by_account=by.pk,
        asked_at=now,
    )
    if units * columns * max(chosen, 1) <= INLINE_WORK:
        return _compute_now(run, inputs, by=by, now=now)
    return _store(run, (), by=by, verb="run.queued", now=now)


def _compute_now(run: Run, inputs: Inputs, *, by: Actor, now: datetime) -> int:
    """Compute first, then store everything at once: whoever is killed in between leaves nothing behind."""
    outcome = compute(inputs)
    run.state = COMPUTED
    for name, value in outcome_fields(outcome, now).items():
        setattr(run, name, value)
    return _store(run, outcome.rows, by=by, verb="run.computed", now=now)


@transaction.atomic
def _store(run: Run, rows: Iterable[dict[str, Any]], *, by: Actor, verb: str, now: datetime) -> int:
    run.save(force_insert=True)
    keep_results(run, rows)
    settled = [one["objection"] for one in run.corrections if one["objection"]]
    Objection.objects.filter(id__in=settled, run_id=run.corrects_id).update(corrected_run=run)
    trace = {"scheme": run.scheme_digest, "data": run.data_digest, "seed": run.seed, "result": run.result_digest}
    leave_trail(by.name, verb, f"run:{run.pk}", at=now, detail=trace)
    return int(run.pk)


@transaction.atomic
def cancel_run(*, by: Actor, run_id: int, now: datetime) -> None:
    """Stop a run that waits or is being computed; the worker notices at its next step. Raises StateChanged."""
    if not by.may("assessments.run"):
        raise PermissionDenied
    running = Run.objects.filter(id=run_id, state__in=(WAITING, COMPUTING))
    if running.update(state=CANCELLED, lease_until=None, ended_by=by.name, ended_at=now) != 1:
        raise _changed(run_id)
    leave_trail(by.name, "run.cancelled", f"run:{run_id}", at=now)


def run_again(run_id: int) -> Reproduction:
    """Compute a run once more from the scheme, entries and seed that it keeps; nothing is stored."""
    run = run_by_id(run_id)
    if not run.has_results:
        raise AssessmentRefused(Text("这次评价没有结果，无从复算。", "This run has no result to compare with."))
    outcome = compute(inputs_of(run))
    return Reproduction(run, outcome.digest == run.result_digest, outcome.digest)


# Review


@transaction.atomic
def note_on_run(*, by: Actor, run_id: int, text: str, now: datetime, unit: str = "") -> None:
    """Write a note on a run or on one of its units."""
    if not by.may("assessments.review"):
        raise PermissionDenied
    _note(by, run_id, text, now=now, unit=unit)


def _note(by: Actor, run_id: int, text: str, *, now: datetime, unit: str = "") -> None:
    run = Run.objects.filter(id=run_id).only("id").first()
    if run is None or (unit and not run.result_set.filter(unit=unit).exists()):
        raise NotFound(Text("没有这次评价或这个单位。", "There is no such run or unit."))
    if not text.strip():
        raise AssessmentRefused(Text("意见是空的，请写明。", "The note is empty. Say what there is to say."))
    refuse_longer(text, LONGEST_NOTE, Text("意见", "note"))
    ReviewNote.objects.create(run=run, unit=unit, text=text.strip(), author=by.name, at=now)
    leave_trail(by.name, "run.noted", f"run:{run_id}", at=now, detail={"unit": unit} if unit else None)


@transaction.atomic
def review_run(*, by: Actor, run_id: int, now: datetime, note: str = "") -> None:
    """Say that a computed run is in order. Raises StateChanged to the second of two people, AssessmentRefused."""
    if not by.may("assessments.review"):
        raise PermissionDenied
    if refusal := review_refusal(by, run_id):
        raise AssessmentRefused(refusal)
    computed = Run.objects.filter(id=run_id, state=COMPUTED)
    if computed.update(state=REVIEWED, reviewed_by=by.name, reviewed_by_account=by.pk, reviewed_at=now) != 1:
        raise _changed(run_id)
    if note.strip():
        _note(by, run_id, note, now=now)
    leave_trail(by.name, "run.reviewed", f"run:{run_id}", at=now)


def review_refusal(by: Actor, run_id: int) -> Text | None:
    """Why somebody may not review this run; None where they may. Nobody reviews what they computed.

    Only where no other account may review, one person does both.
    """
    own = Run.objects.filter(id=run_id, computed_by_account=by.pk, computed_by_account__isnull=False).exists()
    return _REVIEWED_BY_OTHERS if own and _reviewers_besides(by.pk) else None


_REVIEWED_BY_OTHERS = Text(
    "计算这次评价的人不能由自己复核，请另一位复核人复核。",
    "Who computed a run does not review it. Another reviewer does.",
)


def _reviewers_besides(*accounts: int | None) -> bool:
    return any(person.may("assessments.review") and person.pk not in accounts for person in all_people())


@transaction.atomic
def send_back(*, by: Actor, run_id: int, note: str, now: datetime) -> None:
    """A reviewed run has to be looked at again, for the reason in the note."""
    if not by.may("assessments.review"):
        raise PermissionDenied
    reviewed = Run.objects.filter(id=run_id, state=REVIEWED)
    if reviewed.update(state=COMPUTED, reviewed_by="", reviewed_by_account=None, reviewed_at=None) != 1:
        raise _changed(run_id)
    _note(by, run_id, note, now=now)
    leave_trail(by.name, "run.sent_back", f"run:{run_id}", at=now)


def _changed(run_id: int) -> Exception:
    """Why a run is not in the state it was thought to be in."""
    state = Run.objects.filter(id=run_id).values_list("state", flat=True).first()
    if state is None:
        return NotFound(Text(f"没有编号为 {run_id} 的评价结果。", f"There is no run {run_id}."))
    return StateChanged(
        Text(
            f"这次评价的状态已经变为“{_STATES[state]}”，请刷新页面后再操作。",
            f"This run is {state} by now. Reload the page and look again.",
        )
    )


_STATES = {
    "waiting": "等待计算",
    "computing": "计算中",
    "failed": "计算失败",
    "cancelled": "已取消",
    "computed": "已计算",
    "reviewed": "已复核",
    "published": "已发布",
    "superseded": "已被更正结果取代",
    "withdrawn": "已撤回",
}

# Publishing


@transaction.atomic
def publish_run(*, by: Actor, run_id: int, now: datetime, today: date, notice_days: int | None = None) -> None:
    """Publish a reviewed run and freeze it; objections are taken until the notice period is over.

    The day of publication does not count: seven days from the 1st end with the 8th. A corrected run takes the place
    of the one it corrects, in the same moment. Raises PermissionDenied, AssessmentRefused, StateChanged.
    """
    if not by.may("assessments.publish"):
        raise PermissionDenied
    row = Run.objects.select_for_update().select_related("scheme").filter(id=run_id, state=REVIEWED).first()
    if row is None:
        raise _changed(run_id)
    if refusal := _refusal_alone(by, row):
        raise AssessmentRefused(refusal)
    days = row.scheme.summary["notice_days"] if notice_days is None else notice_days
    if not 0 <= days <= LONGEST_NOTICE.days:
        most = LONGEST_NOTICE.days
        told = Text(f"公示天数须在 0 到 {most} 之间。", f"The notice period must be from 0 to {most} days.")
        raise AssessmentRefused(told)
    if row.corrects_id is not None:
        _supersede(row, by=by, now=now)
    published = Run.objects.filter(id=run_id, state=REVIEWED).update(
        state=PUBLISHED,
        published_by=by.name,
        published_at=now,
        notice_from=today,
        notice_to=today + timedelta(days=days),
        public=row.scheme.summary["public"],
    )
    if published != 1:
        raise _changed(run_id)
    put_entry("league", _found(row))
    trace = {"result": row.result_digest, "notice_days": days}
    leave_trail(by.name, "run.published", f"run:{run_id}", at=now, detail=trace)


def publish_refusal(by: Actor, run_id: int) -> Text | None:
    """Why somebody may not publish this run; None where they may. Nobody publishes what they computed or reviewed.

    They do where nobody else could have reviewed it.
    """
    row = Run.objects.defer("settings").filter(id=run_id).first()
    return None if row is None else _refusal_alone(by, row)


def _refusal_alone(by: Actor, run: Run) -> Text | None:
    if by.pk is None:
        return None
    if by.pk == run.computed_by_account and _reviewers_besides(by.pk):
        return _PUBLISHED_BY_OTHERS
    # Of two accounts one computes, and the other can only both review and publish.
    if by.pk == run.reviewed_by_account and _reviewers_besides(by.pk, run.computed_by_account):
        return _PUBLISHED_BY_OTHERS
    return None


_PUBLISHED_BY_OTHERS = Text(
    "计算或复核过这次评价的人不能再由自己发布。请另一人复核，或由另一位管理员发布。",
    "Who computed or reviewed a run does not publish it. Have another person compute and review it, "
    "or another administrator publish it.",
)


def _supersede(correction: Run, *, by: Actor, now: datetime) -> None:
    """End the run that a corrected one replaces: no objection to it may be left open, or out of the correction."""
    run_id = int(correction.corrects_id)
    if not Run.objects.select_for_update().filter(id=run_id, state=PUBLISHED).exists():
        raise _changed(run_id)
    held = [one["objection"] for one in correction.corrections if one["objection"]]
    left = Objection.objects.filter(run_id=run_id, state__in=(FILED, ACCEPTED)).exclude(state=ACCEPTED, id__in=held)
    if left.exists():
        told = (
            "An objection to the run that this one corrects is open, or was upheld since. Decide, and correct it again."
        )
        raise AssessmentRefused(Text("被更正的结果还有未处理或新采纳的异议。请处理后重新更正。", told))
    Run.objects.filter(id=run_id, state=PUBLISHED).update(state=SUPERSEDED, ended_by=by.name, ended_at=now)
    remove_entry("league", str(run_id))
    leave_trail(by.name, "run.superseded", f"run:{run_id}", at=now)


def _found(run: Run) -> SearchText:
    scheme = run.scheme
    return SearchText(
        code=str(run.pk),
        label=Text(
            f"{scheme.label_zh} {run.period}".strip(), f"{scheme.label_en or scheme.label_zh} {run.period}".strip()
        ),
        url=f"/league/runs/{run.pk}/",
        words=(scheme.code, scheme.family),
        weight=7,
    )


@transaction.atomic
def withdraw_run(*, by: Actor, run_id: int, reason: str, now: datetime) -> None:
    """Take a run back, published or not; it stays, with the reason, for whoever asks why."""
    if not by.may("assessments.publish"):
        raise PermissionDenied
    if not reason.strip():
        raise AssessmentRefused(Text("请写明撤回的理由。", "Say why the run is withdrawn."))
    refuse_longer(reason, LONGEST_NOTE, Text("理由", "reason"))
    standing = Run.objects.filter(id=run_id, state__in=(COMPUTED, REVIEWED, PUBLISHED))
    ended = {"ended_by": by.name, "ended_at": now, "ended_reason": reason.strip()}
    if standing.update(state=WITHDRAWN, **ended) != 1:
        raise _changed(run_id)
    remove_entry("league", str(run_id))
    leave_trail(by.name, "run.withdrawn", f"run:{run_id}", at=now, detail={"reason": reason.strip()})
