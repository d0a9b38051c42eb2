"""Lists of clusters beside each other, and where documents disagree: what the two pages show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tidehead.city.evidence.types import SourceInfo
from tidehead.city.indicators.types import (
    CheckInfo,
    ContradictionInfo,
    ContradictionSide,
    CrosswalkInfo,
    MemberInfo,
    TaxonomyInfo,
)
from tidehead.city.shell.tables import Column, Row, Table

RELATIONS: dict[str, str | Promise] = {
    "same": _("the same as"),
    "broader": _("broader than"),
    "narrower": _("narrower than"),
    "overlaps": _("overlaps with"),
    "none": _("has nothing like it in"),
    "unknown": _("not known how it stands to"),
}
CROSSWALK_BASES: dict[str, str | Promise] = {"text": _("a source says so"), "editor": _("the editor's judgement")}
VERDICTS: dict[str, str | Promise] = {
    "open": _("open"),
    "different_period": _("different periods"),
    "different_scope": _("different scopes"),
    "error": _("an error in one of them"),
}
OUTCOMES: dict[str, str | Promise] = {"holds": _("holds"), "fails": _("fails"), "unknown": _("unknown")}


@dataclass(frozen=True, slots=True)
class GroupShown:
    label: str
    sentence: str
    members: tuple[MemberInfo, ...]
    unlisted: int


@dataclass(frozen=True, slots=True)
class TaxonomyShown:
    info: TaxonomyInfo
    source: SourceInfo | None
    source_url: str
    groups: tuple[GroupShown, ...]
    listed: int


def shown_taxonomy(info: TaxonomyInfo, source: SourceInfo | None) -> TaxonomyShown:
    """A version with its groups; members that the text counts but does not name are told as unknown."""
    groups = [
        _group(str(label), stated, [m for m in info.members if m.group == code]) for code, label, stated in info.groups
    ]
    named = {code for code, _label, _stated in info.groups}
    loose = [member for member in info.members if member.group not in named]
    groups += [_group(gettext("Without a group") if info.groups else "", None, loose)] if loose else []
    url = reverse("web:locator_source", args=[info.source, info.locator])
    return TaxonomyShown(info, source, url, tuple(groups), len(info.members))


def _group(label: str, stated: int | None, members: Sequence[MemberInfo]) -> GroupShown:
    listed = len(members)
    unlisted = max((stated or 0) - listed, 0)
    if stated is None:
        sentence = ngettext("%(n)s listed", "%(n)s listed", listed) % {"n": listed}
    elif unlisted:
        sentence = gettext("%(stated)s stated, %(listed)s listed, the rest unknown") % {
            "stated": stated,
            "listed": listed,
        }
    else:
        sentence = gettext("%(stated)s stated, all listed") % {"stated": stated}
    return GroupShown(label, sentence, tuple(members), unlisted)


def taxonomy_sentence(taxonomies: Sequence[TaxonomyShown]) -> str:
    listed = sum(each.listed for each in taxonomies)
    unlisted = sum(_unnamed(each) for each in taxonomies)
    text = ngettext(
        "%(n)s list names %(listed)s clusters; %(unlisted)s more are counted but not named.",
        "%(n)s lists name %(listed)s clusters; %(unlisted)s more are counted but not named.",
        len(taxonomies),
    )
    return text % {"n": len(taxonomies), "listed": listed, "unlisted": unlisted}


def _unnamed(taxonomy: TaxonomyShown) -> int:
    """Counted but not named. A member without a group may be of any group, so the whole list is balanced."""
    stated = sum(count or 0 for _code, _label, count in taxonomy.info.groups)
    return max(stated - taxonomy.listed, 0)


def crosswalk_table(rows: Sequence[CrosswalkInfo], taxonomies: Sequence[TaxonomyInfo], *, synthetic: bool) -> Table:
    members = {member.code: str(member.label) for taxonomy in taxonomies for member in taxonomy.members}
    lists = {taxonomy.code: str(taxonomy.label) for taxonomy in taxonomies}
    columns = (
        Column("from", _("Cluster")),
        Column("from_list", _("of the list"), filtered=True),
        Column("relation", _("Relation"), filtered=True),
        Column("to", _("Other cluster")),
        Column("to_list", _("of the other list"), filtered=True),
        Column("basis", _("On what basis"), filtered=True),
        Column("note", _("Note"), secondary=True),
    )
    return Table(
        name="crosswalk",
        title=gettext("Crosswalk"),
        columns=columns,
        rows=tuple(_crosswalk_row(row, members, lists) for row in rows),
        synthetic=synthetic,
        empty=gettext("No crosswalk is kept"),
        empty_remedy=gettext("Add crosswalk.csv to the pack, or time series over two lists cannot be compared."),
    )


def _crosswalk_row(row: CrosswalkInfo, members: dict[str, str], lists: dict[str, str]) -> Row:
    from_list, to_list = row.from_member.partition(":")[0], row.to_member.partition(":")[0]
    return Row(
        (
            members.get(row.from_member, row.from_member),
            lists.get(from_list, from_list),
            str(RELATIONS.get(row.relation, row.relation)),
            members.get(row.to_member, ""),
            lists.get(to_list, to_list),
            str(CROSSWALK_BASES.get(row.basis, row.basis)),
            row.note,
        )
    )


# Contradictions


@dataclass(frozen=True, slots=True)
class SideShown:
    side: ContradictionSide
    value: float | None  # None where the words say it better: a calendar year is no amount
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ContradictionShown:
    info: ContradictionInfo
    verdict: str
    sides: tuple[SideShown, ...]


@dataclass(frozen=True, slots=True)
class CheckShown:
    info: CheckInfo
    outcome: str
    tag: str


def shown_contradiction(info: ContradictionInfo, sources: dict[str, SourceInfo]) -> ContradictionShown:
    sides = tuple(
        SideShown(
            side,
            None if side.unit == "年" else side.value,
            str(sources[side.source].title) if side.source in sources else side.source,
            reverse("web:locator_source", args=[side.source, side.locator]),
        )
        for side in info.sides
    )
    return ContradictionShown(info, str(VERDICTS.get(info.verdict, info.verdict)), sides)


def shown_check(info: CheckInfo) -> CheckShown:
    tag = {"holds": "tag--accent", "fails": "tag--error"}.get(info.outcome, "tag--warn")
    return CheckShown(info, str(OUTCOMES.get(info.outcome, info.outcome)), tag)


def contradiction_sentence(found: Sequence[ContradictionInfo], checks: Sequence[CheckInfo]) -> str:
    """How much the documents disagree, and whether the arithmetic holds."""
    outcomes = Counter(check.outcome for check in checks)
    disagree = ngettext("%(n)s contradiction between documents", "%(n)s contradictions between documents", len(found))
    numbers = {
        "contradictions": disagree % {"n": len(found)},
        "open": sum(each.verdict == "open" for each in found),
        "checks": len(checks),
        "holds": outcomes["holds"],
        "fails": outcomes["fails"],
        "unknown": outcomes["unknown"],
    }
    return (
        gettext(
            "%(contradictions)s, %(open)s of them open. Of %(checks)s pieces of arithmetic %(holds)s hold, %(fails)s "
            "fail and %(unknown)s cannot be computed."
        )
        % numbers
    )
