"""What the pages of clusters call things."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidehead.city.clusters.types import (
    CLASS,
    CLUSTER,
    COUNTY,
    DIVISION,
    GROUP,
    PARK,
    REGION,
    REGISTER,
    TOWN,
    Entries,
    Speciality,
    level_of_industry,
)
from tidehead.city.enterprises.queries import industry_label, label_of
from tidehead.city.enterprises.queries import place_label as _place_label
from tidehead.city.shell.formatting import number_text, percent_text

Words = str | Promise
PLACE_LEVEL_LABELS: dict[str, Words] = {
    COUNTY: gettext_lazy("Counties"),
    TOWN: gettext_lazy("Towns and streets"),
    PARK: gettext_lazy("Parks"),
}
INDUSTRY_LEVEL_LABELS: dict[str, Words] = {
    CLUSTER: gettext_lazy("Clusters"),
    DIVISION: gettext_lazy("Divisions (2 digits)"),
    GROUP: gettext_lazy("Groups (3 digits)"),
    CLASS: gettext_lazy("Classes (4 digits)"),
}
REFERENCE_LABELS: dict[str, Words] = {
    REGION: gettext_lazy("the region's places together"),
    REGISTER: gettext_lazy("all places that the register has firms of"),
}


def industry_name(code: str) -> str:
    """What an industry or a cluster is called; a code of the classification stands before its name."""
    if level_of_industry(code) == CLUSTER:
        return label_of(CLUSTER, code)
    label = industry_label(code)
    return f"{code} {label}" if label != code else code


def place_name(code: str) -> str:
    return _place_label(code)


def interval_text(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return _("at least %(low)s") % {"low": number_text(low, decimals=2)}
    return f"{number_text(low, decimals=2)}–{number_text(high, decimals=2)}"


def stars_text(found: Speciality) -> str:
    """★★☆, with the chance of at least as many."""
    if found.stars is None:
        return ""
    return "★" * found.stars + "☆" * (3 - found.stars)


def stars_chance(found: Speciality) -> float | None:
    """The chance of at least as many stars."""
    return None if found.stars is None else float(sum(found.count_chances[found.stars :]))


def stars_doubt(found: Speciality) -> str:
    if found.stars is None:
        return ""
    return _("chance of at least as many: %(chance)s") % {"chance": percent_text(stars_chance(found), decimals=0)}


def growth_text(entries: Entries | None) -> str:
    """1.50 (0.90–2.53)"""
    if entries is None or entries.ratio is None:
        return ""
    return f"{number_text(entries.ratio, decimals=2)} ({interval_text(entries.low, entries.high)})"


def holes_text(holes: tuple[int, ...]) -> str:
    """Years that the whole register knows nothing of; "" where there are none."""
    if not holes:
        return ""
    told = _("The register has no registration at all of %(years)s: these years are missing in the table of firms.")
    return told % {"years": _(", ").join(str(year) for year in holes)}


def years_text(entries: Entries) -> str:
    span = entries.last - entries.first + 1
    return _("%(first)s–%(last)s against %(before)s–%(until)s") % {
        "first": entries.first,
        "last": entries.last,
        "before": entries.first - span,
        "until": entries.first - 1,
    }
