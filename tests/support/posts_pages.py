"""Arguments of the pages of posts: one of the demo region's, and an invitation to it."""

from django.utils import timezone

from tests.support.holders import acting_as
from tidehead.city.posts.actions import invite


def arguments_of_posts() -> dict[str, dict[str, object]]:
    code = {"code": "industry.handler"}
    token = invite(by=acting_as("otto"), post=code["code"], name="Grace", now=timezone.now())
    names = ("post", "give", "take", "invite", "withdraw")
    return {**{f"posts:{name}": code for name in names}, "posts:invitation": {"token": token}}
