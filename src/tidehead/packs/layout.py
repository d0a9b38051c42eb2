"""The keys of every file of a pack: one Shape for each kind of row. The guide's key tables are checked against this."""

from dataclasses import dataclass
from typing import Any

from tidehead.packs import schema
from tidehead.packs.case_layout import CASE_TYPE
from tidehead.packs.chain_layout import CHAIN, CHAIN_ROWS, ROLES_FILE, TABLES_FILE, TARGETS, chain_file
from tidehead.packs.industry_layout import CLUSTER_DEFINITION, INDUSTRY_ROWS
from tidehead.packs.kinds import (
    ADDRESS,
    CODE,
    DAY,
    DIGEST,
    FIGURE,
    INDUSTRY,
    LABEL,
    LOCATOR,
    NUMBER,
    PERIOD,
    POINT,
    TRUTH,
    UNIT,
    WHOLE,
    Kind,
    Spot,
    list_of,
    one_of,
    text,
)
from tidehead.packs.ladder_layout import HONOUR, LADDERS_FILE
from tidehead.packs.nodes import Mapping, Node
from tidehead.packs.rule_layout import PARAMETER_ROW, RULE_SET
from tidehead.packs.scheme_layout import SCHEME
from tidehead.packs.shapes import Shape, may, must
from tidehead.packs.terms import TERM
from tidehead.packs.work_layout import AGREEMENT, CALENDAR, FIRM, FIRM_ROW, PROJECTS, SERVICE, SPACE, TASKS

WORDS = text()
PAGES = ("cockpit", "targets", "indicators", "places", "plans", "documents", "league")
SOURCE_KINDS = ("plan", "draft", "notice", "communique", "news", "dataset", "standard", "rule", "web")
SOURCE_STATES = ("in_force", "draft", "repealed", "unknown")
RELATIONS = ("same", "broader", "narrower", "overlaps", "none", "unknown")
ROLES = (
    "leader",
    "office",
    "chain_lead",
    "recruiter",
    "statistician",
    "service_officer",
    "handler",
    "organisation_administrator",
    "enterprise",
    "auditor",
)
VERDICTS = ("open", "different_period", "different_scope", "error")


def _children(node: Node, spot: Spot) -> Any:
    """Parent code to child codes."""
    if not isinstance(node, Mapping):
        return spot.bad(node.line, "not_a_mapping")
    children: dict[str, tuple[str, ...]] = {}
    for parent, listed in node.entries.items():
        read = list_of(CODE).read(listed, spot.inside(parent))
        if isinstance(read, tuple):
            children[parent] = read
    return children


def _observation(**cells: Any) -> schema.ObservationRow:
    return schema.ObservationRow(key=_key(cells), **cells)


def _target(**cells: Any) -> schema.TargetRow:
    return schema.TargetRow(key=_key(cells), value=cells.pop("value", None), unit=cells.pop("unit", ""), **cells)


def _key(cells: dict[str, Any]) -> schema.FigureKey:
    """The cells that say what a figure is about, taken out of the row."""
    parts = ("indicator", "place", "period", "industry", "organisation")
    return schema.FigureKey(**{part: cells.pop(part, "") for part in parts})


PACK = Shape(
    schema.Pack,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "version": must(WORDS),
        "root": must(CODE),
        "as_of": must(DAY),
        "default_language": may(one_of(("zh-hans", "en"))),
        "synthetic": may(TRUTH),
        "public_pages": may(list_of(one_of(PAGES), once=True)),
        "headline": may(list_of(FIGURE, once=True)),
        "platform_tree": may(CODE),
        "map_tree": may(CODE),
        "licence": may(WORDS),
    },
    positioned=True,
)
SOURCE = Shape(
    schema.Source,
    {
        "id": must(CODE),
        "kind": must(one_of(SOURCE_KINDS)),
        "title": must(LABEL),
        "issuer": must(WORDS),
        "issued_on": may(DAY),
        "url": may(ADDRESS),
        "status": may(one_of(SOURCE_STATES)),
        "plan_period": may(PERIOD),
        "text_sha256": may(DIGEST),
        "note": may(WORDS),
        "licence": may(WORDS),
    },
    lends=("source", "id"),
    positioned=True,
)
PLACE = Shape(
    schema.Place,
    {
        "code": must(CODE),
        "label": must(LABEL),
        "kind": must(CODE),
        "source": must(CODE),
        "locator": must(LOCATOR),
        "aliases": may(list_of(WORDS, once=True)),
        "parent_note": may(WORDS),
        "within": may(CODE),
        "point": may(POINT),
        "status": may(WORDS),
        "inferred": may(TRUTH),
        "note": may(LABEL),
    },
    lends=("place", "code"),
    positioned=True,
)
TREE = Shape(
    schema.Tree,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "root": must(CODE),
        "children": must(Kind(_children, "{parent: [child, ...]}")),
        "source": must(CODE),
        "locator": must(LOCATOR),
    },
    lends=("tree", "id"),
    positioned=True,
)
POINT_ROW = Shape(
    schema.Point,
    {
        "name": must(WORDS),
        "longitude": must(NUMBER),
        "latitude": must(NUMBER),
        "place": must(CODE),
        "source": must(CODE),
    },
    positioned=True,
)
TILE = Shape(schema.Tile, {"place": must(CODE), "column": must(WHOLE), "row": must(WHOLE)}, positioned=True)
TOPIC = Shape(lambda id, label: (id, label), {"id": must(CODE), "label": must(LABEL)}, lends=("topic", "id"))
INDICATOR = Shape(
    schema.Indicator,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "unit": must(UNIT),
        "unit_en": may(WORDS),
        "direction": must(one_of(schema.Direction)),
        "nature": must(one_of(schema.Nature)),
        "topic": must(CODE),
        "numerator": may(WORDS),
        "denominator": may(WORDS),
        "scope": may(LABEL),
        "definition": may(LABEL),
        "aliases": may(list_of(WORDS, once=True)),
        "decimals": may(WHOLE),
        "source": must(CODE),
        "locator": must(LOCATOR),
    },
    lends=("indicator", "id"),
    positioned=True,
)
OBSERVATION = Shape(
    _observation,
    {
        "indicator": must(CODE),
        "place": must(CODE),
        "industry": may(INDUSTRY),
        "organisation": may(CODE),
        "period": may(PERIOD),
        "value": must(NUMBER),
        "value_high": may(NUMBER),
        "unit": must(UNIT),
        "comparator": may(one_of(schema.Comparator)),
        "basis": may(one_of(schema.Basis)),
        "yoy_pct": may(NUMBER),
        "as_of": may(DAY),
        "source": must(CODE),
        "locator": must(LOCATOR),
        "note": may(WORDS),
    },
    positioned=True,
)
TARGET = Shape(
    _target,
    {
        "id": must(CODE),
        "indicator": must(CODE),
        "place": must(CODE),
        "industry": may(INDUSTRY),
        "organisation": may(CODE),
        "period": may(PERIOD),
        "value": may(NUMBER),
        "value_high": may(NUMBER),
        "unit": may(UNIT),
        "comparator": may(one_of(schema.Comparator)),
        "force": may(one_of(schema.Force)),
        "basis": may(one_of(schema.TargetBasis)),
        "base_period": may(PERIOD),
        "words": may(WORDS),
        "parent": may(CODE),
        "source": must(CODE),
        "locator": must(LOCATOR),
        "note": may(WORDS),
    },
    lends=("target", "id"),
    positioned=True,
)
MEMBER_GROUP = Shape(
    schema.MemberGroup,
    {"code": must(CODE), "label": must(LABEL), "stated": may(WHOLE)},
)
MEMBER = Shape(
    schema.Member,
    {"code": must(CODE), "label": must(LABEL), "group": may(CODE), "aliases": may(list_of(WORDS, once=True))},
    lends=("member", "code"),
)
TAXONOMY = Shape(
    schema.Taxonomy,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "version": must(WORDS),
        "valid_from": must(PERIOD),
        "source": must(CODE),
        "locator": must(LOCATOR),
        "place": may(CODE),
        "note": may(LABEL),
        "groups": may(list_of(MEMBER_GROUP.kind())),
        "members": may(list_of(MEMBER.kind())),
    },
    lends=("taxonomy", "id"),
    positioned=True,
)
CROSSWALK_ROW = Shape(
    lambda to_member="", **cells: schema.CrosswalkRow(to_member=to_member, **cells),
    {
        "from_taxonomy": must(CODE),
        "from_member": must(CODE),
        "to_taxonomy": must(CODE),
        "to_member": may(CODE),
        "relation": must(one_of(RELATIONS)),
        "basis": must(one_of(("text", "editor"))),
        "source": may(CODE),
        "locator": may(LOCATOR),
        "note": may(WORDS),
    },
    positioned=True,
)
DUTY = Shape(schema.Duty, {"label": must(LABEL), "source": must(CODE), "locator": must(LOCATOR)})
ORGANISATION = Shape(
    schema.Organisation,
    {
        "code": must(CODE),
        "label": must(LABEL),
        "kind": must(CODE),
        "source": must(CODE),
        "locator": must(LOCATOR),
        "place": may(CODE),
        "level": may(WORDS),
        "aliases": may(list_of(WORDS, once=True)),
        "duties": may(list_of(DUTY.kind())),
    },
    lends=("organisation", "code"),
    positioned=True,
)
POST = Shape(
    schema.Post,
    {
        "code": must(CODE),
        "label": must(LABEL),
        "organisation": may(CODE),
        "enterprise": may(FIRM),
        "role": may(one_of(ROLES)),
        "place": may(CODE),
    },
    lends=("post", "code"),
    positioned=True,
)
SEAT = Shape(schema.Seat, {"role": must(CODE), "organisation": must(CODE), "post": may(CODE)})
GROUP = Shape(
    schema.Group,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "source": must(CODE),
        "locator": must(LOCATOR),
        "seats": may(list_of(SEAT.kind())),
    },
    positioned=True,
)
QUANTITY = Shape(
    schema.Quantity,
    {
        "value": must(NUMBER),
        "unit": must(UNIT),
        "comparator": may(one_of(schema.Comparator)),
        "value_high": may(NUMBER),
        "what": may(WORDS),
    },
)
COMMITMENT = Shape(
    schema.Commitment,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "section": must(WORDS),
        "source": must(CODE),
        "locator": must(LOCATOR),
        "kind": may(one_of(("task", "target", "annual_target"))),
        "action": may(WORDS),
        "object": may(WORDS),
        "quantities": may(list_of(QUANTITY.kind())),
        "start": may(PERIOD),
        "deadline": may(PERIOD),
        "recurrence": may(one_of(("yearly",))),
        "responsible": may(list_of(CODE, once=True)),
        "places": may(list_of(CODE, once=True)),
        "targets": may(list_of(CODE, once=True)),
    },
    positioned=True,
)
MILESTONE = Shape(schema.Milestone, {"period": must(PERIOD), "label": must(LABEL), "locator": must(LOCATOR)})
SCHEDULE_ITEM = Shape(
    schema.ScheduleItem,
    {
        "id": must(CODE),
        "place": must(CODE),
        "label": must(LABEL),
        "source": must(CODE),
        "locator": must(LOCATOR),
        "start": may(PERIOD),
        "finish": may(PERIOD),
        "words": may(WORDS),
        "milestones": may(list_of(MILESTONE.kind())),
    },
    positioned=True,
)
PLAN = Shape(
    schema.Plan,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "period": must(PERIOD),
        "status": must(one_of(SOURCE_STATES)),
        "source": must(CODE),
    },
    lends=("plan", "id"),
    positioned=True,
)
SECTION = Shape(lambda number, label: (number, label), {"number": must(WORDS), "label": must(LABEL)})
CHECK = Shape(
    schema.Check,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "left": must(TERM),
        "relation": must(one_of(("equals", "at_least", "at_most", "more_than", "less_than"))),
        "right": must(TERM),
        "tolerance": may(NUMBER),
        "relative_tolerance": may(NUMBER),
        "note": may(LABEL),
    },
    positioned=True,
)
SIDE = Shape(
    schema.Side,
    {"source": must(CODE), "locator": must(LOCATOR), "says": must(LABEL), "value": may(NUMBER), "unit": may(UNIT)},
)
CONTRADICTION = Shape(
    schema.Contradiction,
    {
        "id": must(CODE),
        "label": must(LABEL),
        "sides": must(list_of(SIDE.kind())),
        "verdict": must(one_of(VERDICTS)),
        "note": may(LABEL),
    },
    positioned=True,
)


@dataclass(frozen=True, slots=True)
class FileForm:
    """What a file holds: YAML with the top keys of `shape`, or CSV rows of `row`. `brings`: kinds it is known for."""

    shape: Shape | None = None
    row: Shape | None = None
    brings: tuple[str, ...] = ()


def _yaml(brings: tuple[str, ...], **lists: Shape) -> FileForm:
    keys = {name: may(list_of(shape.kind())) for name, shape in lists.items()}
    return FileForm(Shape(lambda **values: values, keys), None, brings)


def _plan_file(plan: schema.Plan, **lists: Any) -> schema.Plan:
    return schema.Plan(plan.id, plan.label, plan.period, plan.status, plan.source, position=plan.position, **lists)


PLAN_FILE = Shape(
    _plan_file,
    {
        "plan": must(PLAN.kind()),
        "sections": may(list_of(SECTION.kind())),
        "commitments": may(list_of(COMMITMENT.kind())),
        "schedule": may(list_of(SCHEDULE_ITEM.kind())),
    },
)
RULES_FILE = Shape(
    lambda parameters=(), rule_sets=(): {"parameter_rows": parameters, "rule_sets": rule_sets},
    {"parameters": may(list_of(PARAMETER_ROW.kind())), "rule_sets": may(list_of(RULE_SET.kind()))},
)
_BRINGS = {"industries/codes.csv": ("industry_code",)}
FORMS: dict[str, FileForm] = {
    "pack.yaml": FileForm(PACK),
    "sources.yaml": _yaml(("source",), sources=SOURCE),
    "places.yaml": _yaml(("place", "tree"), places=PLACE, trees=TREE),
    "points.csv": FileForm(row=POINT_ROW),
    "schematic.yaml": _yaml((), tiles=TILE),
    "indicators.yaml": _yaml(("indicator", "topic"), topics=TOPIC, indicators=INDICATOR),
    "observations/": FileForm(row=OBSERVATION, brings=("observation",)),
    "targets/": FileForm(row=TARGET, brings=("target",)),
    "taxonomies.yaml": _yaml(("taxonomy", "member"), taxonomies=TAXONOMY),
    "crosswalk.csv": FileForm(row=CROSSWALK_ROW),
    "organisations.yaml": _yaml(("organisation", "post"), organisations=ORGANISATION, posts=POST, groups=GROUP),
    "posts.yaml": _yaml(("post",), posts=POST),
    "plans/": FileForm(PLAN_FILE, brings=("plan",)),
    "rules/": FileForm(RULES_FILE, brings=("parameter", "rule_set")),
    "schemes/": FileForm(SCHEME, brings=("scheme",)),
    "cases/": FileForm(CASE_TYPE, brings=("case_type",)),
    "calendar.yaml": FileForm(CALENDAR),
    "enterprises/": FileForm(row=FIRM_ROW, brings=("enterprise",)),
    "service.yaml": FileForm(SERVICE),
    "projects.yaml": FileForm(PROJECTS, brings=("space_kind", "sharing_base")),
    "spaces/": FileForm(row=SPACE, brings=("space",)),
    "agreements.yaml": _yaml(("agreement",), agreements=AGREEMENT),
    "tasks.yaml": FileForm(TASKS),
    "industries/clusters.yaml": _yaml((), definitions=CLUSTER_DEFINITION),
    **{file: FileForm(row=row, brings=_BRINGS.get(file, ())) for file, (_, row) in INDUSTRY_ROWS.items()},
    "ladders.yaml": FileForm(LADDERS_FILE, brings=("title", "ladder")),
    "honours/": FileForm(row=HONOUR),
    "chains/": FileForm(CHAIN, brings=("chain", "chain_node")),
    "chains/roles.yaml": FileForm(ROLES_FILE),
    "chains/targets.yaml": FileForm(TARGETS),
    **{file: FileForm(row=row) for file, (_, row) in CHAIN_ROWS.items()},
    "io/tables.yaml": FileForm(TABLES_FILE, brings=("io_table",)),
    "checks.yaml": _yaml((), checks=CHECK, contradictions=CONTRADICTION),
}


def form_of(file: str) -> FileForm | None:
    """The form of a file by its path within the pack; None for tables whose columns are their own."""
    return FORMS.get(chain_file(file)) or FORMS.get(file.partition("/")[0] + "/")
