"""What of visits and plans somebody may read beside their own organisation's."""

from django.db.models import Q

from tidehead.city.accounts.types import ORGANISATION_ADMINISTRATOR, Actor
from tidehead.city.cases.relations import sees_everything


def readable(actor: Actor, *, post: str, enterprise: str = "enterprise") -> Q:
    """Rows of one's own organisation's posts, and of firms at places that one's posts oversee; all for who sees all.

    post, enterprise: the names of the columns. Who administers an organisation's posts reads no more than its own work.
    """
    if sees_everything(actor):
        return Q()
    posts = [one for one in actor.posts if "cases.view" in one.permissions and one.role != ORGANISATION_ADMINISTRATOR]
    places = frozenset[str]().union(*(one.places for one in posts))
    mine = {one.organisation for one in actor.posts if one.organisation and "cases.handle" in one.permissions}
    own = Q(**{f"{post}__organisation__code__in": sorted(mine)})
    return own | Q(**{f"{enterprise}__place__code__in": sorted(places)})
