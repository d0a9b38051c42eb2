"""Every name that a pack defines, and the check that a name used somewhere is one of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from tidehead.packs.problems import Problems
from tidehead.packs.schema import FigureKey, Position, Region
from tidehead.packs.schema_work import Projects

# What a kind of name is called in both languages, and the file that defines it.
WORDS: dict[str, tuple[str, str, str]] = {
    "source": ("source", "来源", "sources.yaml"),
    "place": ("place", "地点", "places.yaml"),
    "tree": ("tree", "地点树", "places.yaml"),
    "topic": ("topic", "主题", "indicators.yaml"),
    "indicator": ("indicator", "指标", "indicators.yaml"),
    "target": ("target", "目标", "targets/"),
    "taxonomy": ("taxonomy", "产业分类", "taxonomies.yaml"),
    "member": ("industry", "产业", "taxonomies.yaml"),
    "member_group": ("industry group", "产业分组", "taxonomies.yaml"),
    "organisation": ("organisation", "机构", "organisations.yaml"),
    "post": ("post", "岗位", "organisations.yaml"),
    "group": ("group", "领导小组", "organisations.yaml"),
    "plan": ("plan", "规划", "plans/"),
    "section": ("section", "章节", "plans/"),
    "commitment": ("commitment", "任务", "plans/"),
    "schedule": ("schedule item", "进度项", "plans/"),
    "parameter": ("parameter", "参数", "rules/"),
    "rule_set": ("rule set", "规则", "rules/"),
    "scheme": ("scheme", "评价办法", "schemes/"),
    "case_type": ("kind of case", "事项类型", "cases/"),
    "enterprise": ("enterprise", "企业", "enterprises/"),
    "space": ("space", "载体", "spaces/"),
    "space_kind": ("kind of space", "载体类型", "projects.yaml"),
    "sharing_base": ("base of sharing", "分享基数", "projects.yaml"),
    "agreement": ("agreement", "协议", "agreements.yaml"),
    "title": ("title", "荣誉", "ladders.yaml"),
    "ladder": ("ladder", "梯度", "ladders.yaml"),
    "chain": ("chain", "产业链", "chains/"),
    "chain_node": ("link of a chain", "链上环节", "chains/"),
    "io_table": ("input–output table", "投入产出表", "io/tables.yaml"),
    "check": ("check", "校验", "checks.yaml"),
    "contradiction": ("contradiction", "矛盾", "checks.yaml"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """Names by kind; a member of a taxonomy is "taxonomy:member"."""

    known: dict[str, frozenset[str]]
    problems: Problems

    def need(self, kind: str, name: str, where: Position) -> bool:
        """Whether `name` is known; empty names are nobody's business. An unknown one is reported at `where`."""
        if not name or name in self.known[kind]:
            return True
        if not self.problems.may_exist(kind, name):
            en, zh, file = WORDS[kind]
            self.problems.add(where, "unknown", what=en, what_zh=zh, name=name, file=file)
        return False

    def need_member(self, industry: str, where: Position) -> None:
        """As `need`, for "taxonomy:member": a taxonomy nobody knows is reported, not all its members."""
        taxonomy, _, member = industry.partition(":")
        if self.need("taxonomy", taxonomy, where) and not self.problems.may_exist("member", member):
            self.need("member", industry, where)

    def need_key(self, key: FigureKey, where: Position) -> None:
        """As `need`, for every name in a figure's key."""
        self.need("indicator", key.indicator, where)
        self.need("place", key.place, where)
        self.need("organisation", key.organisation, where)
        if key.industry:
            self.need_member(key.industry, where)


def names_of(region: Region, problems: Problems) -> Names:
    """All names of a region; those defined twice are reported."""
    named: dict[str, list[tuple[str, Position]]] = {
        "source": [(one.id, one.position) for one in region.sources],
        "place": [(one.code, one.position) for one in region.places],
        "tree": [(one.id, one.position) for one in region.trees],
        "topic": [(id, Position("indicators.yaml", 1)) for id, _ in region.topics],
        "indicator": [(one.id, one.position) for one in region.indicators],
        "target": [(one.id, one.position) for one in region.targets],
        "taxonomy": [(one.id, one.position) for one in region.taxonomies],
        "member": [(f"{one.id}:{m.code}", one.position) for one in region.taxonomies for m in one.members],
        "member_group": [(f"{one.id}:{g.code}", one.position) for one in region.taxonomies for g in one.groups],
        "organisation": [(one.code, one.position) for one in region.organisations],
        "post": [(one.code, one.position) for one in region.posts],
        "group": [(one.id, one.position) for one in region.groups],
        "plan": [(one.id, one.position) for one in region.plans],
        "section": [(f"{plan.id} {number}", plan.position) for plan in region.plans for number, _ in plan.sections],
        "commitment": [(one.id, one.position) for plan in region.plans for one in plan.commitments],
        "schedule": [(one.id, one.position) for plan in region.plans for one in plan.schedule],
        "parameter": [(one.id, one.position) for one in region.parameter_rows],
        "rule_set": [(one.id, one.position) for one in region.rule_sets],
        "scheme": [(one.id, one.position) for one in region.scheme_rows],
        "case_type": [(one.id, one.position) for one in region.case_type_rows],
        "enterprise": [(one.code, one.position) for one in region.enterprises],
        "space": [(one.code, one.position) for one in region.spaces],
        "space_kind": _parts(region.projects, "space_kinds"),
        "sharing_base": _parts(region.projects, "sharing_bases"),
        "agreement": [(one.id, one.position) for one in region.agreements],
        "chain": [(one.id, one.position) for one in region.chain_rows],
        "chain_node": [(name, row.position) for row in region.chain_rows for name in row.node_names],
        "title": [(one.id, one.position) for one in region.title_rows],
        "ladder": [(one.id, one.position) for one in region.ladder_rows],
        "io_table": [(one.id, one.position) for one in region.io_tables],
        "check": [(one.id, one.position) for one in region.checks],
        "contradiction": [(one.id, one.position) for one in region.contradictions],
    }
    return Names({kind: _once(kind, pairs, problems) for kind, pairs in named.items()}, problems)


def _parts(owner: Projects | None, section: str) -> list[tuple[str, Position]]:
    return [] if owner is None else [(one.id, owner.at(f"{section}.{one.id}")) for one in getattr(owner, section)]


def _once(kind: str, pairs: Iterable[tuple[str, Position]], problems: Problems) -> frozenset[str]:
    first: dict[str, Position] = {}
    for name, where in pairs:
        if name in first:
            en, zh, _ = WORDS[kind]
            problems.add(where, "defined_twice", what=en, what_zh=zh, name=name, first=shown(first[name]))
        first.setdefault(name, where)
    return frozenset(first)


def shown(where: Position) -> str:
    """A position as a message gives it: file:line."""
    return f"{where.file}:{where.line}"
