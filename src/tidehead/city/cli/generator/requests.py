"""Requests of enterprises, as they might have gone: most in time, some late, some refused and done again."""

from collections.abc import Iterator

from tidehead.calc.casework.types import EventKind
from tidehead.city.cases.types import LoggedCase, NewCase
from tidehead.city.cli.generator import words
from tidehead.city.cli.generator.diary import NOBODY, Diary, Worker
from tidehead.city.cli.generator.world import World
from tidehead.city.enterprises.types import EnterpriseInfo
from tidehead.city.services.rules import service_rules

CHANNELS = (("visit", 35), ("desk", 30), ("phone", 20), ("meeting", 10), ("import", 5))
ASKED_BACK, SENT_BACK, ANSWERED_FIRST, CO_OWNED = 0.18, 0.06, 0.8, 0.15
WITHDRAWN, REFUSED, LAPSED, REOPENED, WITH_CAUSE = 0.03, 0.07, 0.15, 0.02, 0.2
OUTCOMES = (("solved", 62), ("explained", 28), ("referred", 10))


def requests(world: World, count: int) -> Iterator[LoggedCase]:
    """So many requests, by the day they were opened."""
    for nth, at in enumerate(sorted(world.moment() for _ in range(count))):
        firm = world.chance.choice(world.firms)
        yield _request(world, nth, firm, Diary(world.chance, world.clock, at, world.now))


def _request(world: World, nth: int, firm: EnterpriseInfo, diary: Diary) -> LoggedCase:
    chance, rules = world.chance, service_rules()
    topic = chance.choice(rules.topics).id if rules.topics else "other"
    channel = chance.choices([id for id, _ in CHANNELS], weights=[share for _, share in CHANNELS])[0]
    asker = Worker("", words.said(f"{firm.label.zh}经办人"))
    officer = world.officer_of.get(firm.code, NOBODY)
    about = chance.choice(words.REQUESTS.get(topic, words.ANY_REQUEST))
    new = NewCase(
        type=rules.case_type,
        title=words.said(about),
        place=firm.place,
        party=firm.code,
        fields={"channel": channel, "topic": topic, "description": words.said(f"企业反映：{about}")},
        key=f"synthetic-request-{nth}",
        synthetic=True,
    )
    diary.write(EventKind.OPENED, asker if channel == "desk" else officer)
    _route(world, diary, topic, asker)
    return diary.logged(new)


def _route(world: World, diary: Diary, topic: str, asker: Worker) -> None:
    chance = world.chance
    office = chance.choice(world.offices) if world.offices else NOBODY
    if chance.happens(WITHDRAWN):
        diary.wait(chance.around(2))
        diary.move("withdraw", "withdrawn", asker, reason=words.said("已自行解决"))
        return
    if not diary.wait(chance.around(0.3)):
        return
    handler = _handler(world, topic)
    if chance.happens(SENT_BACK):
        wrong = world.handler_of(chance.choice(list(world.handlers))) or NOBODY
        _give(diary, office, wrong)
        diary.wait(chance.around(0.8))
        diary.move("send_back", "received", wrong, reason=words.said("不属本单位职责"))
        diary.wait(chance.around(0.3))
    _give(diary, office, handler)
    if chance.happens(CO_OWNED):
        _co_owner(world, diary, office, handler)
    _work(world, diary, handler, asker)


def _handler(world: World, topic: str) -> Worker:
    """Somebody of the body that handles the topic; where nobody there does, of any."""
    found = service_rules().topic(topic)
    own = world.handler_of(found.organisation) if found and found.organisation else None
    return own or world.handler_of(world.chance.choice(list(world.handlers))) or NOBODY


def _give(diary: Diary, office: Worker, handler: Worker) -> None:
    diary.write(EventKind.LED, office, organisation=handler.organisation)
    diary.move("route", "routed", office)
    diary.write(EventKind.ASSIGNED, office, owner=handler.post)


def _co_owner(world: World, diary: Diary, office: Worker, handler: Worker) -> None:
    other = world.handler_of(world.chance.choice(list(world.handlers)))
    if other is None or other.organisation == handler.organisation:
        return
    diary.write(EventKind.CO_OWNER_ADDED, office, organisation=other.organisation)
    if diary.wait(world.chance.around(2.5)):
        diary.write(EventKind.CO_OWNER_ANSWERED, other, organisation=other.organisation, words=words.said("已配合办理"))


def _work(world: World, diary: Diary, handler: Worker, asker: Worker) -> None:
    chance = world.chance
    diary.wait(chance.around(0.6))
    diary.move("accept", "in_progress", handler)
    if chance.happens(ASKED_BACK):
        diary.wait(chance.around(1))
        diary.move("ask_back", "waiting_for_firm", handler, question=words.said("请补充材料"))
        diary.wait(chance.around(3))
        diary.move("firm_answers", "in_progress", asker, reply=words.said("已补充"))
    if chance.happens(ANSWERED_FIRST):
        diary.wait(chance.around(1.8))
        diary.move("answer", "answered", handler, answer_words=words.said("正在办理，预计两周内完成"))
    _finish(world, diary, handler, asker, turn=0)


def _finish(world: World, diary: Diary, handler: Worker, asker: Worker, *, turn: int) -> None:
    chance = world.chance
    diary.wait(chance.around(9 if turn == 0 else 6))
    outcome = chance.choices([id for id, _ in OUTCOMES], weights=[share for _, share in OUTCOMES])[0]
    cause = {"cause": words.said(chance.choice(words.CAUSES))} if chance.happens(WITH_CAUSE) else {}
    diary.move("resolve", "resolved", handler, outcome=outcome, outcome_words=words.said("已按程序办理"), **cause)
    if chance.happens(LAPSED):
        diary.wait(8)
        diary.move("lapse", "unconfirmed", NOBODY)
        return
    diary.wait(chance.around(2))
    if turn == 0 and chance.happens(REFUSED):
        diary.move("refuse", "reopened", asker, refusal=words.said("问题仍在"))
        _finish(world, diary, handler, asker, turn=1)
        return
    happy = chance.choices((5, 4, 3, 2, 1), weights=(48, 33, 12, 5, 2))[0]
    diary.move("confirm", "confirmed", asker, satisfaction=happy)
    if turn == 0 and chance.happens(REOPENED):
        diary.wait(chance.uniform(5, 60))
        diary.move("reopen", "reopened", asker, reopen_reason=words.said("问题再次出现"))
        _finish(world, diary, handler, asker, turn=1)
