"""What the pages call the roles of posts."""

from django.utils.translation import gettext_lazy as _

from tidehead.city.accounts.types import (
    AUDITOR,
    CHAIN_LEAD,
    ENTERPRISE,
    HANDLER,
    LEADER,
    OFFICE,
    ORGANISATION_ADMINISTRATOR,
    RECRUITER,
    SERVICE_OFFICER,
    STATISTICIAN,
)

ROLE_WORDS = {
    LEADER: _("leader"),
    OFFICE: _("platform office"),
    CHAIN_LEAD: _("chain lead"),
    RECRUITER: _("recruiter"),
    STATISTICIAN: _("statistician"),
    SERVICE_OFFICER: _("service officer"),
    HANDLER: _("handler"),
    ORGANISATION_ADMINISTRATOR: _("organisation's administrator"),
    ENTERPRISE: _("enterprise's desk"),
    AUDITOR: _("auditor"),
}
