"""A pack's folder to a Region: every file read, then everything that refers to something else checked."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tidehead.calc.labels import Label
from tidehead.calc.rules import DatedParameter
from tidehead.calc.schemes.types import Scheme
from tidehead.packs import schema, schema_chains, schema_work
from tidehead.packs.chain_layout import CHAIN_ROWS, chain_file
from tidehead.packs.crosscheck import crosscheck
from tidehead.packs.crosscheck_schemes import check_file, check_formulas, compiled_scheme
from tidehead.packs.entry_tables import ENTRIES, entry_tables
from tidehead.packs.files import PackFiles, read_files, read_texts
from tidehead.packs.industry_layout import INDUSTRY_ROWS
from tidehead.packs.io_grids import Grid, is_grid, joined, read_grid
from tidehead.packs.kinds import BAD, Spot
from tidehead.packs.layout import FORMS, FileForm, form_of
from tidehead.packs.nodes import compose
from tidehead.packs.problems import PackError, Problem, Problems
from tidehead.packs.rule_rows import RuleSetRow
from tidehead.packs.scheme_layout import Draft, scheme_rows
from tidehead.packs.tables import rows

_SINGLE: dict[type, str] = {
    schema_work.Calendar: "calendar",
    schema_work.Service: "service",
    schema_work.Projects: "projects",
    schema_work.Tasks: "tasks",
    schema_chains.TargetLimits: "target_limits",
}
_ONE_A_FILE: dict[type, str] = {
    schema.Plan: "plans",
    schema_work.CaseTypeRow: "case_type_rows",
    schema_chains.ChainRow: "chain_rows",
}
_LISTS = tuple(name for name in schema.Region.__dataclass_fields__ if name not in ("pack", "digest", *_SINGLE.values()))


def read_pack(directory: Path) -> schema.Region:
    """The region that a pack's folder describes.

    Raises PackError, holding every mistake with file and line, where anything in the folder is wrong. Arithmetic is
    not worked out here: `check_pack` does.
    """
    region, problems = read_with_problems(directory)
    if region is None or problems:
        raise PackError(problems)
    return region


def pack_digest(directory: Path) -> str:
    """The digest that the pack's Region will carry, without reading what its files say.

    Raises PackError where the folder or a needed file is missing, or a file does not belong or cannot be opened.
    """
    problems = Problems()
    files = read_files(directory, problems)
    if problems.found:
        raise PackError(problems.in_order())
    return files.digest


def read_scheme(directory: Path, scheme_id: str) -> tuple[Scheme, schema.Pack]:
    """One scheme of a pack, from pack.yaml, rules/*.yaml and the scheme's own file: `read_pack` without all the rest.

    What these files say is checked as there, except names that other files would bring (sources, places, indicators).
    Raises PackError.
    """
    problems = Problems()
    pack, parameters, rule_sets = _pack_and_rules(directory, problems)
    file = f"schemes/{scheme_id}.yaml"
    texts = read_texts(directory, [file], problems)
    draft = _content(file, texts[file], FORMS["schemes/"], problems) if texts else None
    found = scheme_rows([draft] if isinstance(draft, Draft) else [], parameters, problems)
    for rule_set in rule_sets:
        check_formulas(rule_set, parameters, problems)
    for row in found:
        check_file(row, problems)
        compiled_scheme(row, problems)
    if problems.found or pack is None or not found:
        raise PackError(problems.in_order())
    return found[0].scheme, pack


def read_parameters(directory: Path) -> tuple[tuple[DatedParameter, ...], schema.Pack]:
    """The parameters of a pack, from pack.yaml and rules/*.yaml alone: for a scheme outside that takes them over.

    Raises PackError.
    """
    problems = Problems()
    pack, parameters, rule_sets = _pack_and_rules(directory, problems)
    for rule_set in rule_sets:
        check_formulas(rule_set, parameters, problems)
    if problems.found or pack is None:
        raise PackError(problems.in_order())
    return parameters, pack


def _pack_and_rules(
    directory: Path, problems: Problems
) -> tuple[schema.Pack | None, tuple[DatedParameter, ...], list[RuleSetRow]]:
    rules = sorted(path.relative_to(directory).as_posix() for path in directory.glob("rules/*"))
    pack: schema.Pack | None = None
    lists: dict[str, list[Any]] = {"parameter_rows": [], "rule_sets": []}
    for file, text in read_texts(directory, ["pack.yaml", *rules], problems).items():
        content = _content(file, text, FORMS.get(file) or FORMS["rules/"], problems)
        if isinstance(content, schema.Pack):
            pack = content
        elif isinstance(content, dict):
            for name, values in content.items():
                lists[name] += values
    _note_unread(problems)
    return pack, tuple(row.parameter for row in lists["parameter_rows"]), lists["rule_sets"]


def read_with_problems(directory: Path) -> tuple[schema.Region | None, tuple[Problem, ...]]:
    """The region and what is wrong with it; None where not even pack.yaml could be read."""
    problems = Problems()
    files = read_files(directory, problems)
    folder = directory.resolve().name
    region = _assembled(files, folder, problems)
    crosscheck(region, folder, problems)
    return (region if region.pack.version else None), problems.in_order()


def _assembled(files: PackFiles, folder: str, problems: Problems) -> schema.Region:
    """The region as far as its files could be read; in place of a broken pack.yaml stands one that claims nothing."""
    lists: dict[str, list[Any]] = {name: [] for name in _LISTS}
    pack = schema.Pack(folder, Label(folder), version="", root="", as_of=date.min)
    drafts: list[Draft] = []
    single: dict[str, Any] = {}
    lists["io_heads"] = []
    grids: list[Grid] = []
    for file, text in files.texts.items():
        if file.startswith(ENTRIES):
            lists["entries"] += entry_tables(file, text, problems)
            continue
        if is_grid(file):
            grids.append(read_grid(file, text, problems))
            continue
        form = form_of(file)
        content = _content(file, text, form, problems) if form else None
        if isinstance(content, schema.Pack):
            pack = content
        elif type(content) in _ONE_A_FILE:
            lists[_ONE_A_FILE[type(content)]].append(content)
        elif type(content) in _SINGLE:
            single[_SINGLE[type(content)]] = content
        elif isinstance(content, Draft):
            drafts.append(content)
        elif isinstance(content, dict):
            for name, values in content.items():
                lists[name] += values
        elif isinstance(content, list):
            lists[_list_of(file)] += content
    _note_unread(problems)
    lists["scheme_rows"] = scheme_rows(drafts, [row.parameter for row in lists["parameter_rows"]], problems)
    lists["io_tables"] = joined(lists.pop("io_heads"), grids, problems)
    lists["entries"] = [replace(table, synthetic=pack.synthetic) for table in lists["entries"]]
    parts: dict[str, Any] = {name: tuple(values) for name, values in lists.items()} | single
    return schema.Region(pack=pack, **parts, digest=files.digest)


def _content(file: str, text: str, form: FileForm, problems: Problems) -> Any:
    """What one file says: a Pack, Plan or Draft, lists by name, or a list of rows; None where it cannot be read."""
    spot = Spot(file, file, problems)
    if form.row is not None:
        found = (form.row.read(row, spot) for row in rows(text, file, header=list(form.row.keys), problems=problems))
        return [row for row in found if row is not BAD]
    root = compose(text, file, problems)
    read = BAD if root is None or form.shape is None else form.shape.read(root, spot)
    if read is not BAD:
        return read
    problems.unread.update(form.brings)
    return None


def _note_unread(problems: Problems) -> None:
    """A file that was left out for what it is would have brought names; do not report each use of them as well."""
    broken = {problem.file for problem in problems.found if problem.code in _WHOLE_FILE}
    for file in broken:
        form = form_of(file)
        problems.unread.update(form.brings if form else ())


_WHOLE_FILE = {"missing_file", "too_large", "unreadable", "not_utf8", "header", "csv", "empty_file"}


def _list_of(file: str) -> str:
    if file in INDUSTRY_ROWS:
        return INDUSTRY_ROWS[file][0]
    if chain_file(file) in CHAIN_ROWS:
        return CHAIN_ROWS[chain_file(file)][0]
    return file.partition("/")[0].removesuffix(".csv")
