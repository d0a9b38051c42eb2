"""Every address of the product, found by itself, with arguments that lead to a row of the demo region."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.contrib.auth import get_user_model
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests.city.assessing import TODAY, demo_scheme, person, published
from tests.support.cases_pages import arguments_of_cases
from tests.support.chains_pages import arguments_of_chains
from tests.support.clusters_pages import arguments_of_clusters
from tests.support.enterprises_pages import arguments_of_enterprises
from tests.support.posts_pages import arguments_of_posts
from tests.support.projects_pages import arguments_of_projects
from tests.support.services_pages import arguments_of_services
from tests.support.tasks_pages import arguments_of_tasks
from tidehead.city.accounts.queries import actor_of
from tidehead.city.assessments.editing import draft_from
from tidehead.city.assessments.objecting import file_objection
from tidehead.city.assessments.types import Claim
from tidehead.city.common.region import current_region
from tidehead.city.evidence.actions import Incoming, receive_document
from tidehead.city.evidence.queries import all_sources, facts_of_document
from tidehead.city.evidence.reader import read_next
from tidehead.city.indicators.queries import figures, targets
from tidehead.city.places.queries import all_organisations
from tidehead.city.plans.queries import all_plans, commitments

DOCUMENT = Path(__file__).resolve().parents[1] / "documents" / "demo-bulletin-2024.txt"
API = "api"


@dataclass(frozen=True)
class Route:
    """A view and the name it is reversed by: "web:place"."""

    name: str
    view: object
    arguments: frozenset[str]


def routes() -> list[Route]:
    """Every page of the product, the API left out: that is described by its OpenAPI document."""
    return [route for route in routes_below(get_resolver(), "") if not route.name.startswith(API)]


def routes_below(resolver: URLResolver, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes_below(entry, inner)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name}", entry.callback, frozenset(entry.pattern.converters))


def read_a_document() -> int:
    """The id of a document that was uploaded by Alice and read as the worker reads it."""
    alice = actor_of(get_user_model().objects.get(username="alice"))
    file = Incoming(name=DOCUMENT.name, content=BytesIO(DOCUMENT.read_bytes()))
    document_id = receive_document(by=alice, file=file, now=timezone.now())
    while read_next():
        pass
    return document_id


def arguments_of_assessments() -> dict[str, dict[str, object]]:
    """For every route of assessments that needs arguments: a published run, an objection to it, a draft."""
    run, scheme = {"run_id": published()}, demo_scheme().id
    now = timezone.now()
    unit = run | {"unit": "F06"}
    objection = file_objection(
        Claim("F06", "tax_paid", 900.0, reason="?"), by=person("alice"), **run, now=now, today=TODAY
    )
    draft = {"version_id": draft_from(by=person("alice"), version_id=scheme, now=now)}
    names = "run review send_back publish withdraw cancel run_again note correct published_table".split()
    return {
        **{f"assessments:{name}": run for name in names},
        **{f"assessments:{name}": unit for name in ("scorecard", "moved", "advice", "correction")},
        **{f"assessments:{name}": {"version_id": scheme} for name in ("scheme", "template", "copy_scheme")},
        **{f"assessments:{name}": draft for name in ("edit_scheme", "trial", "drop_scheme", "adopt_scheme")},
        **{f"assessments:{name}": {"objection_id": objection} for name in ("objection", "decide", "take_back")},
        "assessments:cell": unit | {"indicator": "tax_per_mu"},
        "assessments:published_file": run | {"kind": "xlsx"},
    }


def arguments_of_pages(document_id: int) -> dict[str, dict[str, object]]:
    """For every route that needs arguments, some that lead to a page."""
    region, figure, target, source = current_region(), figures()[0], targets()[0], all_sources()[0]
    fact = {"fact_id": facts_of_document(document_id)[0].id}
    document = {"document_id": document_id}
    plan = {"code": all_plans()[0].code}
    return {
        "accounts:sign_in_by_link": {"token": "unknown"},
        "evidence:source": {"code": source.code},
        **dict.fromkeys(("evidence:status", "evidence:again", "evidence:remove", "evidence:download"), document),
        **dict.fromkeys(("web:document", "web:facts"), document),
        **dict.fromkeys(("web:fact", "web:fact_accept", "web:fact_reject", "web:fact_reopen"), fact),
        "web:place": {"code": region.root},
        "web:organisation": {"code": all_organisations()[0].code},
        "web:indicator": {"code": figure.subject.indicator},
        "web:target": {"code": target.code},
        "web:target_source": {"code": target.code},
        "web:figure_source": {"figure_id": figure.id},
        "web:rank_source": {"figure_id": figure.id},
        "web:locator_source": {"code": source.code, "locator": "L1"},
        "plans:plan": plan,
        "plans:schedule": plan,
        "plans:commitment": {"code": commitments()[0].code},
        **arguments_of_assessments(),
        **arguments_of_cases(),
        **arguments_of_clusters(),
        **arguments_of_chains(),
        **arguments_of_enterprises(),
        **arguments_of_posts(),
        **arguments_of_projects(),
        **arguments_of_services(),
        **arguments_of_tasks(),
    }
