"""What columns of lists of firms are called, in Chinese and in English."""

import re
from collections.abc import Sequence

from tidehead.calc.labels import Label
from tidehead.lake.headings import folded
from tidehead.lake.unit_names import unit_of

_FIRM_WORDS = {
    "code": """统一社会信用代码 社会信用代码 统一信用代码 统一社会信用代码/注册号 信用代码 统一代码 企业代码 单位代码
        组织机构代码 机构代码 注册号 工商注册号 营业执照号 营业执照号码 营业执照注册号 uscc usci creditcode
        unifiedsocialcreditcode unifiedcode code registrationnumber""",
    "name": """企业名称 单位名称 公司名称 单位详细名称 名称 企业 公司 单位 市场主体名称 主体名称 机构名称 企业全称
        单位全称 法人单位名称 经营主体名称 name company companyname firm firmname enterprise enterprisename""",
    "former_names": "曾用名 曾用名称 原名 原名称 原企业名称 历史名称 企业曾用名 formernames formername previousname",
    "kind": """企业类型 类型 公司类型 主体类型 市场主体类型 登记注册类型 经济类型 企业性质 组织形式 entitytype
        companytype type kind ownership""",
    "status": "登记状态 企业状态 经营状态 状态 存续状态 营业状态 主体状态 status state",
    "registered_on": """注册日期 成立日期 成立时间 登记日期 注册时间 开业日期 开业时间 设立日期 设立时间 核准日期
        成立年月日 registeredon registrationdate establishedon founded foundedon dateofestablishment incorporated""",
    "capital_text": """注册资本 注册资金 注册资本金 认缴资本 认缴出资额 出资额 成员出资总额 registeredcapital capital
        capitaltext""",
    "scope": "经营范围 业务范围 主营业务 主要业务活动 主营产品 主要产品 经营范围及方式 businessscope scope activities",
    "address": """注册地址 地址 住所 企业地址 单位地址 经营场所 经营地址 住所地址 详细地址 生产经营地址 企业住所
        所在地 通讯地址 address registeredaddress location""",
    "county": """区县 县市区 县(市、区) 县（市、区） 所属区县 所在区县 行政区划 行政区划代码 区划代码 所属地区 属地
        所在县市区 地区 county district countycode division""",
    "town": "乡镇 街道 乡镇街道 所属乡镇 所属镇街 镇街 town township subdistrict",
    "park": "园区 所属园区 所在园区 产业平台 开发区 所属平台 所属开发区 park zone platform",
    "longitude": "经度 lng lon longitude x",
    "latitude": "纬度 lat latitude y",
    "industry": """行业代码 国民经济行业代码 行业 所属行业 行业类别 国标行业 国民经济行业 行业小类 行业名称 industry
        industrycode gbt4754 gbt industryclass""",
    "jobs": """从业人数 从业人员 职工人数 员工人数 用工人数 期末从业人数 从业人员期末人数 参保人数 人数 jobs employees
        staff""",
    "revenue_cny": "营业收入 主营业务收入 收入 销售收入 营收 revenue sales turnover",
    "output_cny": "工业总产值 总产值 产值 规上工业总产值 output grossoutput outputvalue",
    "tax_cny": "税收 纳税额 实缴税金 入库税收 税收收入 纳税总额 实缴税收 tax taxes taxpaid",
    "land_mu": "用地面积 占地面积 土地面积 用地 land landarea landmu",
}
_PANEL_WORDS = {
    "year": "年份 年度 统计年度 报告期 所属年度 数据年份 year fiscalyear period",
    "value_added_cny": "工业增加值 增加值 valueadded",
    "rd_cny": "研发费用 研发经费 研发投入 研究开发费用 r&d经费 r&d经费支出 rd rdspending randd",
    "energy_tce": "综合能源消费量 能耗 综合能耗 能源消费量 energy energyuse",
}
_PERSONAL_WORDS = {
    "person": """法人代表 法定代表人 法人 法定代表人姓名 负责人 企业负责人 单位负责人 经营者 经营者姓名 投资人 股东
        股东名称 自然人股东 联系人 联络人 联系人姓名 姓名 董事长 总经理 高管 董事 监事 执行事务合伙人 合伙人 业主
        财务负责人 统计负责人 填表人 实际控制人 legalrepresentative legalperson contact contactperson owner operator
        shareholder director manager personname""",
    "phone": """联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 固定电话 联系人电话 法人电话 法人手机 更多电话
        传真 phone mobile tel telephone phonenumber cellphone fax""",
    "id_number": """身份证 身份证号 身份证号码 证件号码 法人身份证号 证件号 idcard idnumber identitynumber passport
        passportnumber""",
    "email": "邮箱 电子邮箱 电子邮件 邮件地址 e-mail email mail emailaddress 更多邮箱",
    "other": """民族 性别 出生日期 年龄 微信 微信号 qq 住址 家庭住址 gender sex birthday birthdate age wechat
        homeaddress""",
}
FIRM_FIGURES = {"jobs": "人", "revenue_cny": "元", "output_cny": "元", "tax_cny": "元", "land_mu": "亩"}
"""Figures of a firm and the unit they are kept in."""
PANEL_FIGURE_UNITS = {
    "jobs": "人",
    "revenue_cny": "元",
    "output_cny": "元",
    "tax_cny": "元",
    "value_added_cny": "元",
    "rd_cny": "元",
    "energy_tce": "吨标准煤",
}
"""Figures of a firm's year and the unit they are kept in."""


def _turned(words: dict[str, str]) -> dict[str, str]:
    return {folded(word): column for column, several in words.items() for word in several.split()}


FIRM_NAMES = _turned(_FIRM_WORDS) | {folded(column): column for column in _FIRM_WORDS}
_OF_THE_YEAR = ("code", "name", "jobs", "revenue_cny", "output_cny", "tax_cny")
PANEL_NAMES = _turned({name: _FIRM_WORDS[name] for name in _OF_THE_YEAR} | _PANEL_WORDS) | {
    folded(column): column for column in (*_OF_THE_YEAR, *_PANEL_WORDS)
}
PERSONAL_NAMES = _turned(_PERSONAL_WORDS)
FIRM_TARGETS, PANEL_TARGETS = tuple(_FIRM_WORDS), (*_OF_THE_YEAR, *_PANEL_WORDS)
"""The columns that headings may be mapped to."""
COLUMN_LABELS = {
    "code": Label("统一社会信用代码", "Unified social credit code"),
    "name": Label("企业名称", "Name"),
    "former_names": Label("曾用名", "Former names"),
    "kind": Label("企业类型", "Kind"),
    "status": Label("登记状态", "Status"),
    "registered_on": Label("成立日期", "Registered on"),
    "capital_text": Label("注册资本", "Registered capital"),
    "scope": Label("经营范围", "Business scope"),
    "address": Label("地址", "Address"),
    "county": Label("区县", "County"),
    "town": Label("乡镇街道", "Town"),
    "park": Label("园区", "Park"),
    "longitude": Label("经度", "Longitude"),
    "latitude": Label("纬度", "Latitude"),
    "industry": Label("行业代码或名称", "Industry code or name"),
    "jobs": Label("从业人数", "Persons employed"),
    "revenue_cny": Label("营业收入", "Revenue"),
    "output_cny": Label("总产值", "Gross output"),
    "tax_cny": Label("税收", "Taxes paid"),
    "land_mu": Label("用地面积", "Land"),
    "year": Label("年份", "Year"),
    "value_added_cny": Label("增加值", "Value added"),
    "rd_cny": Label("研发经费", "R&D spending"),
    "energy_tce": Label("综合能源消费量", "Energy used"),
}
"""What the columns that headings may be mapped to are called."""

_BRACKETS = re.compile(r"^(.*?)\s*[(（\[【]([^()（）\[\]【】]*)[)）\]】]\s*$")
_SLASH = re.compile(r"^(.*?)\s*[/／:：]\s*([^/／:：]+)$")
_NUMBERED = re.compile(r"^(?:[\d一二三四五六七八九十]+[、.．]\s*|\*+\s*)|\s*\*+$|[:：]$")


def split_heading(words: str) -> tuple[str, str]:
    """A heading without its number and its unit, and the unit: "3、注册资本（万元）" is 注册资本 and 万元.

    A remark in brackets that is no unit stays part of the heading.
    """
    bare = _NUMBERED.sub("", words.strip()).strip()
    for pattern in (_BRACKETS, _SLASH):
        found = pattern.match(bare)
        if found is not None and unit_of(found[2]) is not None:
            return found[1].strip(), found[2].strip()
    return bare, ""


def named_column(words: str, names: dict[str, str]) -> tuple[str, float, str]:
    """The column that a heading names: column, how surely (0-1), unit; "" and 0 where it names none."""
    bare, unit = split_heading(words)
    key = folded(bare)
    if key in names:
        return names[key], 0.99, unit
    found = _BRACKETS.match(bare)
    if found is not None and folded(found[1]) in names:
        return names[folded(found[1])], 0.9, unit
    inside = {names[one] for one in names if len(one) >= 3 and not one.isascii() and one in key}
    if len(inside) == 1:
        return inside.pop(), 0.75, unit
    return "", 0.0, unit


def heading_score(row: Sequence[str]) -> int:
    """How many cells of a row are names of columns, of a firm, of its years or of a person."""
    return sum(1 for cell in row if cell and _is_known(cell))


def _is_known(cell: str) -> bool:
    key = folded(split_heading(cell)[0])
    return key in FIRM_NAMES or key in PANEL_NAMES or key in PERSONAL_NAMES
