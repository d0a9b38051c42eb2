"""What the routes of chains need: a pool of firms from elsewhere, a list of targets, lines that can be changed."""

from datetime import UTC, date, datetime
from functools import cache
from uuid import uuid4

from tests.support.holders import acting_as
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.chains import actions
from tidehead.city.chains.target_lists import target_list
from tidehead.city.chains.targeting import choose_pool, make_target_list
from tidehead.city.enterprises.models import RegisterVersion, VersionPart
from tidehead.city.enterprises.versions import register_folder
from tidehead.lake.register import Firm, PublishOptions, write_register

CHAIN, GAP = "hydrogen", "membrane"
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
POOL = "pool-for-tests"


def firm(code: str, name: str, **parts: object) -> Firm:
    known = {"industry": "2921", "group_": "292", "division": "29", "scope": "质子交换膜研发、生产", "synthetic": True}
    return Firm(code=code, name=name, **{**known, **parts})  # type: ignore[arg-type]


ELSEWHERE = (
    firm(
        "far-1",
        "远方膜科技有限公司",
        capital_cny=5e7,
        registered_on=date(2025, 3, 1),
        land_mu=20.0,
        address="远山省远方市海路1号",
    ),
    firm("far-2", "他乡质子交换膜有限公司", capital_cny=1e6, registered_on=date(2008, 3, 1)),
    firm("far-3", "巨地膜业有限公司", capital_cny=9e7, registered_on=date(2015, 3, 1), land_mu=500.0),
    firm("far-4", "无关食品有限公司", industry="1411", group_="141", division="14", scope="糕点生产"),
    firm("far-5", "远方膜科技有限公司滨海分公司", industry="", group_="", division="", scope=""),
)


@cache
def _written() -> str:
    """The folder of the pool, written once for all tests."""
    register_folder().mkdir(parents=True, exist_ok=True)
    folder = register_folder() / POOL
    if not folder.exists():
        write_register(ELSEWHERE, folder, options=PublishOptions(threads=1))
    return POOL


def a_pool() -> int:
    return choose_pool(by=SYSTEM, folder=_written(), label="示例企业池（虚构）", now=NOW)


def a_register(*firms: Firm, kind: str = "import") -> None:
    """A register of just these firms counts from now on. kind: what its only part was made from."""
    folder = f"register-{uuid4().hex}"
    write_register(firms, register_folder() / folder, options=PublishOptions(threads=1))
    RegisterVersion.objects.filter(state="current").update(state="superseded")
    last = RegisterVersion.objects.order_by("-number").first()
    version = RegisterVersion.objects.create(
        number=last.number + 1 if last else 1, folder=folder, state="current", reason=kind, made_by="test", made_at=NOW
    )
    VersionPart.objects.create(version=version, ordinal=0, kind=kind, staged_as="none", label="示例登记表（虚构）")


def a_target_list() -> int:
    """Firms from elsewhere for the membrane that nobody here makes."""
    a_pool()
    return make_target_list(by=acting_as("carl"), chain=CHAIN, node=GAP, now=NOW)


def arguments_of_chains() -> dict[str, dict[str, object]]:
    """For every route of chains that needs arguments."""
    carl, listed = acting_as("carl"), a_target_list()
    chain = {"code": CHAIN}
    node = chain | {"node": GAP}
    target = {"target_id": target_list(listed).targets[0].id}
    standing = actions.put_firm(by=carl, chain=CHAIN, node=GAP, enterprise="demo-firm-03", reason="overlooked", now=NOW)
    entry = actions.put_on_list(
        by=carl, chain=CHAIN, list_name="technologies", item="thin_membrane", reason="bottleneck", now=NOW
    )
    role = actions.name_holder(
        by=carl, chain=CHAIN, role="fund", kind="words", holder="示例基金", reason="set up", now=NOW
    )
    task = actions.GapTask(title="补链：质子交换膜", lead="org.industry")
    number = actions.open_gap_task(by=acting_as("olga"), chain=CHAIN, node=GAP, kind="missing", task=task, now=NOW)
    pages = "chain wall drawing map flows gaps progress hits lists roles name_holder".split()
    return {
        **{f"chains:{name}": chain for name in pages},
        **{f"chains:{name}": node for name in ("node", "set_status", "put_firm", "make_targets")},
        "chains:work_on_gap": node | {"what": "task"},
        "chains:put_on_list": chain | {"name": "firms"},
        "chains:drop_from_list": chain | {"entry_id": entry},
        "chains:end_role": chain | {"role_id": role},
        "chains:firm_part": {"code": "demo-firm-01"},
        "chains:case_part": {"number": number},
        "chains:change_standing": {"standing_id": standing, "verb": "off"},
        "chains:target_list": {"list_id": listed},
        **{f"chains:{name}": target for name in ("target", "record_outcome", "make_lead")},
    }
