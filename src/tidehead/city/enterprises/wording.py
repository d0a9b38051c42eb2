"""How enterprises are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SIZES: dict[str, Promise] = {
    "large": _("Large"),
    "medium": _("Medium-sized"),
    "small": _("Small"),
    "micro": _("Micro"),
    "": _("size unknown"),
}
