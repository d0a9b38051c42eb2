"""Loads a region pack into the database: everything or nothing, and nothing twice."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tidehead.city.assessments.first_runs import make_first_runs
from tidehead.city.assessments.importing import load_entries, load_schemes
from tidehead.city.assessments.queries import scheme_families
from tidehead.city.assessments.types import ADOPTED
from tidehead.city.cases.importing import load_case_types
from tidehead.city.chains.importing import load_chains
from tidehead.city.chains.queries import all_chains
from tidehead.city.clusters.importing import load_clusters
from tidehead.city.common.region import current_region, set_region
from tidehead.city.common.search import replace_entries
from tidehead.city.common.trail import leave_trail
from tidehead.city.common.types import RegionInfo, SearchText, Text
from tidehead.city.enterprises.importing import load_enterprises
from tidehead.city.evidence.importing import load_sources
from tidehead.city.evidence.queries import all_sources
from tidehead.city.indicators.importing import (
    load_contradictions,
    load_indicators,
    load_observations,
    load_targets,
    load_taxonomies,
)
from tidehead.city.indicators.queries import all_indicators, all_topics, members_by_code
from tidehead.city.places.importing import load_drawing, load_organisations, load_places
from tidehead.city.places.queries import all_organisations, all_places
from tidehead.city.plans.importing import load_plans
from tidehead.city.plans.queries import all_plans, commitments
from tidehead.city.posts.importing import load_posts
from tidehead.city.projects.importing import load_projects
from tidehead.city.services.importing import load_services
from tidehead.city.tasks.importing import load_tasks
from tidehead.packs import evaluate_checks, pack_digest, read_pack
from tidehead.packs.schema import Region

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load changed; notices say which schemes have no league yet, and why."""

    region: str
    unchanged: bool
    observations_added: int = 0
    observations_withdrawn: int = 0
    targets_added: int = 0
    targets_withdrawn: int = 0
    notices: tuple[str, ...] = ()


class AnotherRegion(Exception):
    """The database holds a region already; two would mix."""


STEPS = 19
"""What the progress of a load counts: reading, the ten kinds of rows, figures and search."""
LOADER = "2"
"""Raise it when loading makes other rows of the same pack: drawing, search, checks, conversions."""


def _loaded_digest(digest: str) -> str:
    """What changes with the pack, and with the way it is loaded."""
    return hashlib.sha256(f"{LOADER} {digest}".encode()).hexdigest()


def _no_progress(step: str, done: int, steps: int) -> None:
    """Nobody watches."""


def load_region(directory: Path, *, force: bool = False, progress: Progress = _no_progress) -> Loaded:
    """Read, check and load a pack. A pack that is loaded already is left alone unless `force`.

    One transaction: a crash at any moment leaves the pack before or the pack after. Then each scheme that never ran
    is run, one transaction each; what a crash leaves out of them is made up for by the next load. Raises PackError.
    """
    done = _load_changes(directory, force=force, progress=progress)
    return replace(done, notices=_first_runs())


def _first_runs() -> tuple[str, ...]:
    region = current_region()
    if region is None:
        return ()
    found = make_first_runs(as_of=region.as_of, now=timezone.now())
    return tuple(f"{' '.join(filter(None, (one.scheme, one.period)))} was not run: {one.text.en}" for one in found)


def _load_changes(directory: Path, *, force: bool, progress: Progress) -> Loaded:
    digest = _loaded_digest(pack_digest(directory))
    loaded = current_region()
    if loaded is not None and loaded.digest == digest and not force:
        return Loaded(loaded.pack, unchanged=True)
    progress("read", 0, STEPS)
    region = read_pack(directory)
    if loaded is not None and loaded.pack != region.pack.id:
        raise AnotherRegion(
            f"This data folder holds {loaded.pack}; {region.pack.id} is another region, and the two must not mix. "
            "Set TIDEHEAD_DATA to another folder."
        )
    with transaction.atomic():
        return _load(region, progress)


def _load(region: Region, progress: Progress) -> Loaded:
    now = timezone.now()
    steps = (
        ("sources", lambda: load_sources(region)),
        ("places", lambda: load_places(region)),
        ("organisations", lambda: load_organisations(region)),
        ("enterprises", lambda: load_enterprises(region)),
        ("services", lambda: load_services(region)),
        ("posts", lambda: load_posts(region)),
        ("cases", lambda: load_case_types(region, now=now)),
        ("indicators", lambda: load_indicators(region)),
        ("taxonomies", lambda: load_taxonomies(region)),
        ("plans", lambda: load_plans(region)),
        ("tasks", lambda: load_tasks(region)),
        ("projects", lambda: load_projects(region, now=now)),
        ("clusters", lambda: load_clusters(region, now=now)),
        ("chains", lambda: load_chains(region, now=now)),
        ("map", lambda: load_drawing(region)),
        ("schemes", lambda: load_schemes(region, now=now)),
        ("entries", lambda: load_entries(region, now=now)),
    )
    for nth, (name, step) in enumerate(steps, 1):
        progress(name, nth, STEPS)
        step()
    progress("figures", STEPS - 1, STEPS)
    added, withdrawn = load_observations(region, now=now)
    targets_added, targets_withdrawn = load_targets(region, now=now)
    load_contradictions(region, evaluate_checks(region))
    set_region(_info(region), at=now)
    progress("search", STEPS, STEPS)
    index_region()
    result = Loaded(region.pack.id, False, added, withdrawn, targets_added, targets_withdrawn)
    leave_trail(
        "system",
        "pack.loaded",
        f"pack:{region.pack.id}",
        at=now,
        detail={
            "digest": region.digest,
            "added": added,
            "withdrawn": withdrawn,
        },
    )
    return result


def _info(region: Region) -> RegionInfo:
    pack = region.pack
    return RegionInfo(
        pack=pack.id,
        label=Text(pack.label.zh, pack.label.en),
        version=pack.version,
        root=pack.root,
        as_of=pack.as_of,
        default_language=pack.default_language,
        synthetic=pack.synthetic,
        public_pages=pack.public_pages,
        headline=pack.headline,
        platform_tree=pack.platform_tree,
        map_tree=pack.map_tree,
        digest=_loaded_digest(region.digest),
    )


def index_region() -> None:
    """Make everything that the pack holds findable."""
    topics = {topic.code: topic.label for topic in all_topics()}
    replace_entries(
        "indicator",
        [
            SearchText(
                row.code, row.label, reverse("web:indicator", args=[row.code]), topics[row.topic], row.aliases, 9
            )
            for row in all_indicators()
        ],
    )
    replace_entries(
        "place",
        [
            SearchText(row.code, row.label, reverse("web:place", args=[row.code]), words=row.aliases, weight=8)
            for row in all_places()
        ],
    )
    replace_entries(
        "organisation",
        [
            SearchText(
                row.code,
                row.label,
                reverse("web:organisation", args=[row.code]),
                words=(*row.aliases, *(duty.label.zh for duty in row.duties)),
                weight=6,
            )
            for row in all_organisations()
        ],
    )
    replace_entries(
        "industry",
        [
            SearchText(row.code, row.label, reverse("indicators:taxonomies") + f"#{row.taxonomy}", weight=5)
            for row in members_by_code().values()
        ],
    )
    _index_plans()
    _index_schemes()
    _index_chains()
    replace_entries(
        "source",
        [
            SearchText(row.code, row.title, reverse("evidence:source", args=[row.code]), Text(row.issuer), weight=3)
            for row in all_sources()
        ],
    )


def _index_plans() -> None:
    plans = {plan.code: plan for plan in all_plans()}
    replace_entries(
        "plan",
        [SearchText(row.code, row.label, reverse("plans:plan", args=[row.code]), weight=7) for row in plans.values()],
    )
    replace_entries(
        "commitment",
        [
            SearchText(
                row.code,
                row.label,
                reverse("plans:commitment", args=[row.code]),
                plans[row.plan].label,
                (row.action, row.object, *(name.zh for _, name in row.responsible)),
                4,
            )
            for row in commitments()
        ],
    )


def _index_schemes() -> None:
    """Adopted schemes, those that the pack no longer has left out."""
    versions = [each for family in scheme_families(drafts=False) for each in family.versions if each.current]
    replace_entries(
        "scheme",
        [
            SearchText(
                str(row.id),
                row.label,
                reverse("assessments:scheme", args=[row.id]),
                words=(row.code, row.family),
                weight=6,
            )
            for row in versions
            if row.state == ADOPTED
        ],
    )


def _index_chains() -> None:
    """Chains, and their nodes by product words."""
    found = all_chains()
    replace_entries(
        "chain", [SearchText(one.code, one.label, reverse("chains:chain", args=[one.code]), weight=7) for one in found]
    )
    replace_entries(
        "chain_node",
        [
            SearchText(
                f"{one.code}:{node.id}",
                Text(node.label.zh, node.label.en),
                reverse("chains:node", args=[one.code, node.id]),
                one.label,
                node.words,
                4,
            )
            for one in found
            for node in one.chain.nodes
        ],
    )
