"""Commands, settings, permissions and methods are found by themselves: each has its words in docs/ and its test."""

import importlib
import inspect
import os
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import click

import tidehead.calc
from tests.architecture.sources import ROOT, assert_none, text_of
from tidehead.city.accounts.types import PERMISSIONS, POST_PERMISSIONS, ROLES
from tidehead.city.config.environment import SETTINGS
from tools.generated_docs import DOCS, PARTS, commands, with_part

METHODS = DOCS / "methods"


def test_the_generated_pages_are_not_stale() -> None:
    stale = []
    for name, (page, make) in PARTS.items():
        text = (DOCS / page).read_text(encoding="utf-8")
        if with_part(text, name, make()) != text:
            stale.append(f"docs/{page}: run `make docs`")
    assert_none(stale)


def command_paths() -> list[str]:
    """Every command that does something, groups left out: "tidehead pack check"."""
    return [context.command_path for context, command in commands() if not isinstance(command, click.Group)]


def test_every_command_has_its_heading_and_its_words() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert_none(context.command_path for context, command in commands() if not command.help)
    assert_none(path for path in command_paths() if f"## `{path}`" not in page)


def test_every_command_has_a_test() -> None:
    """A test calls a command by its words: ["pack", "check", …]."""
    tests = text_of("tests", "test_*.py", but="architecture")
    untested = []
    for path in command_paths():
        words = r"""["'],?\s*["']?""".join(re.escape(word) for word in path.split()[1:])
        if not re.search(rf"""["']{words}["']""", tests):
            untested.append(path)
    assert_none(untested)


def test_every_setting_has_its_row_and_a_test() -> None:
    page, tests = (DOCS / "settings.md").read_text(encoding="utf-8"), text_of("tests", "*.py", but="architecture")
    assert_none(setting.name for setting in SETTINGS if f"| `{setting.name}` |" not in page)
    assert_none(f"{setting.name} has no test" for setting in SETTINGS if setting.name not in tests)


def test_no_setting_is_read_past_the_table() -> None:
    known = {setting.name for setting in SETTINGS} | {"TIDEHEAD_CHROMIUM"}
    used = re.findall(r"TIDEHEAD_[A-Z_]*[A-Z]", text_of("src", "*.py") + text_of("tools", "*"))
    assert_none(set(used) - known)


ALL_PERMISSIONS = frozenset().union(*PERMISSIONS.values(), *POST_PERMISSIONS.values())


def test_every_permission_is_explained_and_tested() -> None:
    page, tests = (DOCS / "accounts.md").read_text(encoding="utf-8"), text_of("tests", "*.py", but="architecture")
    assert_none(f"{name} is not in docs/accounts.md" for name in ALL_PERMISSIONS if f"`{name}`" not in page)
    assert_none(f"{name} has no test" for name in ALL_PERMISSIONS if name not in tests)


def test_every_permission_is_asked_for_somewhere() -> None:
    """By may, may_at or needs, or as a constant that is handed to them; where permissions are given does not count."""
    code = text_of("src/tidehead/city", "*.py")
    given = (ROOT / "src/tidehead/city/accounts/types.py").read_text(encoding="utf-8")
    asked = {name: code.count(f'"{name}"') - given.count(f'"{name}"') for name in ALL_PERMISSIONS}
    assert_none(name for name, times in asked.items() if not times)


def test_the_page_on_accounts_says_what_each_post_may() -> None:
    """One row a permission, one column a role: "yes" exactly where the code gives it."""
    page = (DOCS / "accounts.md").read_text(encoding="utf-8")
    wrong = []
    for name in sorted(ALL_PERMISSIONS):
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        said = [cell.strip() == "yes" for cell in row.split("|")[2 : 2 + len(COLUMNS)]]
        wrong += [
            f"{name}: {role}" for role, yes in zip(COLUMNS, said, strict=True) if yes is not (name in COLUMNS[role])
        ]
    assert_none(wrong)


COLUMNS = {role: PERMISSIONS[role] for role in ROLES[1:]} | POST_PERMISSIONS


def method_packages() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(tidehead.calc.__path__, "tidehead.calc."):
        if found.ispkg:
            yield importlib.import_module(found.name)


def test_every_method_has_its_page_its_words_and_its_test() -> None:
    pages, tests = text_of("docs/methods", "*.md"), text_of("tests", "*.py", but="architecture")
    missing = []
    for package in method_packages():
        short = package.__name__.rpartition(".")[2]
        if not (METHODS / f"{short}.md").exists():
            missing.append(f"docs/methods/{short}.md")
        for name, method in inspect.getmembers(package, inspect.isfunction):
            if not method.__module__.startswith(package.__name__) or name.startswith("_"):
                continue
            word = re.compile(rf"\b{name}\b")
            missing += [f"{short}.{name} in docs/methods"] if not word.search(pages) else []
            missing += [f"{short}.{name} in a test"] if not word.search(tests) else []
            missing += [f"{short}.{name} has no docstring"] if not inspect.getdoc(method) else []
    assert_none(missing)


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{os.path.relpath(page, ROOT)} → {target}")
    assert_none(broken)


def test_both_readmes_say_the_same() -> None:
    """The same headings, links, commands and points in the same order; the words are each language's own."""
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    shape = re.compile(r"^#+(?= )|^- \*\*|^    \S+ ?\S*|\]\([^)]+\)|`[^`\n]*(?:/|=)[^`\n]*`", re.MULTILINE)
    other = {
        "](README.md)": "](README.zh-CN.md)",
        "](docs/pictures/cockpit.zh-CN.png)": "](docs/pictures/cockpit.png)",
    }
    found = [[other.get(part, part) for part in shape.findall(text)] for text in (english, chinese)]
    assert found[0] == found[1]


def test_the_glossary_names_what_the_code_calls_so() -> None:
    """A term that the code dropped or renamed would lead its readers astray; those for later are exempt."""
    now, _, _ = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").partition("## Fixed for what comes later")
    named = re.findall(r"^\|[^|]*\|([^|]*`[^|]*)\|", now, re.MULTILINE)
    words = {word for cell in named for word in re.findall(r"`(\w+)`", cell)}
    known = text_of("src", "*.py") + text_of("packs", "*.yaml")
    assert len(words) > 50
    assert_none(word for word in words if not re.search(rf"\b{word}s?\b", known))


def test_the_glossary_gives_each_word_one_meaning() -> None:
    rows = re.findall(r"^\| ([^|]*\S) \| `(\w+)` \|", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)
    chinese, identifiers = [row[0] for row in rows], [row[1] for row in rows]
    assert_none({word for word in chinese if chinese.count(word) > 1})
    assert_none({word for word in identifiers if identifiers.count(word) > 1})
