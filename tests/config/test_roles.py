"""Each role may do what the one before it may, and a stranger nothing; a post's rights end where the post does."""

import pytest

from tidehead.city.accounts.types import (
    ADMINISTRATOR,
    AUDITOR,
    CHAIN_LEAD,
    ENTERPRISE,
    GIVEN_BY_ORGANISATIONS,
    HANDLER,
    LEADER,
    MEMBER,
    OFFICE,
    ORGANISATION_ADMINISTRATOR,
    PERMISSIONS,
    POST_PERMISSIONS,
    POST_ROLES,
    RECRUITER,
    REVIEWER,
    ROLES,
    SERVICE_OFFICER,
    STATISTICIAN,
    STRANGER,
    SYSTEM,
    VIEWER,
    Actor,
    HeldPost,
)
from tidehead.city.common.types import Text

HELD = HeldPost(
    code="post",
    label=Text("岗位"),
    role="handler",
    organisation="org.a",
    places=frozenset({"990101", "platform"}),
    permissions=frozenset({"cases.handle"}),
)


def test_a_role_may_do_all_that_the_one_before_it_may() -> None:
    assert ROLES == (MEMBER, VIEWER, REVIEWER, ADMINISTRATOR)
    assert PERMISSIONS[MEMBER] < PERMISSIONS[VIEWER] < PERMISSIONS[REVIEWER] < PERMISSIONS[ADMINISTRATOR]


def test_who_only_looks_may_look_a_member_and_a_stranger_nothing() -> None:
    assert PERMISSIONS[VIEWER] == {"figures.view"}
    assert PERMISSIONS[MEMBER] == set()
    assert not any(STRANGER.may(permission) for permission in PERMISSIONS[ADMINISTRATOR])


def test_a_reviewer_runs_and_reviews_and_an_administrator_publishes_decides_and_gives_posts() -> None:
    of_reviewers = {"assessments.run", "assessments.review", "assessments.object", "assessments.edit_scheme"}
    assert of_reviewers <= PERMISSIONS[REVIEWER]
    of_administrators = {"assessments.publish", "assessments.decide", "posts.administer", "trail.read"}
    assert PERMISSIONS[ADMINISTRATOR] - PERMISSIONS[REVIEWER] >= of_administrators


@pytest.mark.parametrize("role", POST_ROLES)
def test_the_system_may_what_any_post_may(role: str) -> None:
    assert POST_PERMISSIONS[role] <= SYSTEM.permissions


def test_a_firm_sees_its_desk_and_no_figure() -> None:
    assert POST_PERMISSIONS[ENTERPRISE] == {"desk.use", "cases.comment"}


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("cases.dispatch", {OFFICE}),
        ("cases.view", {LEADER, OFFICE, CHAIN_LEAD, ORGANISATION_ADMINISTRATOR, AUDITOR}),
        ("cases.open", {OFFICE, CHAIN_LEAD, RECRUITER, SERVICE_OFFICER, HANDLER}),
        ("cases.handle", set(POST_ROLES) - {ENTERPRISE, AUDITOR}),
        ("cases.comment", set(POST_ROLES) - {AUDITOR}),
        ("services.pair", {OFFICE}),
        ("services.visit", {SERVICE_OFFICER}),
        ("projects.view", {LEADER, OFFICE, CHAIN_LEAD, RECRUITER, STATISTICIAN}),
        ("projects.edit", {RECRUITER}),
        ("tasks.edit", {OFFICE, CHAIN_LEAD}),
        ("tasks.audit", {OFFICE, AUDITOR}),
        ("meetings.prepare", {OFFICE}),
        ("meetings.decide", {LEADER}),
        ("posts.administer", {ORGANISATION_ADMINISTRATOR}),
        ("trail.read", {AUDITOR}),
        ("desk.use", {ENTERPRISE}),
        ("figures.view", set(POST_ROLES) - {ENTERPRISE}),
    ],
)
def test_each_right_of_work_is_with_those_whose_work_it_is(permission: str, roles: set[str]) -> None:
    assert {role for role, allowed in POST_PERMISSIONS.items() if permission in allowed} == roles


@pytest.mark.parametrize("role", GIVEN_BY_ORGANISATIONS)
def test_no_role_that_an_organisation_gives_looks_beyond_it_or_gives_posts_itself(role: str) -> None:
    assert POST_PERMISSIONS[role].isdisjoint({"cases.view", "trail.read", "posts.administer", "meetings.decide"})
    assert role != ORGANISATION_ADMINISTRATOR


@pytest.mark.parametrize(
    ("asked", "may"),
    [
        ({}, True),
        ({"place": "990101"}, True),
        ({"place": "platform"}, True),
        ({"place": "990102"}, False),
        ({"organisation": "org.a"}, True),
        ({"organisation": "org.b"}, False),
        ({"organisation": "org.a", "place": "990102"}, False),
    ],
)
def test_a_post_reaches_its_organisation_and_its_places(asked: dict[str, str], may: bool) -> None:
    holder = Actor(name="h", pk=1, posts=(HELD,))
    assert holder.may_at("cases.handle", **asked) is may
    assert not holder.may_at("cases.dispatch", **asked)


def test_two_posts_are_not_mixed() -> None:
    """The organisation of one and the places of the other give no right."""
    other = HeldPost(code="o", label=Text("岗位"), role="handler", organisation="org.b", places=frozenset({"990102"}))
    holder = Actor(name="h", pk=1, posts=(HELD, other))
    assert holder.organisations == {"org.a", "org.b"}
    assert not holder.may_at("cases.handle", organisation="org.a", place="990102")


def test_a_right_of_the_account_reaches_everywhere() -> None:
    everywhere = Actor(name="a", pk=1, permissions=frozenset({"cases.handle"}))
    assert everywhere.may_at("cases.handle", organisation="org.b", place="990102")
