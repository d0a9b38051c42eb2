"""Names and sentences of what is made up. Every one of them says so."""

from tidehead.city.cli.generator.chance import Chance
from tidehead.city.common.types import Text

SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗"
GIVEN = "安宁平和清明远航舟帆潮汐海川山岳松竹梅兰"
FIRST = ("海", "潮", "汐", "帆", "浪", "礁", "鸥", "湾", "澜", "沙")
SECOND = ("晴", "远", "衡", "启", "鸣", "舟", "岚", "禾", "卓", "升")
SIZES = (("micro", 8), ("small", 60), ("medium", 320), ("large", 1600))

REQUESTS: dict[str, tuple[str, ...]] = {
    "land": ("厂房扩建用地", "租用标准厂房", "闲置厂房转让", "用地规划调整"),
    "approval": ("环评手续办理进度", "消防验收排期", "生产许可变更", "施工许可办理"),
    "finance": ("技改贷款", "贷款到期续贷", "应收账款融资", "出口信用保险"),
    "labour": ("一线工人招聘", "技师评定", "员工子女入学", "人才公寓申请"),
    "energy": ("用电增容", "错峰用电安排", "管道天然气接入", "屋顶光伏并网"),
    "policy": ("技改补助兑现", "研发费用奖励兑现", "稳岗补贴申请", "专精特新奖励兑现"),
    "technology": ("关键零部件攻关对接", "检测设备共享", "高校专家对接", "中试场地"),
    "market": ("参展补贴", "本地配套对接", "出口认证辅导", "首台套推广"),
    "environment": ("污水管网接入", "危废处置", "噪声整改", "安全评价"),
}
ANY_REQUEST = ("综合诉求", "跨部门协调", "周边道路通行", "物流停车")
CAUSES = ("变电站容量不足", "审批材料重复提交", "用地指标紧张", "补助资金未到位")
BLOCKED = ("等待部门答复", "资金未落实", "方案待评审", "用地待交付")
TASKS = ("建设中试基地", "改造老旧园区", "组建产业联盟", "完成道路贯通", "引进研究机构", "建成人才公寓", "盘活低效用地")
INVESTORS = ("远岸装备", "北礁新材", "鸥鸣电子", "深澜生物", "启帆动力", "禾湾食品", "卓汐光电", "岚山智造")


def label(zh: str, en: str) -> Text:
    """A name that says in both languages that it is made up."""
    return Text(f"{zh}（虚构）", f"{en} (synthetic)")


def said(words: str) -> str:
    """Words of a case that say that they are made up."""
    return f"{words}（虚构）"


def person(chance: Chance, nth: int) -> str:
    """A person's name; no two share one."""
    given = chance.choice(GIVEN) + chance.choice(("", chance.choice(GIVEN)))
    return f"{chance.choice(SURNAMES)}{given}{nth}（虚构）"


def firm(chance: Chance, nth: int, trade: str) -> Text:
    """A firm's name; no two share one."""
    name = f"{chance.choice(FIRST)}{chance.choice(SECOND)}{trade[:6]}{nth}号厂"
    return label(name, f"Works no. {nth}")
