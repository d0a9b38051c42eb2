"""Posts and terms: who holds what from when to when, what that lets them do, who may give what, and invitations."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests.support.holders import FORMER, HOLDERS, acting_as, firms
from tests.support.site import signed_in_client
from tidehead.city.accounts.actions import create_api_token
from tidehead.city.accounts.queries import person_named
from tidehead.city.accounts.types import (
    AUDITOR,
    ENTERPRISE,
    GIVEN_BY_ORGANISATIONS,
    HANDLER,
    LEADER,
    MEMBER,
    ORGANISATION_ADMINISTRATOR,
    POST_PERMISSIONS,
    POST_ROLES,
    SYSTEM,
    AccountRefused,
)
from tidehead.city.common.types import Text
from tidehead.city.places.queries import place_ids, places_under
from tidehead.city.posts import actions
from tidehead.city.posts.actions import INVITATION_LIFE, end_term, give_post, invite, make_post
from tidehead.city.posts.models import Invitation, Post, Term
from tidehead.city.posts.queries import (
    acting,
    all_posts,
    holders_of,
    open_invitation,
    people_of_enterprise,
    post_by_code,
    posts_of,
    posts_of_organisation,
    terms_of,
)
from tidehead.city.posts.types import NewPost, PostRefused

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
POST = "industry.handler"


def user_id(username: str) -> int:
    return get_user_model().objects.get(username=username).pk


def given(post: str, username: str, start_on: date = TODAY, by: str = "dora", acting: bool = False) -> None:
    person = acting_as(by)
    now = timezone.now()
    give_post(by=person, post=post, user_id=user_id(username), start_on=start_on, acting=acting, now=now)


def names_of(post: str, on: date = TODAY) -> list[str]:
    return [holder.name for holder in holders_of(post, on)]


# What a post lets its holder do


@pytest.mark.parametrize("one", HOLDERS, ids=lambda one: one.username)
def test_whoever_holds_a_post_may_what_its_role_may(one: object) -> None:
    person = acting_as(one.username)
    assert [post.code for post in person.posts] == [one.post]
    assert all(person.may(permission) for permission in POST_PERMISSIONS[one.role])
    assert person.permissions == frozenset()


def test_every_role_of_a_post_is_in_the_cast() -> None:
    assert {one.role for one in HOLDERS} == set(POST_ROLES)


def test_a_post_is_for_the_places_under_its_organisations() -> None:
    hilda, olga = acting_as("hilda"), acting_as("olga")
    assert hilda.may_at("cases.handle", organisation="org.lamp", place="platform.lamp")
    assert not hilda.may_at("cases.handle", place="990102")
    assert olga.may_at("cases.view", place="990102")
    assert olga.posts[0].everywhere and not hilda.posts[0].everywhere


def test_a_post_of_its_own_place_ends_there() -> None:
    new = NewPost("lamp.narrow", Text("岗位"), HANDLER, "org.lamp", place="platform.lamp")
    make_post(by=SYSTEM, new=new, now=timezone.now())
    given("lamp.narrow", "fred")
    assert acting_as("fred").posts[0].places == {"platform.lamp"}


def test_what_stands_under_a_place_is_joined_over_all_trees() -> None:
    assert {"990101", "platform.lamp"} <= places_under("990101")
    assert places_under("990101") < places_under("990000")
    assert places_under("nowhere") == {"nowhere"}


def test_a_firms_post_is_for_the_firm_and_for_no_place() -> None:
    erin = acting_as("erin")
    assert erin.enterprises == {firms()[0]}
    assert erin.organisations == frozenset()
    assert erin.may("desk.use") and not erin.may_at("desk.use", place="990101")
    assert not erin.may("figures.view")
    assert [holder.name for holder in people_of_enterprise(firms()[0])] == ["erin"]


# Terms


def test_a_successor_begins_where_the_predecessor_ended() -> None:
    given(POST, "fred", TODAY + timedelta(days=3))
    assert names_of(POST) == ["henry"]
    assert names_of(POST, TODAY + timedelta(days=2)) == ["henry"]
    assert names_of(POST, TODAY + timedelta(days=3)) == ["fred"]


def test_who_lost_a_post_has_lost_it_at_the_next_click(henry: Client) -> None:
    assert henry.get("/plans/").status_code == 200
    given(POST, "fred")
    assert henry.get("/plans/").status_code == 403
    assert signed_in_client("fred").get("/plans/").status_code == 200


def test_a_key_for_the_api_ends_with_the_post() -> None:
    key = key_of("henry")
    asked = {"headers": {"Authorization": f"Bearer {key}"}}
    assert Client().get("/api/places", **asked).status_code == 200
    end_term(by=acting_as("dora"), post=POST, user_id=user_id("henry"), now=timezone.now())
    assert Client().get("/api/places", **asked).status_code == 403


def key_of(username: str) -> str:
    return create_api_token(username=username, name="test", now=timezone.now())


def test_a_post_that_was_taken_is_vacant_and_remembers_who_held_it() -> None:
    end_term(by=acting_as("dora"), post=POST, user_id=user_id("henry"), now=timezone.now())
    assert names_of(POST) == []
    last = terms_of(POST)[0]
    assert (last.holder.name, last.holder.until, last.ended_by) == ("henry", TODAY - timedelta(days=1), "dora")
    assert [term.holder.name for term in terms_of(POST)] == ["henry", "fred"]


def test_a_post_given_in_error_is_taken_back_the_same_day() -> None:
    given(POST, "fred")
    given(POST, "henry")
    assert names_of(POST) == ["henry"]
    assert [term.void for term in terms_of(POST)] == [False, True, False, False]


def test_a_successor_cannot_begin_before_the_holder_did() -> None:
    with pytest.raises(PostRefused, match=r"began on|继任日期"):
        given(POST, "hugo", date(2025, 6, 1))
    assert names_of(POST) == ["henry"]


def test_nobody_holds_a_post_twice() -> None:
    with pytest.raises(PostRefused):
        given(POST, "henry")


def test_who_acts_for_the_holder_stands_beside_them() -> None:
    given(POST, "fred", acting=True)
    assert names_of(POST) == ["henry", "fred"]
    assert acting_as("fred").may_at("cases.handle", organisation="org.industry")
    given(POST, "hugo")
    assert names_of(POST) == ["hugo", "fred"]


def test_the_database_itself_knows_one_holder() -> None:
    row = Post.objects.get(code=POST)
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(post=row, user_id=user_id("fred"), start_on=TODAY, begun_by="x")


def test_a_closed_account_cannot_be_given_a_post() -> None:
    get_user_model().objects.filter(username="fred").update(is_active=False)
    with pytest.raises(PostRefused):
        given(POST, "fred")


def test_a_post_that_is_no_more_gives_nothing() -> None:
    Post.objects.filter(code=POST).update(current=False)
    assert posts_of(user_id("henry"), TODAY) == ()
    assert POST not in {post.code for post in all_posts()}


# Who gives what


@pytest.mark.parametrize("role", POST_ROLES)
def test_an_organisation_gives_its_own_work_and_no_wider_role(role: str) -> None:
    """Otto administers org.industry: posts.administer reaches its own work only."""
    body = {"enterprise": firms()[0]} if role == ENTERPRISE else {"organisation": "org.industry"}
    new = NewPost(f"new.{role}", Text("岗位"), role, **body)
    if role in GIVEN_BY_ORGANISATIONS:
        make_post(by=acting_as("otto"), new=new, now=timezone.now())
        given(new.code, "fred", by="otto")
        assert names_of(new.code) == ["fred"]
    else:
        with pytest.raises(PermissionDenied):
            make_post(by=acting_as("otto"), new=new, now=timezone.now())


@pytest.mark.parametrize("organisation", ["org.lamp", "org.city"])
def test_an_organisation_gives_no_post_of_another(organisation: str) -> None:
    with pytest.raises(PermissionDenied):
        make_post(by=acting_as("otto"), new=NewPost("x", Text("岗位"), HANDLER, organisation), now=timezone.now())
    with pytest.raises(PermissionDenied):
        given("lamp.handler", "fred", by="otto")


def test_an_organisation_gives_nothing_beyond_its_places() -> None:
    """Otto's post narrowed to a district: no post for another one, though of the same organisation."""
    Post.objects.filter(code="industry.organisation_administrator").update(place=place_key("990101"))
    within = NewPost("a", Text("岗位"), HANDLER, "org.industry", place="platform.lamp")
    beyond = NewPost("b", Text("岗位"), HANDLER, "org.industry", place="990102")
    make_post(by=acting_as("otto"), new=within, now=timezone.now())
    for new in (beyond, NewPost("c", Text("岗位"), HANDLER, "org.industry")):
        with pytest.raises(PermissionDenied):
            make_post(by=acting_as("otto"), new=new, now=timezone.now())


def place_key(code: str) -> int:
    return place_ids()[code]


@pytest.mark.parametrize("username", ["henry", "lena", "ann", "erin", "alice", "bob", "fred"])
def test_nobody_else_gives_posts(username: str) -> None:
    with pytest.raises(PermissionDenied):
        given(POST, "fred", by=username)
    with pytest.raises(PermissionDenied):
        end_term(by=acting_as(username), post=POST, user_id=user_id("henry"), now=timezone.now())
    with pytest.raises(PermissionDenied):
        invite(by=acting_as(username), post=POST, name="x", now=timezone.now())


def test_who_pairs_officers_and_firms_opens_the_desks_of_firms() -> None:
    """Olga has services.pair for the whole city; Sam visits firms and opens nothing."""
    new = NewPost("desk.more", Text("岗位"), ENTERPRISE, enterprise=firms()[0])
    with pytest.raises(PermissionDenied):
        make_post(by=acting_as("sam"), new=new, now=timezone.now())
    make_post(by=acting_as("olga"), new=new, now=timezone.now())
    with pytest.raises(PermissionDenied):
        make_post(by=acting_as("olga"), new=NewPost("x", Text("岗位"), HANDLER, "org.industry"), now=timezone.now())


@pytest.mark.parametrize(
    "new",
    [
        NewPost("x", Text("岗位"), HANDLER),
        NewPost("x", Text("岗位"), HANDLER, "org.industry", "firm"),
        NewPost("x", Text("岗位"), "king", "org.industry"),
        NewPost("x", Text("岗位"), ENTERPRISE, "org.industry"),
        NewPost("x", Text("岗位"), HANDLER, "org.unknown"),
        NewPost("x", Text("岗位"), HANDLER, "org.industry", place="nowhere"),
        NewPost("x", Text(""), HANDLER, "org.industry"),
        NewPost(POST, Text("岗位"), HANDLER, "org.industry"),
    ],
)
def test_a_post_that_cannot_be_is_refused(new: NewPost) -> None:
    with pytest.raises(PostRefused):
        make_post(by=acting_as("dora"), new=new, now=timezone.now())


# Invitations


def invited(post: str = POST, by: str = "otto") -> str:
    return invite(by=acting_as(by), post=post, name="Grace", now=timezone.now())


def accepted(token: str, username: str = "grace") -> int:
    return actions.accept_invitation(
        token, username=username, password="seven green lighthouses", display_name="Grace", now=timezone.now()
    )


def test_an_invited_person_gets_an_account_with_the_post_and_nothing_else() -> None:
    made = acting(accepted(invited()), TODAY)
    assert (made.role, made.name) == (MEMBER, "Grace")
    assert [post.code for post in made.posts] == [POST]
    assert names_of(POST) == ["Grace"]


def test_an_invitation_is_taken_up_once() -> None:
    token = invited()
    accepted(token)
    with pytest.raises(PostRefused):
        accepted(token, "second")
    assert person_named("second").pk is None


def test_a_name_that_is_taken_leaves_the_invitation_open() -> None:
    token = invited()
    with pytest.raises(AccountRefused):
        accepted(token, "bob")
    assert open_invitation(token) is not None
    accepted(token)


def test_an_invitation_ends_after_a_week_when_withdrawn_or_when_the_post_is_given() -> None:
    token = invited()
    later = timezone.now() + INVITATION_LIFE + timedelta(seconds=1)
    with pytest.raises(PostRefused):
        actions.accept_with_account(token, user_id=user_id("fred"), now=later)
    found = open_invitation(token)
    actions.withdraw_invitation(by=acting_as("otto"), post=POST, invitation_id=found.id, now=timezone.now())
    assert open_invitation(token) is None
    other = invited()
    given(POST, "fred")
    assert open_invitation(other) is None


def test_who_has_an_account_takes_the_post_with_it() -> None:
    actions.accept_with_account(invited(), user_id=user_id("fred"), now=timezone.now())
    assert names_of(POST) == ["fred"]


def test_the_kept_digest_opens_nothing() -> None:
    token = invited()
    kept = Invitation.objects.get().digest
    assert token not in kept and open_invitation(kept) is None


# Lists


def test_posts_are_listed_by_organisation_role_and_holder() -> None:
    codes = {post.code for post in posts_of_organisation("org.industry")}
    assert {POST, "industry.chain_lead", "industry.organisation_administrator"} <= codes
    assert {post.role for post in posts_of_organisation("org.city", AUDITOR)} == {AUDITOR}
    assert post_by_code("city.leader").role == LEADER
    assert post_by_code("nothing") is None
    assert post_by_code(POST).holders[0].name == "henry"
    assert FORMER.username not in {holder.name for post in all_posts() for holder in post.holders}
    assert ORGANISATION_ADMINISTRATOR not in GIVEN_BY_ORGANISATIONS
