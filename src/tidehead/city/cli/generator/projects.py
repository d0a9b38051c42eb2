"""Projects from lead to full production: most are lost on the way, some wait, the others take their time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tidehead.calc.casework.types import CaseType, EventKind
from tidehead.city.cases.types import LoggedCase, NewCase
from tidehead.city.cli.generator import words
from tidehead.city.cli.generator.chance import Chance
from tidehead.city.cli.generator.diary import Diary, Worker
from tidehead.city.cli.generator.world import World, pipelines_of
from tidehead.city.projects.made_up import MadeUpContact
from tidehead.city.projects.standards import standards

FITTING = 0.8  # of all projects go where their industry is wanted


@dataclass(frozen=True, slots=True)
class Step:
    """A way on: from a state after about so many days, or lost on the way with that chance."""

    transition: str
    target: str
    days: float
    lost: float
    fills: tuple[str, ...] = ()


STEPS = (
    Step("accept", "talks", 1, 0.30),
    Step("sign", "signed", 55, 0.35, ("contract_no",)),
    Step("register", "registered", 25, 0.06, ("licence_no",)),
    Step("take_land", "land", 45, 0.05, ("land_no",)),
    Step("begin_approval", "approval", 12, 0.02),
    Step("start", "started", 40, 0.02, ("permit_no",)),
    Step("count", "counted", 20, 0.01, ("statistics_code",)),
    Step("complete", "completed", 170, 0.01, ("acceptance_no",)),
    Step("produce", "production", 45, 0),
    Step("reach_full", "full_production", 120, 0),
)
PAUSED = 0.05
PREFIXES = {"contract_no": "HT", "land_no": "YD", "permit_no": "SG", "statistics_code": "TJ", "acceptance_no": "YS"}


def projects(world: World, count: int) -> Iterator[LoggedCase]:
    """So many projects, by the day their lead came in."""
    pipelines = pipelines_of(world)
    if not pipelines or not world.recruiters:
        return
    shares = [80, *[12] * (len(pipelines) - 1)]
    for nth, at in enumerate(sorted(world.moment() for _ in range(count))):
        kind = world.chance.choices(pipelines, weights=shares)[0]
        yield _project(world, nth, kind, Diary(world.chance, world.clock, at, world.now))


def _project(world: World, nth: int, kind: CaseType, diary: Diary) -> LoggedCase:
    chance = world.chance
    owner = chance.choice(world.recruiters)
    fields = _fields(world, nth, kind, owner)
    new = NewCase(
        type=kind.id,
        title=words.said(f"{fields['investor']}{world.industries[fields['industry']].zh}项目{nth}")
        if fields["industry"] in world.industries
        else words.said(f"{fields['investor']}项目{nth}"),
        place=owner.place,
        lead=owner.organisation,
        fields=fields,
        key=f"synthetic-project-{nth}",
        synthetic=True,
    )
    diary.write(EventKind.OPENED, owner)
    diary.write(EventKind.LED, owner, organisation=owner.organisation)
    diary.write(EventKind.ASSIGNED, owner, owner=owner.post)
    _advance(world, nth, diary, owner)
    return diary.logged(new)


def _advance(world: World, nth: int, diary: Diary, owner: Worker) -> None:
    chance = world.chance
    pace = chance.around(1) ** 0.5  # some teams are quick at every step
    paused = chance.randrange(1, len(STEPS) - 4) if chance.happens(PAUSED) else None
    for place, step in enumerate(STEPS):
        if not diary.wait(chance.around(step.days) * pace):
            return
        if chance.happens(step.lost):
            diary.move("lose", "lost", owner, reason=words.said("投资方另选他处"))
            return
        if place == paused:
            diary.move("pause", "paused", owner, reason=words.said("投资方内部决策"))
            return
        if chance.happens(0.25):
            diary.write(EventKind.COMMENTED, owner, words=words.said("已与投资方沟通"), mentions=[], internal=True)
        diary.move(step.transition, step.target, owner, **_evidence(step, nth))


def _evidence(step: Step, nth: int) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in step.fills:
        # A unified social credit code has 18 characters; one of zeros and letters X stands for a firm that is none.
        fields[name] = f"XXXXXXXXXXX{nth:07d}" if name == "licence_no" else f"虚构{PREFIXES[name]}-{nth:06d}"
    return fields


def _fields(world: World, nth: int, kind: CaseType, owner: Worker) -> dict[str, Any]:
    chance = world.chance
    investment = round(max(300.0, chance.around(9_000) * (12 if chance.happens(0.08) else 1)), -2)
    output = investment * chance.uniform(0.8, 2.2)
    declared = {one.id for one in kind.fields}
    fields: dict[str, Any] = {
        "summary": words.said("由种子生成的示例项目"),
        "investor": words.said(f"{chance.choice(words.INVESTORS)}{nth}"),
        "industry": _industry(world, owner.place),
        "source_of_lead": chance.choice([one.id for one in standards().lead_sources] or [""]),
        "investment_10k_cny": investment,
        "output_10k_cny": round(output),
        "tax_10k_cny": round(output * chance.uniform(0.02, 0.07)),
        "land_mu": round(max(1.0, investment / chance.uniform(350, 900)), 1),
        "jobs": max(5, round(investment / chance.uniform(40, 160))),
        "platform": owner.place,
        "foreign": kind.id.endswith("_foreign"),
        "spinoff": kind.id.endswith("_spinoff"),
        "new_productivity": chance.happens(0.5),
        "local_relocation": chance.happens(0.04),
        "public_money": chance.happens(0.03),
        "phase_of_earlier": chance.happens(0.05),
        "expected_production": (world.now + timedelta(days=chance.uniform(100, 900))).date().isoformat(),
    }
    if fields["foreign"]:
        fields["foreign_10k_usd"] = round(investment / 7 * chance.uniform(0.3, 0.9))
    if fields["spinoff"]:
        fields["parent"] = chance.choice(world.firms).label.zh
    return {name: value for name, value in fields.items() if name in declared and value != ""}


def _industry(world: World, place: str) -> str:
    """Mostly one that the place is meant for."""
    codes = list(world.industries)
    if not codes:
        return ""
    wanted = world.wanted(place)
    return world.chance.choice(wanted if wanted and world.chance.happens(FITTING) else codes)


def contacts(case: LoggedCase, case_id: int, kinds: list[str], chance: Chance) -> Iterator[MadeUpContact]:
    """A contact with the investor for each thing that happened to the project, by whoever did it."""
    for event, post in zip(case.events, case.posts, strict=True):
        if event.kind in (EventKind.OPENED, EventKind.MOVED, EventKind.COMMENTED):
            yield MadeUpContact(
                case_id=case_id,
                organisation=case.new.lead,
                on=event.at.date(),
                kind=chance.choice(kinds),
                with_whom=str(case.new.fields["investor"]),
                post=post,
                by=event.by,
            )
