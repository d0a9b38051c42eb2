"""Who holds which post in the demo region: the people that work moves between."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from tidehead.city.accounts.actions import create_user
from tidehead.city.accounts.types import (
    AUDITOR,
    CHAIN_LEAD,
    ENTERPRISE,
    HANDLER,
    LEADER,
    MEMBER,
    OFFICE,
    ORGANISATION_ADMINISTRATOR,
    RECRUITER,
    SERVICE_OFFICER,
    STATISTICIAN,
    SYSTEM,
    Actor,
)
from tidehead.city.common.types import Text
from tidehead.city.enterprises.models import Enterprise
from tidehead.city.enterprises.queries import all_enterprises
from tidehead.city.places.queries import place_ids
from tidehead.city.posts.actions import give_post, make_post
from tidehead.city.posts.queries import acting, post_by_code
from tidehead.city.posts.types import NewPost

LONG_AGO = date(2025, 1, 1)


@dataclass(frozen=True)
class Cast:
    username: str
    role: str
    organisation: str = ""
    firm: int = -1  # the first or the second firm of the demo region: they are next door to one another

    @property
    def post(self) -> str:
        """Code of the post: "industry.handler", "first_firm.enterprise"."""
        body = self.organisation.removeprefix("org.") or ("first_firm", "second_firm")[self.firm]
        return f"{body}.{self.role}"


HOLDERS = (
    Cast("olga", OFFICE, "org.science"),  # of the whole city
    Cast("lena", LEADER, "org.city"),
    Cast("carl", CHAIN_LEAD, "org.industry"),
    Cast("henry", HANDLER, "org.industry"),  # of the department in charge
    Cast("hugo", HANDLER, "org.development"),  # of a department beside it
    Cast("hilda", HANDLER, "org.lamp"),  # of a district
    Cast("rita", RECRUITER, "org.new_area"),
    Cast("rolf", RECRUITER, "org.lamp"),  # of another place than Rita
    Cast("sam", SERVICE_OFFICER, "org.lamp"),
    Cast("stella", STATISTICIAN, "org.statistics"),
    Cast("otto", ORGANISATION_ADMINISTRATOR, "org.industry"),
    Cast("ann", AUDITOR, "org.city"),
    Cast("erin", ENTERPRISE, firm=0),
    Cast("fay", ENTERPRISE, firm=1),
)
FORMER = Cast("fred", HANDLER, "org.industry")
"""Who held Henry's post before him, and holds none today."""


def give_posts() -> None:
    """Make the posts and give them; accounts without passwords, because hashing them takes its time."""
    now = timezone.now()
    for one in (*HOLDERS, FORMER):
        create_user(username=one.username, role=MEMBER, now=now)
        if post_by_code(one.post) is None:
            make_post(by=SYSTEM, new=_new(one), now=now)
    _give(FORMER, LONG_AGO)
    for one in HOLDERS:
        _give(one, LONG_AGO + timedelta(days=365))


def _give(one: Cast, start_on: date) -> None:
    user = get_user_model().objects.get(username=one.username)
    give_post(by=SYSTEM, post=one.post, user_id=user.pk, start_on=start_on, now=timezone.now())


def _new(one: Cast) -> NewPost:
    return NewPost(
        code=one.post,
        label=Text(f"{one.post} 岗位", f"Post {one.post}"),
        role=one.role,
        organisation=one.organisation,
        enterprise="" if one.organisation else firms()[one.firm],
        synthetic=True,
    )


def firms() -> tuple[str, str]:
    """Codes of two firms of the demo region, made here where its pack has none."""
    known = [firm.code for firm in all_enterprises()]
    if len(known) < 2:
        place = place_ids()["990101"]
        for code, label in (("demo-firm-first", "示例一公司"), ("demo-firm-second", "示例二公司")):
            Enterprise.objects.create(code=code, label_zh=label, place_id=place, synthetic=True)
        known = [firm.code for firm in all_enterprises()]
    return known[0], known[1]


def acting_as(username: str) -> Actor:
    """One of the cast with the posts that they hold today."""
    return acting(get_user_model().objects.get(username=username).pk, timezone.localdate())
