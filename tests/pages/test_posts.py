"""The pages of posts: the directory, handing over, invitations by link, and the trail for auditors."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.pages.asking import CHINESE, ENGLISH, MOST_QUERIES, excel_texts, queries_of, words_of
from tests.support.holders import acting_as
from tidehead.city.accounts.queries import person_named
from tidehead.city.common.trail import recent_trail, seal_all
from tidehead.city.posts.queries import acting, holders_of, invitations_of, post_by_code
from tidehead.city.posts.types import PostInfo

pytestmark = pytest.mark.django_db
POST = "industry.handler"
PAGE = f"/posts/{POST}/"
LINK = re.compile(r'value="http://testserver(/posts/invitation/[\w-]+/)"')
NEW = {"display_name": "Grace", "username": "grace", "password": "seven green lighthouses"}


def names() -> list[str]:
    return [holder.name for holder in holders_of(POST, timezone.localdate())]


def invited(client: Client, **more: str) -> str:
    """The link of a new invitation, as the page shows it once."""
    shown = client.post(f"{PAGE}invite/", {"name": "Grace", **more}, follow=True).content.decode()
    return LINK.search(shown)[1]


# The directory


def test_every_post_is_listed_with_its_holder_in_both_languages(bob: Client) -> None:
    assert "henry" in words_of(bob.get("/posts/", CHINESE))
    page = words_of(bob.get("/posts/", ENGLISH))
    assert "handler" in page and "New post" not in page
    assert queries_of(bob, "/posts/") <= MOST_QUERIES


def test_the_list_is_taken_away_as_excel(bob: Client) -> None:
    assert "henry" in excel_texts(bob.get("/posts/?format=xlsx&table=posts"))


def test_vacant_posts_are_found(dora: Client) -> None:
    dora.post(f"{PAGE}take/", {"user": acting_as("henry").pk})
    page = words_of(dora.get("/posts/", {"vacant": 1, **ENGLISH}))
    assert POST in page and "city.leader" not in page


def test_a_post_shows_its_terms(bob: Client) -> None:
    page = words_of(bob.get(PAGE, ENGLISH))
    assert page.index("henry") < page.index("fred")
    assert "Hand it over" not in page
    assert bob.get("/posts/nothing/").status_code == 404


def test_a_firm_does_not_see_who_holds_which_post(erin: Client) -> None:
    assert erin.get("/posts/").status_code == 403


# Administering


def test_an_organisations_administrator_hands_its_posts_over(otto: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = otto.post(f"{PAGE}give/", {"username": "fred", "start_on": tomorrow.isoformat()}, follow=True)
    assert "fred" in words_of(answer)
    assert names() == ["henry"]
    assert [holder.name for holder in holders_of(POST, tomorrow)] == ["fred"]


@pytest.mark.parametrize("address", ["/posts/lamp.handler/give/", "/posts/industry.chain_lead/take/"])
def test_an_organisations_administrator_touches_no_other_post(otto: Client, address: str) -> None:
    assert otto.post(address, {"username": "fred", "start_on": "2026-01-01", "user": "1"}).status_code == 403


def test_what_is_wrong_in_a_form_is_said_beside_it(otto: Client) -> None:
    unknown = otto.post(f"{PAGE}give/?lang=en", {"username": "nobody", "start_on": "2026-01-01"})
    assert unknown.status_code == 422 and "Invite the person by a link" in unknown.content.decode()
    again = otto.post(f"{PAGE}give/?lang=en", {"username": "henry", "start_on": timezone.localdate().isoformat()})
    assert again.status_code == 422 and "holds the post already" in again.content.decode()
    assert otto.post(f"{PAGE}give/", {}).status_code == 422
    assert otto.post(f"{PAGE}invite/", {"name": ""}).status_code == 422
    assert otto.post(f"{PAGE}take/", {"user": "x"}).status_code == 422
    assert otto.post(f"{PAGE}withdraw/", {"invitation": "7"}).status_code == 422


def test_a_new_post_is_made_and_offered_to_be_filled(otto: Client) -> None:
    form = {"label_zh": "新岗位", "role": "handler", "body": "org:org.industry"}
    answer = otto.post("/posts/new/", form, follow=True)
    code = answer.redirect_chain[-1][0].rstrip("/").rpartition("/")[2]
    made = post_by_code(code)
    assert isinstance(made, PostInfo) and made.organisation == "org.industry"
    assert otto.post("/posts/new/", form | {"body": "org:org.lamp"}).status_code == 422
    assert otto.post("/posts/new/", form | {"role": "leader"}).status_code == 403


def test_who_administers_nothing_makes_no_post(henry: Client) -> None:
    assert henry.get("/posts/new/").status_code == 403


# Invitations


def test_a_link_is_shown_once_and_looking_at_it_spends_nothing(otto: Client, charlie: Client) -> None:
    link = invited(otto)
    assert not LINK.search(otto.get(PAGE).content.decode())
    for _look in range(2):
        assert "Grace" in words_of(charlie.get(link, ENGLISH))
    assert names() == ["henry"]


def test_an_invited_stranger_makes_an_account_and_works_at_once(otto: Client, charlie: Client) -> None:
    link = invited(otto)
    assert charlie.post(link, NEW).status_code == 302
    assert names() == ["Grace"]
    assert charlie.get("/plans/").status_code == 200
    assert Client().get(link).status_code == 404
    assert Client().post(link, NEW | {"username": "second"}).status_code == 404
    assert [post.code for post in acting(person_named("grace").pk, timezone.localdate()).posts] == [POST]


@pytest.mark.parametrize(
    "wrong", [{"username": "bob"}, {"password": "short"}, {"username": "a b"}, {"display_name": ""}]
)
def test_what_is_wrong_leaves_the_invitation_open(otto: Client, charlie: Client, wrong: dict[str, str]) -> None:
    link = invited(otto)
    assert charlie.post(link, NEW | wrong).status_code == 422
    assert names() == ["henry"]
    assert charlie.post(link, NEW).status_code == 302


def test_who_has_an_account_takes_the_post_with_it(otto: Client, fred: Client) -> None:
    link = invited(otto)
    assert "fred" in words_of(fred.get(link, ENGLISH))
    assert fred.post(link).status_code == 302
    assert names() == ["fred"]


def test_an_invitation_is_sent_by_mail_where_an_address_is_given(otto: Client) -> None:
    link = invited(otto, email="grace@example.org")
    assert link in mail.outbox[0].body
    assert mail.outbox[0].to == ["grace@example.org"]


def test_a_withdrawn_invitation_opens_nothing(otto: Client, charlie: Client) -> None:
    link = invited(otto)
    otto.post(f"{PAGE}withdraw/", {"invitation": invitations_of(POST)[0].id})
    assert charlie.get(link).status_code == 404


# The trail


def test_an_auditor_reads_narrows_and_takes_away_the_trail(ann: Client, otto: Client) -> None:
    invited(otto)
    page = words_of(ann.get("/posts/trail/", {"subject": POST, **ENGLISH}))
    assert "post.invited" in page and "account.created" not in page
    assert "post.invited" in excel_texts(ann.get(f"/posts/trail/?format=xlsx&table=trail&subject={POST}"))
    assert "post.invited" not in words_of(ann.get("/posts/trail/", {"readings": "on", **ENGLISH}))
    assert queries_of(ann, "/posts/trail/") <= MOST_QUERIES


def test_a_day_that_is_none_is_said(ann: Client) -> None:
    assert "field__error" in words_of(ann.get("/posts/trail/", {"since": "yesterday"}))


def test_an_auditor_verifies_the_chain(ann: Client) -> None:
    seal_all()
    page = words_of(ann.post("/posts/trail/verify/?lang=en", follow=True))
    assert "Whole: " in page or "完整" in page


@pytest.mark.parametrize("username", ["alice", "olga", "henry", "erin", "fred"])
def test_nobody_else_reads_the_trail(username: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(username)
    assert client.get("/posts/trail/").status_code == 403
    assert client.post(reverse("posts:verify_trail")).status_code == 403


def test_what_was_done_with_a_post_is_in_the_trail(otto: Client) -> None:
    invited(otto)
    row = recent_trail(subject=f"post:{POST}")[0]
    assert (row.verb, row.actor, row.account) == ("post.invited", "otto", acting_as("otto").pk)
