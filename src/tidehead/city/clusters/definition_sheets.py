"""Tables of definitions: what they count, how clusters of versions stand for each other, what a change is made of."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tidehead.city.clusters.comparing import Counted, Split, missing_years
from tidehead.city.clusters.definitions import DefinitionInfo
from tidehead.city.clusters.wording import Words, holes_text, industry_name
from tidehead.city.indicators.queries import all_taxonomies, crosswalk, members_by_code
from tidehead.city.shell.tables import Cell, Column, Row, Table

RELATIONS: dict[str, Words] = {
    "same": gettext_lazy("the same"),
    "broader": gettext_lazy("broader"),
    "narrower": gettext_lazy("narrower"),
    "overlaps": gettext_lazy("overlaps"),
    "none": gettext_lazy("has none"),
    "unknown": gettext_lazy("not known"),
}
BASES: dict[str, Words] = {"text": gettext_lazy("a document says so"), "editor": gettext_lazy("our own judgement")}
_FEW_CODES = 12


def member_label(taxonomy: str, member: str) -> str:
    found = members_by_code([f"{taxonomy}:{member}"]).get(f"{taxonomy}:{member}")
    return str(found.label) if found else member


def definition_label(definition: DefinitionInfo) -> str:
    named = {one.code: one.label for one in all_taxonomies()}
    told = _("%(label)s, version %(version)s")
    label = str(named.get(definition.taxonomy, definition.taxonomy))
    words = told % {"label": label, "version": definition.version}
    return words if definition.current else _("%(words)s (no longer in force)") % {"words": words}


def members_table(found: Counted | None, definition: DefinitionInfo, *, synthetic: bool) -> Table:
    """Each member of a definition: its firms and what it is made of."""
    return Table(
        name="members",
        title=definition_label(definition),
        columns=(
            Column("member", _("Cluster")),
            Column("now", _("Firms now"), kind="number"),
            Column("later", _("In the last full year"), kind="number"),
            Column("then", _("Five years before"), kind="number"),
            Column("codes", _("Codes")),
            Column("words", _("With one of the words"), secondary=True),
        ),
        rows=tuple(_member_row(found, definition, one.member) for one in definition.members),
        source=_("Counted in the register by these codes and words, each firm in one cluster at most"),
        synthetic=synthetic,
        empty=_("This definition has no members."),
        note=" ".join(filter(None, (str(definition.note), missing_years_text()))),
    )


def missing_years_text() -> str:
    """Years between the two that are compared of which the register knows nothing."""
    holes = missing_years()
    return f"{holes_text(holes)} {_('Growth over them is undercounted.')}" if holes else ""


def _member_row(found: Counted | None, definition: DefinitionInfo, member: str) -> Row:
    rules = definition.member(member)
    codes = [industry_name(code) for code in rules.codes] if rules else []
    words = [f"{'/'.join(one.codes[:_FEW_CODES])}: {'、'.join(one.words)}" for one in rules.with_words] if rules else []
    url = reverse("clusters:cluster", args=[member]) if definition.default and definition.current else ""
    counts = (found.now[member], found.later[member], found.then[member]) if found else (None, None, None)
    head = Cell(member_label(definition.taxonomy, member), url=url)
    return Row((head, *counts, _("; ").join(codes), _("; ").join(words)), key=f"m-{member}")


def split_table(found: tuple[Split, ...], old: DefinitionInfo, new: DefinitionInfo, *, synthetic: bool) -> Table:
    """How much of each cluster's published change is growth, and how much definition."""
    columns = (
        Column("old", definition_label(old)),
        Column("new", definition_label(new)),
        Column("relation", _("Relation")),
        Column("then", _("Then, old definition"), kind="number"),
        Column("now", _("Now, later definition"), kind="number"),
        Column("change", _("Change"), kind="number"),
        Column("growth", _("of it growth"), kind="number", decimals=1),
        Column("definition", _("of it definition"), kind="number", decimals=1),
        Column("old_now", _("Now, old definition"), kind="number", secondary=True),
        Column("new_then", _("Then, later definition"), kind="number", secondary=True),
    )
    rows = tuple(
        Row(
            (
                member_label(old.taxonomy, one.old),
                member_label(new.taxonomy, one.new),
                str(RELATIONS.get(one.relation, one.relation)),
                one.old_then,
                one.new_now,
                one.new_now - one.old_then,
                one.growth,
                one.definition,
                one.old_now,
                one.new_then,
            ),
            key=f"c-{one.old}-{one.new}",
        )
        for one in found
    )
    return Table(
        name="split",
        title=_("What of each change is growth, and what only definition"),
        columns=columns,
        rows=rows,
        source=_("Shapley's split of two: the mean of both definitions' growth; the rest is definition"),
        synthetic=synthetic,
        empty=_("No cluster of the one stands for one of the other."),
        empty_remedy=_("Link them in the pack's crosswalk, or choose two versions of one taxonomy."),
        note=missing_years_text(),
    )


def crosswalk_table() -> Table:
    """Which member of one taxonomy stands for which of another."""
    named = {code: str(one.label) for code, one in members_by_code().items()}
    titles = {one.code: str(one.label) for one in all_taxonomies()}

    def told(code: str) -> str:
        taxonomy, _colon, member = code.partition(":")
        if not member:
            return titles.get(taxonomy, taxonomy)
        return f"{titles.get(taxonomy, taxonomy)} · {named.get(code, member)}"

    return Table(
        name="crosswalk",
        title=_("Crosswalk"),
        columns=(
            Column("from", _("Cluster")),
            Column("relation", _("Relation"), filtered=True),
            Column("to", _("Of the other taxonomy")),
            Column("basis", pgettext("of a crosswalk", "Basis"), filtered=True),
            Column("note", _("Note"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    told(one.from_member),
                    str(RELATIONS.get(one.relation, one.relation)),
                    told(one.to_member),
                    str(BASES.get(one.basis, one.basis)),
                    one.note,
                )
            )
            for one in crosswalk()
        ),
        empty=_("The pack links no taxonomies."),
        empty_remedy=_("Write crosswalk.csv in the pack; the pack guide shows how."),
    )
