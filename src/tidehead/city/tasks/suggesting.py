"""Who might own what has no owner: organisations whose duties, or whose tasks of before, say the same things."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import log

from tidehead.city.accounts.types import CHAIN_LEAD, HANDLER, OFFICE
from tidehead.city.common.types import Text
from tidehead.city.places.queries import all_organisations
from tidehead.city.places.types import OrganisationInfo
from tidehead.city.posts.queries import all_posts
from tidehead.city.posts.types import PostInfo
from tidehead.city.tasks.models import Task
from tidehead.city.tasks.queries import tasks
from tidehead.city.tasks.types import Suggestion, TaskFilter, TaskInfo, Unowned

MOST = 3
LEAST = 0.15
"""Likeness in words below this is chance."""
NAMED, PLACE = 3.0, 0.6
"""What it weighs that the plan names an organisation, and that a task lies at its place, beside likeness in words."""
NO_POST = 0.5
"""What likeness counts where the organisation has no post that could take the task."""
_WORKING = (HANDLER, CHAIN_LEAD, OFFICE)


@dataclass(frozen=True, slots=True)
class _Said:
    """Something that an organisation is known to do."""

    organisation: str
    text: Text
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all organisations. weights: of pairs of signs; posts: whose desk a task would be on."""

    said: list[_Said]
    weights: Mapping[str, float]
    posts: Mapping[str, PostInfo]
    bodies: Mapping[str, OrganisationInfo]


def unowned(*, now: datetime) -> tuple[Unowned, ...]:
    """Open tasks that nobody works on, with up to three organisations for each; those that are due first on top."""
    known = tasks(TaskFilter(open_only=True), now=now)
    waiting = [task for task in known if not task.case.owner]
    said = [*_duties(all_organisations()), *_done_before(known)]
    known_of = _Known(said, _rareness(said), _posts(), {body.code: body for body in all_organisations()})
    co_owners = _co_owners([task.id for task in waiting])
    return tuple(Unowned(task, _suggested(task, known_of, co_owners.get(task.id, ()))) for task in waiting)


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring signs of a text: words need no dictionary.

    >>> sorted(pairs_of("节能降耗"))
    ['耗降', '能节', '降能']
    """
    signs = [sign for sign in text if sign.isalpha()]  # numbers and years say nothing of who does it
    return frozenset("".join(pair) for pair in zip(signs, signs[1:], strict=False))


def _duties(bodies: Iterable[OrganisationInfo]) -> list[_Said]:
    return [_Said(body.code, duty.label, pairs_of(duty.label.zh)) for body in bodies for duty in body.duties]


def _done_before(known: Iterable[TaskInfo]) -> list[_Said]:
    """What organisations have in hand already."""
    return [
        _Said(task.case.lead, Text(task.title), pairs_of(task.title))
        for task in known
        if task.case.lead and task.case.owner
    ]


def _rareness(said: Iterable[_Said]) -> dict[str, float]:
    """How much it says that two texts share a pair: little where many have it."""
    texts = list(said)
    found = Counter(pair for one in texts for pair in one.pairs)
    return {pair: log(1 + len(texts) / count) for pair, count in found.items()}


def _likeness(pairs: frozenset[str], said: _Said, weights: Mapping[str, float]) -> float:
    """What the two share, by what the shorter says: 0 to 1."""
    own, other = (sum(weights.get(pair, 1.0) for pair in each) for each in (pairs, said.pairs))
    shared = sum(weights.get(pair, 1.0) for pair in pairs & said.pairs)
    return shared / min(own, other) if own and other else 0.0


def _suggested(task: TaskInfo, known: _Known, beside: Iterable[str]) -> tuple[Suggestion, ...]:
    grounds: dict[str, tuple[float, Text]] = {}
    for code, score, why in _grounds(task, known, beside):
        if code in known.bodies and score > max(grounds.get(code, (0.0, why))[0], LEAST):
            grounds[code] = (score, why)
    best = sorted(grounds.items(), key=lambda each: (-each[1][0], each[0]))[:MOST]
    return tuple(_suggestion(known.bodies[code], known.posts.get(code), why) for code, (_score, why) in best)


def _grounds(task: TaskInfo, known: _Known, beside: Iterable[str]) -> Iterable[tuple[str, float, Text]]:
    if task.case.lead:
        yield task.case.lead, NAMED, Text("规划写明牵头", "the plan names it")
    for code in beside:
        yield code, NAMED / 2, Text("规划列为责任单位之一", "the plan names it among others")
    pairs = pairs_of(task.title)
    for one in known.said:
        why = Text(f"职责或在办：{one.text.zh}", f"does: {one.text.in_language('en')}")
        reachable = 1.0 if one.organisation in known.posts else NO_POST
        yield one.organisation, reachable * _likeness(pairs, one, known.weights), why
    for body in known.bodies.values():
        if task.case.place and body.place == task.case.place and body.code in known.posts:
            yield body.code, PLACE, Text("任务在其辖区", "the task lies at its place")


def _suggestion(body: OrganisationInfo, post: PostInfo | None, why: Text) -> Suggestion:
    return Suggestion(body.code, body.label, post.code if post else "", post.label if post else Text(""), why)


def _posts() -> dict[str, PostInfo]:
    """The post of each organisation that would work on a task: a handler before a chain's lead before an office."""
    found: dict[str, PostInfo] = {}
    for role in reversed(_WORKING):
        found |= {post.organisation: post for post in reversed(all_posts(role=role)) if post.organisation}
    return found


def _co_owners(task_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Task.objects.filter(case__bodies__part="co_owner", case__owner=None).order_by("id")
    for key, code in rows.values_list("id", "case__bodies__organisation__code"):
        if key in task_ids:
            found.setdefault(key, []).append(code)
    return found
