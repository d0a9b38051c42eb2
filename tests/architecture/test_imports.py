"""Who may import whom; the contracts themselves are in pyproject.toml."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import CITY, ROOT, SOURCE, assert_none, functions_of, name_of, python_files, tree_of

LINKS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
ACCOUNTS = "accounts.User"


def contracts() -> list[dict]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["importlinter"]["contracts"]


def app_order() -> list[str]:
    """The apps from the lowest to the highest, as the contract has them."""
    (order,) = [contract["layers"] for contract in contracts() if contract["name"].startswith("domain apps")]
    return order[::-1]


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts") :] + done.stderr


def test_every_app_with_models_keeps_them_private() -> None:
    private = {module for contract in contracts() for module in contract.get("protected_modules", ())}
    owned = {f"tidehead.city.{path.parent.name}.models" for path in CITY.glob("*/models.py")}
    assert_none(owned - private)


def links_of(path: Path) -> Iterator[tuple[int, str]]:
    """The models that a file's fields point at, with their lines: "places.Place"."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call) or getattr(node.func, "attr", getattr(node.func, "id", "")) not in LINKS:
            continue
        named = [keyword.value for keyword in node.keywords if keyword.arg == "to"]
        target = (node.args or named)[0]
        if isinstance(target, ast.Constant):
            yield node.lineno, str(target.value)
        elif "AUTH_USER_MODEL" in ast.unparse(target):
            yield node.lineno, ACCOUNTS


def test_no_foreign_key_points_to_a_higher_app() -> None:
    order = app_order()
    upward = []
    for app in order:
        for path in [*(CITY / app).glob("models.py"), *(CITY / app).glob("models/*.py")]:
            for line, target in links_of(path):
                other = target.partition(".")[0] if "." in target else app
                if other in order and order.index(other) > order.index(app):
                    upward.append(f"{name_of(path)}:{line} points to {target}")
    assert_none(upward)


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if path.is_relative_to(SOURCE)
        for function in functions_of(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert_none(set(inside))


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = re.compile(r"^(utils?|helpers?|managers?|misc|common_utils|base_utils)$")
    assert_none([name_of(path) for path in python_files() if empty.match(path.stem)])
