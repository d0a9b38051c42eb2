"""The whole trade in a browser, by the people who do it: a promise becomes a task, is worked on, closed, taken up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.architecture.sources import assert_none
from tests.browser.walking import DESK, PHONE, WALL, Complaints, overflow
from tests.support.accessibility import grave_faults
from tests.support.holders import acting_as
from tests.support.site import Site
from tests.support.tasks_pages import OWNER
from tidehead.city.tasks import making
from tidehead.city.tasks.queries import task_detail, task_of_commitment, tasks
from tidehead.city.tasks.types import TaskInfo

pytestmark = pytest.mark.browser
VIEWS = ("list", "gantt", "map")
COMMITMENT = "c-13"  # forty heavy users of energy, due by the end of 2025


@pytest.fixture
def chairs(page: Page, fresh_site: Site) -> Iterator[dict[str, Page]]:
    """Each in a browser of their own: Henry on a phone, the others at their desks."""
    browser: Browser = page.context.browser
    contexts: list[BrowserContext] = []
    pages: dict[str, Page] = {}
    for username in ("olga", "henry", "hugo", "lena"):
        context = browser.new_context(viewport=PHONE if username == "henry" else DESK, base_url=fresh_site.url)
        fresh_site.sign_in(context, username)
        fresh_site.use_language(context, "en")
        contexts.append(context)
        pages[username] = context.new_page()
    yield pages
    for context in contexts:
        context.close()


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """What shows that it is done."""
    path = tmp_path / "list of firms.txt"
    path.write_text("Forty firms, each with its meter.", encoding="utf-8")
    return path


def the_task() -> TaskInfo:
    number = task_of_commitment([COMMITMENT])[COMMITMENT]
    return next(task for task in tasks(now=timezone.now()) if task.number == number)


def address(task: TaskInfo) -> str:
    return reverse("tasks:task", args=[task.number])


def test_a_promise_is_given_out_reported_blocked_closed_and_decided_on(chairs: dict[str, Page], proof: Path) -> None:
    heard = [Complaints(each) for each in chairs.values()]
    office_makes_tasks_and_gives_one_out(chairs["olga"])
    handler_reports(chairs["henry"], proof)
    handler_is_blocked(chairs["henry"])
    another_clears_it(chairs["hugo"])
    handler_reports_it_done(chairs["henry"], proof)
    another_person_closes_it(chairs["olga"])
    office_prepares_the_meeting(chairs["olga"])
    leader_adopts_it(chairs["lena"])
    what_was_decided_is_work(chairs["henry"])
    assert_none(line for each in heard for line in each.since_last())


def office_makes_tasks_and_gives_one_out(page: Page) -> None:
    page.goto(reverse("tasks:tasks"))
    page.get_by_role("button", name="Make tasks of all that it promises").click()
    expect(page.get_by_role("heading", name="Tasks without an owner")).to_be_visible()
    expect(page.locator("main")).to_contain_text("the plan names it")
    task = the_task()
    page.locator(f"#owner-{task.number}").select_option(OWNER)
    page.get_by_role("button", name="Give out all that are chosen").click()
    expect(page.locator(".notice, .toast").first).to_contain_text("1 task has an owner now")
    assert the_task().case.owner == OWNER


def handler_reports(page: Page, proof: Path) -> None:
    """On a phone, with a file."""
    page.goto(address(the_task()))
    assert overflow(page) == []
    page.get_by_text("Report progress").first.click()
    page.get_by_label("Done (%)").fill("60")
    page.get_by_label("In words").fill("Twenty-four firms")
    page.get_by_label("Evidence (what has none").set_input_files(proof)
    page.get_by_role("button", name="Report progress").click()
    expect(page.locator("main")).to_contain_text("Twenty-four firms")
    assert the_task().standing.share == 0.6
    assert_none(grave_faults(page))


def handler_is_blocked(page: Page) -> None:
    page.get_by_text("Report a blocker").first.click()
    form = page.locator("form[action$='/block/']")
    form.get_by_label("Kind").select_option("power")
    form.get_by_label("What stands in the way").fill("No line to six of them")
    form.get_by_role("button", name="Report a blocker").click()
    expect(page.locator("main")).to_contain_text("No line to six of them")
    assert the_task().case.state == "blocked"


def another_clears_it(page: Page) -> None:
    """Hugo finds it among his cases: power is cleared by his organisation."""
    blocker = task_detail(the_task().number, now=timezone.now()).blockers[0].case.number
    page.goto(reverse("tasks:task", args=[blocker]))
    page.get_by_text("It is cleared").first.click()
    page.get_by_label("How it was cleared").fill("The line is laid")
    page.get_by_role("button", name="It is cleared").click()
    page.wait_for_url(f"**{address(the_task())}")
    assert the_task().case.state == "in_progress"


def handler_reports_it_done(page: Page, proof: Path) -> None:
    page.goto(address(the_task()))
    page.get_by_text("Report it done").first.click()
    form = page.locator("form[action$='/done/']")
    form.get_by_label("What was done").fill("All forty")
    form.get_by_label("Evidence of the result").set_input_files(proof)
    form.get_by_role("button", name="Report it done").click()
    expect(page.locator("main")).to_contain_text("waiting to be closed")
    expect(page.get_by_text("Close it")).to_have_count(0)


def another_person_closes_it(page: Page) -> None:
    page.goto(address(the_task()))
    page.get_by_text("Close it").first.click()
    page.get_by_label("What the evidence was found to show").fill("Forty meters, forty firms")
    page.get_by_role("button", name="Close it").click()
    expect(page.locator("main")).to_contain_text("closed with evidence")
    assert the_task().case.state == "closed"


def office_prepares_the_meeting(page: Page) -> None:
    page.goto(reverse("tasks:meetings"))
    page.get_by_label("Name").fill("Push meeting")
    page.get_by_role("button", name="Call it and draw the agenda").click()
    expect(page.get_by_role("heading", name="Push meeting")).to_be_visible()
    expect(page.locator("#agenda")).to_be_visible()
    page.get_by_text("Work on it").first.click()
    page.get_by_text("Write down what is decided").first.click()
    form = page.locator("form[action*='/resolutions/add/']").first
    form.get_by_label("What is decided").fill("Money by the end of the month")
    form.get_by_label("In charge").select_option("org.industry")
    form.get_by_label("Post that works on it").select_option(OWNER)
    form.get_by_label("Due").fill("2027-01-31")
    form.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("Money by the end of the month")
    page.get_by_text("Write the minutes").click()
    page.get_by_label("The meeting as a whole").fill("The meeting heard the office.")
    page.get_by_role("button", name="Keep the minutes").click()
    expect(page.locator("main")).to_contain_text("held, minutes in draft")
    assert_none(grave_faults(page))


def leader_adopts_it(page: Page) -> None:
    page.goto(reverse("tasks:meetings"))
    page.get_by_role("link", name="Push meeting").click()
    page.get_by_role("button", name="Adopt the minutes").click()
    expect(page.locator("main")).to_contain_text("minutes adopted")


def what_was_decided_is_work(page: Page) -> None:
    decided = next(task for task in tasks(now=timezone.now()) if task.origin == "resolution")
    page.goto(reverse("cases:inbox"))
    expect(page.locator("main")).to_contain_text("Money by the end of the month")
    page.goto(address(decided))
    expect(page.locator("main")).to_contain_text("Resolution of a meeting")
    assert overflow(page) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_wall_fits_a_big_screen_and_every_page_a_phone(page: Page, fresh_site: Site, language: str) -> None:
    making.make_tasks_of_plan(by=acting_as("olga"), plan="corridor-2022", year=2026, now=timezone.now())
    fresh_site.sign_in(page.context, "olga")
    fresh_site.use_language(page.context, language)
    page.set_viewport_size(WALL)
    page.goto(fresh_site.url + reverse("tasks:tasks") + "?view=wall")
    assert page.evaluate("document.documentElement.scrollHeight") <= WALL["height"]
    page.set_viewport_size(PHONE)
    names = ("tasks", "unowned", "lists", "year", "reports", "audit", "meetings", "new_task")
    paths = [reverse(f"tasks:{name}") for name in names] + [reverse("tasks:tasks") + f"?view={v}" for v in VIEWS]
    wide = {}
    for path in paths:
        page.goto(fresh_site.url + path)
        wide[path] = overflow(page)
    assert_none(f"{path}: {found}" for path, found in wide.items() if found)
