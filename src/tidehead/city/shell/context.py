"""What every page's frame needs; base.html asks for it with the tag `{% frame %}`."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from tidehead.city.shell.navigation import NavItem, navigation_of, url_or_nothing


@dataclass(frozen=True, slots=True)
class Frame:
    """`strings` is the dictionary that the scripts speak from; the other URLs are empty where a page is missing."""

    navigation: tuple[NavItem, ...]
    language: str  # for <html lang>: "zh-CN" or "en"
    other_language: str
    other_language_name: str
    other_language_url: str  # this page in the other language
    search_url: str
    signin_url: str
    signout_url: str
    account_url: str
    home_url: str
    strings: dict[str, str]


def frame_of(request: HttpRequest) -> Frame:
    """The frame in the language and at the place of this request; asks no database."""
    chinese = (get_language() or settings.LANGUAGE_CODE).startswith("zh")
    other = "en" if chinese else "zh-hans"
    asked = request.GET.copy()
    asked["lang"] = other
    return Frame(
        navigation=navigation_of(request),
        language="zh-CN" if chinese else "en",
        other_language="en" if chinese else "zh-CN",
        other_language_name="English" if chinese else "中文",
        other_language_url=f"{request.path}?{asked.urlencode()}",
        search_url=url_or_nothing("web:search"),
        signin_url=url_or_nothing("accounts:sign_in"),
        signout_url=url_or_nothing("accounts:sign_out"),
        account_url=url_or_nothing("accounts:own_account"),
        home_url=url_or_nothing("web:cockpit") or "/",
        strings=script_strings(),
    )


def script_strings() -> dict[str, str]:
    """Every sentence that tide.js and charts.js may show, in the language of the page."""
    return {
        "close": gettext("Close"),
        "loading": gettext("Loading…"),
        "theme_light": gettext("Theme: light"),
        "theme_dark": gettext("Theme: dark"),
        "theme_auto": gettext("Theme: as the system"),
        "network_failed": gettext("The server cannot be reached. Check the connection and try again."),
        "server_failed": gettext("The server could not do this. Nothing was changed; try again in a moment."),
        "not_allowed": gettext("You may not do this. Ask the person who looks after your account."),
        "not_found": gettext("This is no longer there. Reload the page to see what is."),
        "too_large": gettext("The file is too large."),
        "too_many": gettext("Too many requests. Wait a minute and try again."),
        "signed_out": gettext("You have been signed out. Sign in again to go on."),
        "uploading": gettext("Uploading: {percent}%"),
        "processing": gettext("Uploaded; now being read…"),
        "rows_shown": gettext("{shown} of {all} rows"),
        "copied": gettext("Link copied"),
        "chart_failed": gettext("The picture could not be drawn. Its data is in the table below."),
        "synthetic": gettext("Invented data"),
        "schematic": gettext("Schematic map, not to scale; no official boundary"),
        "today": gettext("Today"),
    }
