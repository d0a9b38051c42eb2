"""General words of Chinese firm names and business scopes: what is done with goods, legal forms, what says nothing.

Facts of the language, not of any region or industry; industries and their words are in the Book.
"""

import re
from enum import IntFlag


class Deed(IntFlag):
    """What is done with what a phrase names."""

    NONE = 0
    MAKE = 1
    SELL = 2  # 销售: wholesale or retail is not said
    WHOLESALE = 4
    RETAIL = 8
    REPAIR = 16
    RENT = 32
    INSTALL = 64
    BUILD = 128
    STUDY = 256  # research, development and design of it
    FARM = 512
    SERVE = 1024

    TRADE = SELL | WHOLESALE | RETAIL


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DEEDS: dict[Deed, tuple[str, ...]] = {
    Deed.MAKE: _words(
        "制造 生产 加工 制作 组装 装配 制造加工 加工制造 生产加工 加工生产 生产制造 自产 自制 "
        "深加工 精加工 产销 复合加工 制售 修造 开采 采选 印刷加工"
    ),
    Deed.SELL: _words(
        "销售 经销 购销 直销 代销 代购代销 经营 收购 采购 贩卖 出售 网上销售 销售代理 贸易 买卖 供应 调拨 回收"
    ),
    Deed.WHOLESALE: _words("批发 批兼零 批发兼零售 批发零售 批零 批零兼营 批发与零售 零售兼批发"),
    Deed.RETAIL: _words("零售 专卖 专营 网上零售 网络零售 兼零售"),
    Deed.REPAIR: _words("维修 修理 修配 保养 检修 维护 售后服务 养护"),
    Deed.RENT: _words("租赁 出租 租售"),
    Deed.INSTALL: _words("安装 调试 安装调试"),
    Deed.BUILD: _words("施工 承包 承建 承接"),
    Deed.STUDY: _words("研发 研究 研制 开发 设计 研究开发 技术研发 技术研究 技术开发 技术服务 技术咨询 技术转让 试制"),
    Deed.FARM: _words("种植 养殖 饲养 栽培 培育 培植 繁育 捕捞 种养 种养殖 播种"),
    Deed.SERVE: _words("服务 咨询 代理 策划 培训 检测 中介 管理 推广 咨询服务 信息服务"),
}
ITEM_ENDS = ("、", ",", "，", "/", "及", "和", "与", "以及", "或", "兼")
CLAUSE_ENDS = ("。", ";", "；", ".", "\n", "|")
COLONS = (":", "：")
SILENT = _words(
    "货物进出口 技术进出口 货物和技术进出口 货物与技术进出口 货物及技术进出口 "
    "货物进出口与技术进出口 进出口业务 货物和技术的进出口 货物与技术的进出口 "
    "货物和技术进出口业务 自营进出口业务 自营和代理货物 自营和代理 自营进出口 代理进出口 "
    "出口业务 经营本企业自产产品 经营进出口业务 本企业自产产品 进口业务 来料加工 三来一补 "
    "进料加工 国家法律 法律 行政法规 国务院决定 法规 国家限定公司经营 禁止进出口 "
    "依法须经批准的项目 相关部门批准后 经营活动 一般项目 许可项目 一般经营项目 许可经营项目 "
    "经营范围 相关技术 技术推广 信息咨询服务 后方可 方可开展 凭有效许可证 凭许可证 许可证 "
    "有效期 具体经营项目 其他一切合法业务 受所隶属公司委托 受委托 本企业所需的 辅助材料 "
    "原辅材料 同类生产经营者 农业生产资料的购买 提供农业生产资料 农产品的销售 有关的技术 "
    "信息等服务 技术信息 新技术 新品种 开展与农业生产经营有关 与农业生产经营有关 "
    "农业生产经营有关 为成员提供 组织采购 农业生产资料 生产经营有关 经营有关 及进出口 "
    "与进出口 和进出口 进出口 利用互联网 通过互联网 网上 互联网上 澳门 厦门 部门 专门 门票 "
    "门市 厂门 江门 荆门 金门 三门 海门 天门 石门 龙门 石英钟 分钟 船员 船长 桥梁 箱涵 灯塔"
)
LEGAL_FORMS = _words(
    "股份有限公司 有限责任公司 有限公司 股份公司 集团公司 总公司 分公司 子公司 公司 集团 "
    "控股集团 合伙企业 有限合伙 普通合伙 特殊普通合伙 个人独资企业 独资 股份 股份合作 "
    "合作公司 联营公司"
)
PLAIN_WORDS = _words("科技 实业 工贸 发展 技术 产业 工业 国际 控股 投资发展 开发 经济 企业")
"""Words of names that say nothing of what a firm makes."""
NAME_DEEDS: dict[Deed, tuple[str, ...]] = {
    Deed.MAKE: _words("厂 制造厂 加工厂 制品厂 制造 加工 加工场 生产 作坊"),
    Deed.WHOLESALE: _words("贸易 商贸 经贸 进出口 外贸 物资 批发部 商社 国贸"),
    Deed.SELL: _words(
        "经营部 商行 销售 经销 经销部 经销处 销售部 供应站 供应 供销 供销公司 直销部 营销 销售中心 电子商务 电商 回收"
    ),
    Deed.RETAIL: _words("商店 门市部 零售部 专卖店 购物 商城 商场 专营店 便利店 百货 超市 药房 药店"),
    Deed.REPAIR: _words("维修 修理厂 维修厂 修理 汽修"),
    Deed.RENT: _words("租赁 出租"),
    Deed.INSTALL: _words("安装 安装工程 设备安装"),
    Deed.BUILD: _words("建设工程 施工"),
    Deed.FARM: _words(
        "专业合作社 合作社 农民专业合作社 家庭农场 农场 养殖场 种植场 专业合作社联合社 养殖 种植 饲养 种养殖"
    ),
}
PARTS_OF_NAMES = _words("分公司 分店 分厂 支公司 营业部 办事处")
_ASIDE = re.compile(r"[(（〔][^()（）〔〕]*[)）〕]?|[\[【][^\[\]【】]*[\]】]")
_WIDE_SIGN = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_BOILERPLATE = re.compile(r"经营(?:本企业|进料加工|[^。;；]{0,6}[进出]口业务)[^。;；]*")
"""Rights to import and export that registers spell out with lists of goods, which the firm does not deal in."""


def plain(text: str) -> str:
    """Full-width letters and digits as their plain ones; asides in brackets taken out.

    >>> plain("橡胶制品（不含橡胶桶）、ＬＥＤ灯")
    '橡胶制品、LED灯'
    """
    text = _ASIDE.sub("", text)
    if _WIDE_SIGN.search(text):
        text = text.translate(_WIDE)
    return _BOILERPLATE.sub("", text) if "口业务" in text else text
