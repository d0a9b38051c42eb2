"""Things named in one breath: 甲、乙和丙营收分别达… gives each its own name."""

import re
from collections.abc import Sequence

from tidehead.reading import names

_SET_OF = re.compile(
    r"(?:[一二两三四五六七八九十\d]+(?:个|大|家|类|项)[^一二两三四五六七八九十]{0,6}?"
    r"(?:集群|产业|领域|行业|地区|企业|项目)?)(.{2,12})$"
)
_SHARED_MEASURE = re.compile(
    r"(?:总?装机(?:容量|规模)|营业收入|主营业务收入|销售收入|规上营收|营收|工业增加值|增加值|工业总产值|总产值|规上产值|产值|产量|产能|销量|"
    r"销售[额量]|进出口(?:总额|额)?|出口额?|进口额?|存款余额|贷款余额|固定资产投资|投资(?:额|强度)?|占比|比重|面积|总量|数量|人数|总数|增速|"
    r"普及率|覆盖率|达标率|合格率|优良率|人均可支配收入|浓度|能耗|排放量|利润总额|利润|税收|收入|支出)$"
)
_TOWN_AND_COUNTRY = ("城镇", "农村")


def split_list(words: str, size: int) -> list[str]:
    """A、B（C、D）和E -> [A, B（C、D）, E]; 和 splits only as far as ``size`` items are missing, from the end."""
    items = _split_at(words, "、，")
    while items and len(items) < size:
        parts = _split_at(items[-1], "和与及")
        if len(parts) < 2:
            break
        cut = len(items[-1]) - len(parts[-1])
        items[-1:] = [items[-1][:cut].rstrip("和与及以"), parts[-1]]
    return _both_sides(items)


def _split_at(words: str, marks: str) -> list[str]:
    items, depth, last = [], 0, 0
    for i, c in enumerate(words):
        depth += (c in "（(“《") - (c in "）)”》")
        if depth == 0 and c in marks:
            if i > last:
                items.append(words[last:i])
            last = i + 1
    items.append(words[last:])
    return [x.strip() for x in items if x.strip()]


def _both_sides(items: list[str]) -> list[str]:
    """城乡居民收入 stands for two measures: 城镇居民收入 and 农村居民收入."""
    if len(items) == 1 and items[0].count("城乡") == 1:
        return [items[0].replace("城乡", side) for side in _TOWN_AND_COUNTRY]
    return items


def common_head(items: Sequence[str]) -> str:
    """The measure that only the last item names but all share: 汽车、医药两个集群营收 -> 营收."""
    m = _SET_OF.search(items[-1])
    if m and names.MEASURE_END.search(m[1]):
        return m[1]
    shared = _SHARED_MEASURE.search(items[-1])
    others = items[:-1]
    if shared and shared.start() and not any(names.MEASURE_END.search(x) for x in others):
        return shared.group()
    return ""
