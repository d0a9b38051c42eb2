"""A project from its lead to a figure, by the people who do it: recruiter, reviewing department, office."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.city.projecting import PDF
from tests.support.accessibility import grave_faults
from tests.support.site import Site

PHONE = {"width": 390, "height": 844}
GATES = (
    ("签约", {"合同编号": "HT-1"}, ("contract",)),
    ("注册", {"统一社会信用代码": "LIC-1"}, ("licence",)),
    ("拿地", {"用地批文号": "LD-1", "用地 (亩)": "30"}, ("land",)),
    ("进入审批", {}, ()),
    ("开工", {"施工许可证号": "PM-1"}, ("permit",)),
    ("入统", {"统计入库代码": "ST-1"}, ("statistics",)),
    ("竣工", {"竣工验收号": "AC-1"}, ("acceptance",)),
    ("投产", {"年产值 (万元)": "5000"}, ("output_return",)),
)


@pytest.fixture
def desk(fresh_site: Site, context: BrowserContext) -> "Desk":
    return Desk(fresh_site, context)


class Desk:
    """One browser that one person after another sits down at."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self.site, self.context = site, context
        self.page: Page = context.new_page()

    def sit(self, who: str) -> Page:
        self.context.clear_cookies()
        self.site.use_language(self.context, "zh-hans")
        self.site.sign_in(self.context, who)
        return self.page

    def open(self, address: str) -> Page:
        self.page.goto(self.site.url + address)
        return self.page


def take(page: Page, gate: str, fields: dict[str, str], kinds: tuple[str, ...]) -> None:
    """Open the gate's form, fill in what it asks for, attach its evidence, and pass it."""
    form = page.locator(".moves details").filter(has=page.locator("summary", has_text=gate)).first
    form.locator("summary").click()
    for label, value in fields.items():
        form.get_by_label(label).fill(value)
    for kind in kinds:
        file = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": PDF}
        form.locator(f"input[name='file-{kind}']").set_input_files(file)
    form.get_by_role("button", name=gate, exact=True).click()


def test_a_lead_becomes_a_project_and_its_output_a_figure(desk: Desk) -> None:
    page = desk.sit("rita")
    page.set_viewport_size(PHONE)  # entered in the field, on a phone
    desk.open("/projects/new/")
    page.get_by_label("项目名称").fill("示例机器人整机项目")
    page.get_by_label("拟落地板块").select_option("new_area")
    page.get_by_label("产业").select_option("智能机器人")
    page.get_by_label("计划总投资 (万元)").fill("20000")
    assert grave_faults(page) == []
    page.get_by_role("button", name="录入线索").click()
    expect(page.locator("h1")).to_have_text("示例机器人整机项目")
    number = page.url.rstrip("/").rsplit("/", 1)[1]
    page.set_viewport_size({"width": 1280, "height": 900})

    desk.sit("olga")  # the office accepts the lead
    desk.open(f"/projects/{number}/")
    take(page, "进入洽谈", {}, ())
    expect(page.locator("body")).to_contain_text("洽谈")

    desk.sit("rita")  # the recruiter asks for a review and goes on while it runs
    desk.open(f"/projects/{number}/")
    page.get_by_text("提请审核", exact=True).click()
    page.get_by_label("审核单位").select_option("org.science")
    page.get_by_role("button", name="提请", exact=True).click()
    expect(page.locator("#reviews")).to_contain_text("审核中")
    for gate, fields, kinds in GATES:
        desk.open(f"/projects/{number}/")
        take(page, gate, fields, kinds)
    desk.open(f"/projects/{number}/")
    expect(page.locator("#reviews")).to_contain_text("审核中")  # it held nothing up
    expect(page.locator("tr[aria-current='step']")).to_contain_text("投产")
    assert grave_faults(page) == []

    desk.open(f"/projects/{number}/book/")  # what it invested becomes a figure of its place
    page.get_by_text("上报投资、产值、税收或用工").click()
    page.get_by_label("上报内容").select_option("investment")
    page.locator("[name='return-period']").fill("2026Q3")
    page.locator("[name='return-value']").fill("3000")
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator("#returns")).to_contain_text("3,000")
    assert grave_faults(page) == []
    desk.open("/indicators/manufacturing_investment/")
    expect(page.locator("body")).to_contain_text("浪簧新区")


@pytest.mark.parametrize("address", ["", "list/", "map/", "calendar/", "funnel/", "counting/", "recruiters/"])
def test_the_lists_of_projects_are_readable_for_everybody(desk: Desk, address: str) -> None:
    page = desk.sit("olga")
    desk.open(f"/projects/{address}")
    assert grave_faults(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
