"""How requests are taken and judged in this region."""

from tidehead.city.common.remembered import remembered
from tidehead.city.common.types import Text
from tidehead.city.services.models import ServiceSetting
from tidehead.city.services.types import ServiceRules, TopicInfo


@remembered
def service_rules() -> ServiceRules:
    """As the pack says; the defaults where it says nothing."""
    row = ServiceSetting.objects.filter(id=1).first()
    if row is None:
        return ServiceRules()
    plain = dict(row.plain)
    channels = tuple((id, Text(zh, en)) for id, zh, en in plain.pop("channels"))
    topics = tuple(TopicInfo(id, Text(zh, en), body) for id, zh, en, body in plain.pop("topics"))
    satisfaction = tuple((id, Text(zh, en)) for id, zh, en in plain.pop("satisfaction"))
    return ServiceRules(channels=channels, topics=topics, satisfaction=satisfaction, **plain)
