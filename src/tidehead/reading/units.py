"""Units and measure words: which strings after a number make it a quantity, and what they scale it by."""

import re

# 百 and 千 are multiplied into the value; 万 and 亿 stay in the unit, as people print and read them.
SCALES = {
    "万亿": (1.0, "万亿"),
    "千亿": (1000.0, "亿"),
    "百亿": (100.0, "亿"),
    "十亿": (10.0, "亿"),
    "亿": (1.0, "亿"),
    "千万": (1000.0, "万"),
    "百万": (100.0, "万"),
    "十万": (10.0, "万"),
    "万": (1.0, "万"),
    "千": (1000.0, ""),
    "百": (100.0, ""),
}

MONEY = "元 人民币 美元 欧元 港元 港币 日元 英镑 澳元 加元 瑞士法郎 新台币 韩元 卢布 卢比 里拉 泰铢".split()
AREA = "平方公里 平方千米 平方米 平方 平米 公顷 亩 立方米 立方 km2 km² ㎡ m² m2 m³ hm² ha".split()
PHYSICAL = (
    "公里 千米 海里 毫米 厘米 纳米 微米 米 吨标准煤 吨标煤 千克标准煤 克标准煤 标准煤 吨公里 载重吨 总吨 标吨 标立方米 "
    "吨 千克 公斤 毫克 微克 克 斤 毫升 升 千瓦时 千瓦 兆瓦时 兆瓦 吉瓦时 吉瓦 瓦时 瓦 千伏安 千伏 伏 度电 千卡 马力 "
    "摄氏度 ℃ 分贝 赫兹 小时 分钟 秒 天 个工作日 工作日 个月 星期 周 岁 光年 标准箱 标箱 自然箱"
).split()
LATIN = (
    "PFLOPS EFLOPS TFLOPS Gbps Mbps kbps GWh MWh kWh TWh KWH GW MW kW KW PB TB GB MB GHz MHz kHz kV KV TEU "
    "km mm cm nm μm kg mg dB P"
).split()
RATIO = "个百分点 百分点 个基点 基点 % ‰ 倍 番 成".split()
PEOPLE = "人次 人年 人天 人 名 户次 户 口".split()
COUNT = (
    "个 家次 家 项次 项 件次 件 条 所 座 台套 台（套） 台(套) 台 套 辆 艘 架次 架 只 头 匹 尾 张床位 张 份 "
    "批次 起 例 宗 "
    "笔 间（套） 间(套) 间 栋 幢 班次 航次 航班 趟 车次 款 种 类 对 支 根 株 棵 瓶 箱 袋 包 片 枚 颗 "
    "部 篇 册 本 处 单 床位 床 "
    "席 轮 场次 场 节 门 课时 学时 块 段 幅 盏 孔 眼 口井 层 次 届 把 位 道 面 股 粒 顶 副 双 束 组 批 顿 幕 场景 "
    "标段 站 桩 杆 点位 环节"
).split()
STRUCTURE = "大领域 大行动 大产业园 大赛道 大中心 大科创片区 大产业 大".split()

_DENOMINATORS = (
    "平方公里 平方千米 平方米 立方米 标准立方米 公里 千米 百公里 亩 公顷 万元 亿元 元 千瓦时 吨 千克 公斤 升 "
    "人次 人 户 "
    "件 台 辆 小时 分钟 秒 年 月 日 天 周 季度 次 万人 千人 百人 百户 十万人 GDP 单位GDP 亩次"
).split()


def _longest_first(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True))


def _one_of(*groups: list[str]) -> str:
    return _longest_first([w for g in groups for w in g])


_PER = rf"(?:(?:/|每)(?:{_longest_first(_DENOMINATORS)})(?!家|均))?"
_NOT_LATIN = r"(?![A-Za-z0-9])"

# Words that only begin like a measure word: 台阶, 个体户, 人口, 周年.
_NO_UNIT = r"报|字(?!节)|(?<=台)阶|(?<=[台层])州|(?<=个)体|(?<=人)[口才均民力工士]|(?<=周)[年边期转密]"

# After Arabic digits any measure word is safe; after Chinese numerals only those that make no other word.
AFTER_DIGITS = (
    rf"(?:(?:{_longest_first(LATIN)}){_NOT_LATIN}"
    rf"|(?:{_one_of(MONEY, AREA, PHYSICAL, RATIO, PEOPLE, COUNT, STRUCTURE)})"
    rf"(?!{_NO_UNIT}|(?<=处)[罚理置]|(?<=项)目)){_PER}"
)
AFTER_WORDS = (
    "(?:"
    + _one_of(
        MONEY,
        AREA,
        "公里 千米 吨 斤 小时 分钟 天 个工作日 个月 星期 周 岁".split(),
        "个百分点 百分点 倍 番 成".split(),
        (
            "人次 人 名 户 个 家 项 件 条 所 座 台 套 辆 艘 只 张 份 起 间 栋 "
            "款 种 类 支 片 枚 部 处 场 轮 次 位 批次 大"
        ).split(),
    )
    + f")(?!{_NO_UNIT})"
)

_MONEY = re.compile(rf"{_longest_first(MONEY)}")
_SPACE = re.compile(rf"{_longest_first(AREA)}")
_LENGTH = re.compile(r"万?(?:公里|千米|米|海里|厘米|毫米|km|m)")
_TIME = re.compile(r"小时|分钟|秒|天|工作日|个月|星期|周|年")
_RATIO = re.compile(r"%|‰|百分点|基点|倍|番|成")
_HEADS = re.compile(rf"(?:万亿|亿|万)?(?:{_one_of(PEOPLE, COUNT, STRUCTURE)}|级)?$")


def is_money(unit: str | None) -> bool:
    return bool(unit and (_MONEY.search(unit) or unit in {"亿", "万亿"} or unit[:1] in "$£€¥￥"))


def is_area(unit: str | None) -> bool:
    return bool(unit and _SPACE.search(unit))


def is_length(unit: str | None) -> bool:
    """公里, 米, 海里, km, but not 元/公里."""
    return bool(unit and _LENGTH.fullmatch(unit))


def is_duration(unit: str | None) -> bool:
    return bool(unit and _TIME.search(unit))


def is_ratio(unit: str | None) -> bool:
    return bool(unit and _RATIO.search(unit))


def is_count(unit: str | None) -> bool:
    """A number of things: 家, 万户, 个 — what is counted follows or precedes the number."""
    return bool(unit) and _HEADS.fullmatch(unit or "") is not None
