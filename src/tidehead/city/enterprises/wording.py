"""How enterprises, and what belongs to their register, are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tidehead.city.common.types import Text

SIZES: dict[str, Promise] = {
    "large": _("Large"),
    "medium": _("Medium-sized"),
    "small": _("Small"),
    "micro": _("Micro"),
    "": _("size unknown"),
}
ACTIVITIES: dict[str, Promise] = {
    "manufacture": _("Manufacture"),
    "trade": _("Trade and logistics"),
    "service": _("Services"),
    "farming": _("Farming and fishing"),
    "construction": _("Construction"),
    "other": pgettext_lazy("activity", "Other"),
}
KINDS: dict[str, Promise] = {
    "limited": _("Limited company"),
    "joint_stock": _("Joint-stock company"),
    "foreign": _("Foreign-invested company"),
    "state": _("State-owned enterprise"),
    "collective": _("Collective enterprise"),
    "cooperative_stock": _("Stock cooperative"),
    "cooperative": _("Farmers' cooperative"),
    "partnership": _("Partnership"),
    "sole_proprietorship": _("Sole proprietorship"),
    "sole_trader": _("Sole trader"),
    "branch": pgettext_lazy("kind of firm", "Branch"),
    "institution": _("Institution"),
    "other": pgettext_lazy("kind of firm", "Other"),
}
STATUSES: dict[str, Promise] = {
    "active": _("In business"),
    "suspended": _("Suspended"),
    "in_liquidation": _("In liquidation"),
    "revoked": _("Licence revoked"),
    "closed": _("Deregistered"),
    "moved_away": _("Moved away"),
}
ROLES: dict[str, Text] = {
    "raw_material": Text("原材料", "Raw material"),
    "component": Text("零部件", "Component"),
    "finished_product": Text("整机成品", "Finished product"),
    "equipment": Text("装备", "Equipment"),
    "service": Text("服务", "Service"),
    "trade": Text("贸易流通", "Trade"),
}
"""Roles in a chain; a pack's own beyond these are called by their id."""
PERSONAL: dict[str, Promise] = {
    "person": _("names of persons"),
    "phone": _("telephone numbers"),
    "id_number": _("identity numbers"),
    "email": _("e-mail addresses"),
    "other": _("other data of persons"),
}
ORDERS: dict[str, Promise] = {
    "": _("as registered: code"),
    "name": _("Name"),
    "registered_on": _("Registered, latest first"),
    "capital_cny": _("Registered capital, largest first"),
    "jobs": _("Jobs, most first"),
    "revenue_cny": _("Revenue, largest first"),
}
IMPORT_STATES: dict[str, Promise] = {
    "uploaded": _("columns to be mapped"),
    "waiting": _("waits for its turn"),
    "staging": _("is being read"),
    "staged": _("waits for a decision"),
    "taken": _("taken"),
    "refused": _("refused"),
    "failed": _("failed"),
}
IMPORT_NOTES: dict[str, Promise] = {
    "small_letters": _("codes with small letters: made capitals"),
    "written_apart": _("codes with spaces, signs or wide characters: taken out"),
    "old_number": _("old registration numbers of 15 digits: taken as they are"),
    "repeated": _("rows whose code stands in the table before: put together as one firm"),
    "foreign_capital": _("capital in foreign money: kept as written, not changed into yuan"),
    "unknown_capital": _("capital not given: unknown, not 0"),
    "unknown_day": _("day of registration not given: unknown"),
}
"""What a table's report tells beside its faults."""
VERSION_STATES: dict[str, Promise] = {
    "queued": _("waits for its turn"),
    "building": _("is being written"),
    "current": _("in use"),
    "superseded": _("earlier"),
    "failed": _("failed"),
}
VERSION_REASONS: dict[str, Promise] = {
    "pack": _("The region's pack was loaded"),
    "import": _("A table was taken"),
    "decisions": _("Decisions of people were written in"),
    "made_up": _("Firms were made up"),
}
VERDICTS: dict[str, Promise] = {
    "same": _("one firm"),
    "different": _("two firms"),
    "branch_of": _("a firm and its branch"),
}
CORRECTED: dict[str, Promise] = {
    "industry": _("Industry"),
    "cluster": _("Cluster"),
    "role": _("Role in the chain"),
    "activity": _("Activity"),
    "county": _("County"),
    "town": _("Town"),
    "park": _("Park"),
    "status": _("Status"),
}
COLUMNS: dict[str, Text] = {
    "code": Text("统一社会信用代码", "Unified social credit code"),
    "name": Text("企业名称", "Name of the firm"),
    "former_names": Text("曾用名", "Former names"),
    "kind": Text("企业类型", "Kind of firm"),
    "status": Text("登记状态", "Status"),
    "registered_on": Text("成立日期", "Registered on"),
    "capital_text": Text("注册资本", "Registered capital"),
    "scope": Text("经营范围", "Business scope"),
    "address": Text("地址", "Address"),
    "county": Text("县（市、区）", "County"),
    "town": Text("乡镇街道", "Town"),
    "park": Text("园区", "Park"),
    "longitude": Text("经度", "Longitude"),
    "latitude": Text("纬度", "Latitude"),
    "industry": Text("行业代码", "Industry code"),
    "jobs": Text("从业人数", "Jobs"),
    "revenue_cny": Text("营业收入", "Revenue"),
    "output_cny": Text("总产值", "Output"),
    "tax_cny": Text("税收", "Tax"),
    "land_mu": Text("用地面积", "Land"),
    "year": Text("年份", "Year"),
    "value_added_cny": Text("工业增加值", "Value added"),
    "rd_cny": Text("研发费用", "R&D spending"),
    "energy_tce": Text("综合能耗", "Energy used"),
}
"""The columns of the register that a heading may be mapped to, firms' and years' alike."""

LEVELS: dict[str, Promise] = {
    "national": _("national"),
    "provincial": _("provincial"),
    "municipal": _("municipal"),
    "county": _("county"),
    "market": _("market"),
}
"""Who grants a title."""


def word(words: dict[str, Promise], key: str) -> str:
    """The word for a key, the key itself where nobody gave it one.

    >>> word({}, "new")
    'new'
    """
    return str(words[key]) if key in words else key
