"""Leads that may be one project: alike by name, investor, industry and sum, whichever platform entered them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from rapidfuzz import fuzz

from tidehead.city.common.types import Text
from tidehead.city.projects.models import LikePair
from tidehead.city.projects.types import PairInfo, ProjectInfo

_EMPTY_WORDS = re.compile(
    r"有限责任公司|股份有限公司|有限公司|集团|公司|项目|建设|生产线|生产|基地|产业园|年产|新建|一期|二期|"
    r"\b(co|ltd|limited|inc|gmbh|company|project|plant|factory|group)\b"
)
"""Words that tell nothing of which project it is."""
NAME_WEIGHT, INVESTOR_WEIGHT, INDUSTRY_WEIGHT, AMOUNT_WEIGHT = 0.45, 0.35, 0.1, 0.1
SAME_AMOUNT = 0.2
"""Sums that differ by less than this share of the larger count as alike, in proportion."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two projects are, from 0 to 1, and by what."""

    score: float
    reasons: tuple[Text, ...]


def normalised(words: str) -> str:
    """A name without width, case, signs and words that tell nothing.

    >>> normalised("示例湾（甲）机器人 有限公司二期项目")
    '示例湾甲机器人'
    """
    plain = unicodedata.normalize("NFKC", words).casefold()
    shorter = re.sub(r"[^\w]+", "", _EMPTY_WORDS.sub("", plain))
    return shorter or re.sub(r"[^\w]+", "", plain)


def likeness(one: ProjectInfo, other: ProjectInfo) -> Likeness:
    """How alike two projects are. What is not known of both is left out, and the rest weighs so much more."""
    parts: list[tuple[float, float, Text]] = []
    names = fuzz.token_set_ratio(normalised(one.case.title), normalised(other.case.title)) / 100
    names = max(names, fuzz.partial_ratio(normalised(one.case.title), normalised(other.case.title)) / 100 * 0.95)
    parts.append((NAME_WEIGHT, names, Text(f"名称相似 {names:.0%}", f"names {names:.0%} alike")))
    if one.investor and other.investor:
        same = fuzz.ratio(normalised(one.investor), normalised(other.investor)) / 100
        parts.append((INVESTOR_WEIGHT, same, Text(f"投资方相似 {same:.0%}", f"investors {same:.0%} alike")))
    if one.industry and other.industry:
        same = float(one.industry == other.industry)
        words = Text("产业相同", "the same industry") if same else Text("产业不同", "different industries")
        parts.append((INDUSTRY_WEIGHT, same, words))
    if one.investment_10k_cny and other.investment_10k_cny:
        low, high = sorted((one.investment_10k_cny, other.investment_10k_cny))
        same = max(0.0, 1 - (1 - low / high) / SAME_AMOUNT)
        parts.append((AMOUNT_WEIGHT, same, Text(f"投资额 {low:g} 与 {high:g} 万元", f"{low:g} and {high:g} 万元")))
    whole = sum(weight for weight, _, _ in parts)
    return Likeness(sum(weight * same for weight, same, _ in parts) / whole, tuple(words for _, _, words in parts))


def alike(
    new: ProjectInfo, others: Iterable[ProjectInfo], *, at_least: float
) -> tuple[tuple[ProjectInfo, Likeness], ...]:
    """The projects that a new one may be, the likeliest first; lost ones too, because a lead may come back."""
    found = [(other, likeness(new, other)) for other in others if other.case.id != new.case.id]
    kept = [(other, how) for other, how in found if how.score >= at_least]
    return tuple(sorted(kept, key=lambda pair: -pair[1].score))


def pairs(*, state: str = "", case_ids: Sequence[int] | None = None) -> tuple[PairInfo, ...]:
    """The pairs that were found, the likeliest first."""
    rows = LikePair.objects.select_related("handover").order_by("-likeness", "id")
    if state:
        rows = rows.filter(state=state)
    found = tuple(
        PairInfo(
            id=row.pk,
            first=row.first_id,
            second=row.second_id,
            likeness=row.likeness,
            reasons=tuple(Text(zh, en) for zh, en in row.reasons),
            state=row.state,
            handover=row.handover.number if row.handover else "",
            decision=str(row.handover.fields.get("decision") or "") if row.handover else "",
            kept=row.kept_id,
        )
        for row in rows
    )
    wanted = None if case_ids is None else set(case_ids)
    return tuple(pair for pair in found if wanted is None or {pair.first, pair.second} & wanted)


def who_goes_first(
    one: ProjectInfo,
    other: ProjectInfo,
    *,
    contacts: dict[int, date],
    valid_days: int | None,
    today: date,
) -> tuple[int | None, Text]:
    """Whose lead it is by the rule of first registration: the earlier one, unless nobody kept in contact with it.

    A registration holds while its last sign of life, its opening or a contact, is no older than `valid_days`.
    Returns the id of the case, None where the rule leaves it open, and the reason.
    """
    if valid_days is None:
        return None, Text("没有公布首报有效期，请协商。", "No period of validity is published: come to an agreement.")
    earlier, later = sorted((one, other), key=lambda project: (project.case.opened_at, project.case.id))
    for first in (earlier, later):
        last = max(timezone.localdate(first.case.opened_at), contacts.get(first.case.id, date.min))
        if today - last <= timedelta(days=valid_days):
            zh = "先登记" if first is earlier else "后登记，但对方已失效"
            en = "first" if first is earlier else "later, but the other has lapsed"
            return first.case.id, Text(
                f"{first.number}{zh}，且{valid_days}天内有登记或联系（最近{last}）。",
                f"{first.number} was registered {en}, and was registered or contacted within {valid_days} days "
                f"(last on {last}).",
            )
    return None, Text(
        f"双方都超过{valid_days}天没有联系，首报均已失效。", f"Both have lapsed: no contact for {valid_days} days."
    )
