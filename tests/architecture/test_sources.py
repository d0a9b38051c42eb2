"""What is true of every file that people write here."""

import ast
import re

from tests.architecture.sources import ROOT, assert_none, functions_of, name_of, product_files, python_files, tree_of

LONGEST_FUNCTION, LONGEST_FILE = 60, 600
MOST_ARGUMENTS_BY_PLACE = 5
REGIONS_OWN = re.compile("台州|taizhou|331000", re.IGNORECASE)
PUT_OFF = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SAID_BY_THEIR_NAME = {"apps.py", "urls.py", "__main__.py"}
WRITTEN = {".py", ".js", ".mjs", ".css", ".html"}


def lines_of(text: str, pattern: re.Pattern[str]) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), start=1) if pattern.search(line)]


def test_the_code_names_no_region() -> None:
    named = []
    for path in product_files():
        if REGIONS_OWN.search(path.name):
            named.append(name_of(path))
        text = path.read_bytes().decode("utf-8", errors="ignore")
        named += [f"{name_of(path)}:{line}" for line in lines_of(text, REGIONS_OWN)]
    assert_none(named)


def test_a_pack_is_text_and_runs_nothing() -> None:
    known = {".yaml", ".csv", ".md"}
    others = [name_of(path) for path in (ROOT / "packs").rglob("*") if path.is_file() and path.suffix not in known]
    assert_none(others)


def test_no_function_is_too_long() -> None:
    long = [
        f"{name_of(path)}:{function.lineno} {function.name} has {length} lines"
        for path in python_files()
        for function in functions_of(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert_none(long)


def by_place(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many arguments a caller may give without naming them; options of a command are always named."""
    if any("option" in ast.unparse(decorator) for decorator in function.decorator_list):
        return 0
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def test_no_function_takes_a_row_of_arguments_by_place() -> None:
    """More than five by place is where callers begin to mix them up; the rest goes by name."""
    assert_none(
        f"{name_of(path)}:{function.lineno} {function.name} takes {by_place(function)} by place"
        for path in python_files()
        if path.is_relative_to(ROOT / "src")
        for function in functions_of(path)
        if by_place(function) > MOST_ARGUMENTS_BY_PLACE
    )


def test_no_file_is_too_long() -> None:
    written = {*python_files(), *(path for path in product_files() if path.suffix in WRITTEN)}
    long = []
    for path in sorted(written):
        length = len(path.read_text(encoding="utf-8").splitlines())
        if length > LONGEST_FILE:
            long.append(f"{name_of(path)} has {length} lines")
    assert_none(long)


def test_nothing_is_put_off_in_a_comment() -> None:
    here = name_of(ROOT / "tests/architecture/test_sources.py")
    written = [*product_files(), *python_files()]
    put_off = []
    for path in sorted({path for path in written if path.suffix in WRITTEN and name_of(path) != here}):
        put_off += [f"{name_of(path)}:{line}" for line in lines_of(path.read_text(encoding="utf-8"), PUT_OFF)]
    assert_none(put_off)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in python_files()
        if path.is_relative_to(ROOT / "src")
        and "migrations" not in path.parts
        and path.name not in SAID_BY_THEIR_NAME
        and tree_of(path).body
        and ast.get_docstring(tree_of(path)) is None
    ]
    assert_none(silent)


def test_every_test_is_a_sentence() -> None:
    short = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for path in python_files()
        if path.is_relative_to(ROOT / "tests")
        for function in functions_of(path)
        if function.name.startswith("test_") and function.name.count("_") < 3
    ]
    assert_none(short)
