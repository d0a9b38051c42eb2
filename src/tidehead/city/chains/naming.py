"""Names of firms, bodies and posts that chains speak of by code, each kind in one question."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.urls import reverse

from tidehead.city.chains.queries import list_entries, role_rows
from tidehead.city.chains.types import (
    ENTERPRISE,
    ORGANISATION,
    PLACE,
    POST,
    ROLES,
    ChainInfo,
    ChainPicture,
    ListedItem,
    NodeFirm,
    RoleHolder,
)
from tidehead.city.common.types import Text
from tidehead.city.enterprises.firms import register_firms
from tidehead.city.enterprises.queries import enterprises
from tidehead.city.places.queries import organisations_by_code, places_by_code
from tidehead.city.posts.queries import all_posts


def firm_names(codes: Iterable[str]) -> dict[str, str]:
    """Names by code: of the pack's firms first, of the register else; one that nobody knows keeps its code."""
    wanted = list(dict.fromkeys(codes))
    known = {code: str(one.label) for code, one in enterprises(wanted).items()}
    rest = [code for code in wanted if code not in known]
    return {code: code for code in wanted} | known | {code: one.name for code, one in register_firms(rest).items()}


def firm_url(code: str) -> str:
    """The page of a firm."""
    return reverse("enterprises:enterprise", args=[code])


def named_firms(firms: Iterable[NodeFirm]) -> tuple[NodeFirm, ...]:
    """The same firms with names, sole traders masked as the register masks them."""
    rows = tuple(firms)
    names = firm_names(one.code for one in rows)
    return tuple(replace(one, name=names[one.code]) for one in rows)


def role_sheet(info: ChainInfo, *, today: date) -> tuple[RoleHolder, ...]:
    """A line for every role, several where several hold it; one without a holder says that it is unknown."""
    return role_sheets([info], today=today)[info.code]


def role_sheets(infos: Iterable[ChainInfo], *, today: date) -> dict[str, tuple[RoleHolder, ...]]:
    """Of several chains at once."""
    wanted = list(infos)
    rows = role_rows(one.code for one in wanted)
    every = [one for some in rows.values() for one in some]
    firms = firm_names(one.holder for one in every if one.kind == ENTERPRISE)
    bodies = organisations_by_code(one.holder for one in every if one.kind == ORGANISATION)
    places = places_by_code(one.holder for one in every if one.kind == PLACE)
    posts = {one.code: one for one in all_posts()} if any(one.kind == POST for one in every) else {}

    def named(one: RoleHolder) -> RoleHolder:
        if one.kind == POST and one.holder in posts:
            post = posts[one.holder]
            return replace(one, label=post.label, person="、".join(holder.name for holder in post.holders))
        if one.kind == ORGANISATION and one.holder in bodies:
            return replace(one, label=bodies[one.holder].label, url=reverse("web:organisation", args=[one.holder]))
        if one.kind == PLACE and one.holder in places:
            return replace(one, label=places[one.holder].label, url=reverse("web:place", args=[one.holder]))
        if one.kind == ENTERPRISE:
            return replace(one, label=Text(firms[one.holder]), url=firm_url(one.holder))
        return replace(one, label=Text(one.holder))

    return {
        code: tuple(
            holder
            for role in ROLES
            for holder in ([named(one) for one in some if one.role == role] or [RoleHolder(role)])
        )
        for code, some in rows.items()
    }


def four_lists(picture: ChainPicture, *, dropped: bool = False) -> tuple[ListedItem, ...]:
    """Lines of the four lists with names and addresses."""
    info = picture.info
    rows = list_entries(info.code, dropped=dropped)
    firms = firm_names(one.item for one in rows if one.list == "firms")
    technologies = {one.id: one for one in info.chain.technologies}
    found = []
    for one in rows:
        if one.list == "firms":
            found.append(replace(one, label=firms[one.item], url=firm_url(one.item)))
        elif one.list == "technologies":
            known = technologies.get(one.item)
            label = str(Text(known.label.zh, known.label.en)) if known else one.item
            url = reverse("chains:node", args=[info.code, known.node]) if known else ""
            found.append(replace(one, label=label, url=url, state=known.state if known else ""))
        else:
            page = "projects:project" if one.list == "projects" else "tasks:task"
            found.append(replace(one, url=reverse(page, args=[one.item])))
    return tuple(found)
