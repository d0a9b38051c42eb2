"""The parts of docs/ that are written from the code: `python tools/generated_docs.py write|check`.

A generated part stands between two marks in its page, so that people can write around it.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from tidehead.city.cli.main import root
from tidehead.city.config.environment import SETTINGS
from tidehead.packs.guide import key_tables, mistakes_table

DOCS = Path(__file__).resolve().parent.parent / "docs"
BEGIN = "<!-- generated: {name}; `make docs` writes it again -->"
END = "<!-- end of {name} -->"


def settings_table() -> str:
    """One row for each setting; "empty" where the default is no text at all."""
    lines = ["| setting | default | accepts | what it does |", "| --- | --- | --- | --- |"]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "empty"
        lines.append(f"| `{setting.name}` | {default} | {setting.expects} | {setting.meaning} |")
    return "\n".join(lines)


def commands() -> Iterator[tuple[click.Context, click.Command]]:
    """Every command of `tidehead`, groups before what they hold."""
    yield from commands_below(click.Context(root, info_name="tidehead"), root)


def commands_below(context: click.Context, command: click.Command) -> Iterator[tuple[click.Context, click.Command]]:
    yield context, command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from commands_below(click.Context(inner, info_name=name, parent=context), inner)


def command_line() -> str:
    """A heading, the words of help and the options of each command."""
    return "\n\n".join(part for context, command in commands() for part in command_parts(context, command))


def command_parts(context: click.Context, command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        return
    yield f"## `{context.command_path}`"
    yield f"    {context.command_path} {' '.join(command.collect_usage_pieces(context))}"
    yield " ".join((command.help or "").split())
    records = [param.get_help_record(context) for param in command.get_params(context) if "--help" not in param.opts]
    options = [f"- `{names}`: {' '.join(meaning.split())}" for names, meaning in filter(None, records)]
    if options:
        yield "\n".join(options)


PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    "settings": ("settings.md", settings_table),
    "commands": ("cli.md", command_line),
    "pack-keys": ("packs.md", key_tables),
    "pack-mistakes": ("packs.md", mistakes_table),
}


def main(verb: str) -> int:
    stale = []
    for name, (page, make) in PARTS.items():
        path = DOCS / page
        text = path.read_text(encoding="utf-8")
        fresh = with_part(text, name, make())
        if fresh != text and verb == "write":
            path.write_text(fresh, encoding="utf-8")
        elif fresh != text:
            stale.append(f"docs/{page}")
    if stale:
        print(f"Stale: {', '.join(stale)}. Run `make docs`.")
    return 1 if stale else 0


def with_part(text: str, name: str, part: str) -> str:
    """The page's text with the named part replaced. Raises ValueError when the page has no marks for it."""
    begin, end = BEGIN.format(name=name), END.format(name=name)
    head, _, rest = text.partition(begin)
    _, found, tail = rest.partition(end)
    if not found:
        raise ValueError(f"no marks for {name!r} in the page")
    return f"{head}{begin}\n\n{part}\n\n{end}{tail}"


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"write", "check"}:
        sys.exit(f"usage: {sys.argv[0]} write|check")
    with tempfile.TemporaryDirectory() as data:  # some commands read the settings, which make the data folder
        os.environ["TIDEHEAD_DATA"] = data
        sys.exit(main(sys.argv[1]))
