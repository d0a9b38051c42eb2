"""The parts of the pack guide that come from the code: tables of keys, and of what each mistake is called."""

from tidehead.packs.guide_chains import CHAIN_TABLES
from tidehead.packs.guide_industries import INDUSTRY_TABLES
from tidehead.packs.guide_ladders import LADDER_TABLES
from tidehead.packs.guide_schemes import SCHEME_TABLES
from tidehead.packs.guide_work import WORK_TABLES
from tidehead.packs.layout import (
    CHECK,
    COMMITMENT,
    CONTRADICTION,
    CROSSWALK_ROW,
    DUTY,
    GROUP,
    INDICATOR,
    MEMBER,
    MEMBER_GROUP,
    MILESTONE,
    OBSERVATION,
    ORGANISATION,
    PACK,
    PLACE,
    PLAN,
    POINT_ROW,
    POST,
    QUANTITY,
    SCHEDULE_ITEM,
    SEAT,
    SECTION,
    SIDE,
    SOURCE,
    TARGET,
    TAXONOMY,
    TILE,
    TOPIC,
    TREE,
)
from tidehead.packs.messages import MESSAGES
from tidehead.packs.shapes import Shape

# Heading in the guide, the shape it describes, and what its keys mean where that is not the same everywhere.
TABLES: tuple[tuple[str, Shape, dict[str, str]], ...] = (
    (
        "pack.yaml",
        PACK,
        {
            "id": "the folder's name",
            "label": "the region's name",
            "version": "of the pack, for people",
            "root": "the place the cockpit opens on",
            "as_of": "when the pack's figures were last checked",
            "default_language": "the language of a first visit; zh-hans where left out",
            "synthetic": "true for an invented region: said on every screen and in every file",
            "public_pages": "pages that signed-out visitors may see; none where left out",
            "headline": "figures the cockpit opens with, best without a period: the newest is shown",
            "platform_tree": "the tree whose leaves the map shows as platforms",
            "map_tree": "the tree whose leaves are drawn as areas on the schematic map",
        },
    ),
    (
        "sources.yaml: sources",
        SOURCE,
        {
            "title": "the document's title",
            "issuer": "who issued it, as printed",
            "issued_on": "empty where the document does not say",
            "url": "where it was read",
            "status": "in_force where left out",
            "plan_period": "the years a plan is for",
            "text_sha256": "`text_digest` of the document's text: a loaded copy is then recognised",
            "licence": "under which the facts are used",
        },
    ),
    (
        "places.yaml: places",
        PLACE,
        {
            "code": "division code, or dotted words such as platform.reed",
            "kind": "a word: city, county, platform, group …",
            "parent_note": "what a reader should know about what it belongs to",
            "within": "the place in whose area it is drawn, when it has no point",
            "point": "where it lies",
            "status": "its rank, as the source says",
            "inferred": "true where no source says it in one place: shown as inferred",
        },
    ),
    (
        "places.yaml: trees",
        TREE,
        {"root": "the place at the top", "children": "the places below each place, in the source's order"},
    ),
    ("points.csv", POINT_ROW, {"name": "a town's name", "place": "the place in whose area it lies"}),
    (
        "schematic.yaml: tiles",
        TILE,
        {"place": "drawn as this square", "column": "from the west", "row": "from the north"},
    ),
    ("indicators.yaml: topics", TOPIC, {}),
    (
        "indicators.yaml: indicators",
        INDICATOR,
        {
            "unit": "as printed in Chinese; 1 for a plain number",
            "unit_en": "the unit in English",
            "direction": "whether more or less is better; none is shown and never judged",
            "nature": "how it adds up: over a period, at a moment, since a start, or not at all",
            "topic": "one of the topics above",
            "numerator": "indicator or words; needed for a ratio",
            "denominator": "indicator or words; needed for a ratio",
            "scope": "for whom or what the figures are, where not the whole place",
            "definition": "in your own words",
            "decimals": "digits shown after the point",
            "source": "where its definition or name comes from",
        },
    ),
    (
        "observations/*.csv",
        OBSERVATION,
        {
            "period": "what the figure is about; empty where the source gives no time",
            "basis": "actual where left out",
            "yoy_pct": "growth on the year before, as the same source prints it, in %",
            "as_of": "when it was known; empty: the day the source was issued",
        },
    ),
    (
        "targets/*.csv",
        TARGET,
        {
            "period": "the target year; for annual the span of years; empty only with words",
            "value": "empty when the target is words only",
            "unit": "百分点 for an increment of an indicator in %",
            "comparator": "ge where left out",
            "force": "expected where left out",
            "basis": "level where left out",
            "base_period": "the period of the observation it starts from; empty: unknown",
            "words": "the target in words, or why it has no period",
            "parent": "the target it is a part of",
        },
    ),
    (
        "taxonomies.yaml: taxonomies",
        TAXONOMY,
        {
            "version": "of the list, as people call it",
            "valid_from": "as the source gives it",
            "place": "whose list it is, where not the root's",
            "groups": "its parts, listed below",
            "members": "what the text names, listed below; the rest stays unknown",
        },
    ),
    ("taxonomies.yaml: groups", MEMBER_GROUP, {"stated": "members the source says there are, listed or not"}),
    ("taxonomies.yaml: members", MEMBER, {"group": "the group's code"}),
    (
        "crosswalk.csv",
        CROSSWALK_ROW,
        {
            "from_member": "one of its members",
            "to_member": "empty with none, and where unknown",
            "relation": "from_member is … to_member: the same as, broader than, narrower than, overlapping with",
            "basis": "text where a source says so; editor where you judged",
            "source": "needed with text",
            "locator": "needed with text",
        },
    ),
    (
        "organisations.yaml: organisations",
        ORGANISATION,
        {
            "code": "org. and a word",
            "kind": "a word: government, department, company, institute …",
            "place": "where it belongs",
            "level": "province, city, county",
            "duties": "what it is in charge of, listed below",
        },
    ),
    ("organisations.yaml: duties", DUTY, {}),
    (
        "organisations.yaml: posts",
        POST,
        {
            "organisation": "whose post it is",
            "enterprise": "the firm, for its own desk",
            "role": "what its holder may do; left out for the mere seat of a group",
            "place": "what it is for; empty: all that its organisation does",
        },
    ),
    ("organisations.yaml: groups", GROUP, {"seats": "by post and body, never by person, listed below"}),
    (
        "organisations.yaml: seats",
        SEAT,
        {
            "role": "head, executive_deputy, deputy, member, office",
            "organisation": "whose seat it is",
            "post": "who sits",
        },
    ),
    ("plans/*.yaml: plan", PLAN, {"period": "the years it is for", "status": "in_force, draft, repealed, unknown"}),
    ("plans/*.yaml: sections", SECTION, {"number": "as printed: 三（一）"}),
    (
        "plans/*.yaml: commitments",
        COMMITMENT,
        {
            "label": "action and object, in one short sentence of your own",
            "section": "the number of one of the sections",
            "kind": "task where left out",
            "action": "the verb",
            "object": "what is to be done",
            "quantities": "how much, listed below",
            "start": "when it begins",
            "deadline": "by when; empty: none given",
            "recurrence": "yearly where it comes again",
            "responsible": "bodies the text names; empty: it names nobody",
            "places": "where",
            "targets": "targets that measure it",
        },
    ),
    ("plans/*.yaml: quantities", QUANTITY, {"what": "what is counted"}),
    (
        "plans/*.yaml: schedule",
        SCHEDULE_ITEM,
        {
            "place": "what is built",
            "start": "when it begins",
            "finish": "when it is to be done",
            "words": "where the text gives no year: long-term",
            "milestones": "steps on the way, listed below",
        },
    ),
    ("plans/*.yaml: milestones", MILESTONE, {"period": "by when"}),
    (
        "checks.yaml: checks",
        CHECK,
        {
            "left": "a term: see [pack arithmetic](methods/pack-arithmetic.md)",
            "right": "a term; its unit is the one compared in",
            "tolerance": "allowed gap, in the unit of the right side",
            "relative_tolerance": "allowed gap as a part of the right side; the larger of the two counts",
        },
    ),
    (
        "checks.yaml: contradictions",
        CONTRADICTION,
        {"sides": "two or more, listed below", "verdict": "what to make of it; open where nobody knows"},
    ),
    ("checks.yaml: sides", SIDE, {"says": "what it says, in your own words"}),
    *SCHEME_TABLES,
    *WORK_TABLES,
    *CHAIN_TABLES,
    *LADDER_TABLES,
    *INDUSTRY_TABLES,
)
EVERYWHERE = {
    "id": "its name in other files",
    "name": "its name in rules",
    "clause": "where in the source",
    "tolerance": "how far a number may be off; 1e-9 where left out",
    "code": "its name in other files",
    "label": "its name",
    "kind": "what it is",
    "source": "a source's id",
    "locator": "where in the source",
    "aliases": "other names under which documents give it",
    "note": "what a reader should know",
    "licence": "of the pack",
    "indicator": "an indicator's id",
    "place": "a place's code",
    "industry": "where the figure is about one industry",
    "organisation": "where the figure is about one body",
    "value": "a decimal number",
    "value_high": "the upper end; only with range",
    "unit": "as printed; has to convert to the indicator's",
    "comparator": "eq where left out",
    "relation": "what has to hold",
    "longitude": "in degrees",
    "latitude": "in degrees",
    "from_taxonomy": "a taxonomy's id",
    "to_taxonomy": "another taxonomy's id",
}


def key_tables() -> str:
    """A Markdown table for each kind of row: its keys in order, which are needed, how written, and what they mean."""
    return "\n\n".join(_table(heading, shape, own) for heading, shape, own in TABLES)


def mistakes_table() -> str:
    """A Markdown table of every mistake a pack can have, in both languages."""
    lines = ["| code | what it says | 中文 |", "| --- | --- | --- |"]
    lines += [f"| `{code}` | {_cell(en)} | {_cell(zh)} |" for code, (en, zh) in MESSAGES.items()]
    return "\n".join(lines)


def _table(heading: str, shape: Shape, own: dict[str, str]) -> str:
    lines = [f"#### {heading}", "", "| key | needed | written as | meaning |", "| --- | --- | --- | --- |"]
    for name, key in shape.keys.items():
        needed = "yes" if key.required else ""
        lines.append(f"| `{name}` | {needed} | {key.kind.form} | {own.get(name) or EVERYWHERE[name]} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("{", "*").replace("}", "*")
