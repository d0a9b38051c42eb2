"""Who could deal with a request: what its topic says, where such requests went before, what organisations do."""

import re
from collections.abc import Iterable

from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases.queries import counts_by
from tidehead.city.cases.types import CaseInfo, Wanted
from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.places.queries import all_organisations, organisations_by_code
from tidehead.city.services.rules import service_rules
from tidehead.city.services.types import Suggestion

MOST = 3
_TOPIC, _PAST, _DUTIES = 1.0, 0.9, 0.5
"""What each ground weighs at most: what the pack says of the topic goes before what was done, and both before words."""
_WORD = re.compile(r"[a-z]{4,}|[\u3400-\u9fff]+")


def suggestions(case: CaseInfo) -> tuple[Suggestion, ...]:
    """At most three organisations for a request, the best grounded first, each with its grounds."""
    topic = str(case.fields.get("topic") or "")
    grounds: dict[str, list[tuple[float, Text]]] = {}
    for code, weight, reason in (*_by_topic(topic), *_by_past(topic), *_by_duties(case)):
        if code != case.lead:
            grounds.setdefault(code, []).append((weight, reason))
    known = organisations_by_code(grounds)
    found = [
        Suggestion(code, known[code].label, tuple(reason for _weight, reason in each), sum(w for w, _reason in each))
        for code, each in grounds.items()
        if code in known
    ]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.organisation))[:MOST])


def _by_topic(topic: str) -> Iterable[tuple[str, float, Text]]:
    found = service_rules().topic(topic)
    if found and found.organisation:
        zh, en = found.label.zh, found.label.en or found.label.zh
        yield found.organisation, _TOPIC, Text(f"“{zh}”类诉求一般由其办理", f'it usually deals with "{en}"')


def _by_past(topic: str) -> Iterable[tuple[str, float, Text]]:
    """Where requests of the topic went before, as a share of all that went anywhere."""
    if not topic:
        return
    counts = counts_by(SYSTEM, Wanted(family="request", fields={"topic": topic}), by="lead")
    routed = {code: count for code, count in counts.items() if code}
    whole = sum(routed.values())
    for code, count in routed.items():
        told = f"{count} of {whole} requests of this kind went there"
        yield code, _PAST * count / whole, Text(f"同类诉求 {whole} 件中 {count} 件由其办理", told)


def _by_duties(case: CaseInfo) -> Iterable[tuple[str, float, Text]]:
    """Organisations whose duties speak of the same things."""
    said = terms(f"{case.title} {case.fields.get('description') or ''}")
    for code, (words, label) in _duty_terms().items():
        common = said & words
        if len(common) >= 2:
            zh, en = label.zh, label.en or label.zh
            yield code, _DUTIES * len(common) / (len(common) + 3), Text(f"职责相近：{zh}", f"its duties are near: {en}")


@remembered
def _duty_terms() -> dict[str, tuple[frozenset[str], Text]]:
    return {
        body.code: (frozenset(terms(" ".join(f"{d.label.zh} {d.label.en}" for d in body.duties))), body.duties[0].label)
        for body in all_organisations()
        if body.duties
    }


def terms(text: str) -> set[str]:
    """The words of a text: pairs of Chinese characters, and longer Latin words.

    >>> sorted(terms("企业用电 parking"))
    ['parking', '业用', '企业', '用电']
    """
    found: set[str] = set()
    for run in _WORD.findall(text.lower()):
        found |= {run} if run.isascii() else {run[at : at + 2] for at in range(len(run) - 1)}
    return found - _COMMON


_COMMON = frozenset({"企业", "我们", "公司", "希望", "问题", "解决", "need", "with", "this", "that", "have", "from"})
