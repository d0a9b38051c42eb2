"""Are all sentences of the pages translated? `python tools/translations.py check|update`.

The sentences in the code and the templates are English; each app keeps its Chinese in locale/zh_Hans. `check` names
what is missing, is fuzzy or lost a placeholder; `update` adds what is missing, empty, to the app's file, and takes out
what nobody says any more. Written for Babel, because gettext's own tools are not on every machine.
"""

import ast
import io
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CITY = ROOT / "src" / "tidehead" / "city"
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
PLAIN, WITH_CONTEXT = ("gettext", "gettext_lazy", "gettext_noop", "_"), ("pgettext", "pgettext_lazy")
PLURAL, PLURAL_WITH_CONTEXT = ("ngettext", "ngettext_lazy"), ("npgettext", "npgettext_lazy")
CALLS = (*PLAIN, *WITH_CONTEXT, *PLURAL, *PLURAL_WITH_CONTEXT)
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL_IN_TEMPLATE = re.compile(rf"\b({'|'.join(CALLS)})\(({STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)
UNSTABLE_HEADER = re.compile(rb'"(?:POT?-[A-Z]|Generated-By|Project-Id|Report-|Last-T|Language-Team)[^"]*"\n')
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


@dataclass(frozen=True)
class Sentence:
    """One msgid as the code says it, and where it says it first."""

    context: str | None
    text: str
    plural: str | None
    where: str

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def sentences() -> dict[tuple[str | None, str], Sentence]:
    """Every translatable sentence of the city's code and templates, as it is first met."""
    found: dict[tuple[str | None, str], Sentence] = {}
    for path in sorted([*CITY.rglob("*.py"), *CITY.rglob("templates/**/*.html"), *CITY.rglob("templates/**/*.txt")]):
        extract = in_python if path.suffix == ".py" else in_template
        for sentence in extract(path):
            found.setdefault(sentence.key, sentence)
    return found


def in_python(path: Path) -> Iterator[Sentence]:
    with path.open("rb") as source:
        for line, name, texts, _ in extract_python(source, CALLS, [], {}):
            words = (texts,) if isinstance(texts, str) else texts
            if words and all(isinstance(word, str) for word in words[:1]):
                yield as_sentence(name, list(words), f"{path.relative_to(ROOT)}:{line}")


def in_template(path: Path) -> Iterator[Sentence]:
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in CALL_IN_TEMPLATE.finditer(text):
        words = [ast.literal_eval(word) for word in re.findall(STRING, call[2], re.DOTALL)]
        line = text.count("\n", 0, call.start()) + 1
        yield as_sentence(call[1], words, f"{path.relative_to(ROOT)}:{line}")


def as_sentence(call: str, words: list[str], where: str) -> Sentence:
    if call in WITH_CONTEXT:
        return Sentence(words[0], words[1], None, where)
    if call in PLURAL:
        return Sentence(None, words[0], words[1], where)
    if call in PLURAL_WITH_CONTEXT:
        return Sentence(words[0], words[1], words[2], where)
    return Sentence(None, words[0], None, where)


def catalogues() -> dict[Path, Catalog]:
    """The Chinese of every app that has some."""
    found = {}
    for path in sorted(CITY.glob(f"*/{CATALOGUE}")):
        with path.open("rb") as file:
            found[path] = pofile.read_po(file, locale="zh_Hans", abort_invalid=True)
    return found


def faults() -> list[str]:
    """What keeps the Chinese from being whole, one line each."""
    wanted, lines, known = sentences(), [], set()
    for path, catalogue in catalogues().items():
        for message in catalogue:
            if message.id:
                known.add(key_of(message))
                lines += [f"{path.relative_to(ROOT)}: {fault}" for fault in faults_of(message)]
    lines += [f"{wanted[key].where}: {wanted[key].text!r} has no Chinese" for key in wanted.keys() - known]
    return sorted(lines)


def faults_of(message: Message) -> Iterator[str]:
    texts = [message.string] if isinstance(message.string, str) else list(message.string)
    said = key_of(message)[1]
    if not all(texts):
        yield f"{said!r} is empty"
    if message.fuzzy:
        yield f"{said!r} is fuzzy"
    for text in filter(None, texts):
        if isinstance(message.id, str) and placeholders(text) != placeholders(said):
            yield f"{said!r} has other placeholders than {text!r}"


def placeholders(text: str) -> list[str]:
    return sorted(match[0] for match in PLACEHOLDER.finditer(text))


def key_of(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def update() -> None:
    """Adds to each app's file what is missing, and takes out what is said no more."""
    wanted, files = sentences(), catalogues()
    known = {key_of(message) for catalogue in files.values() for message in catalogue if message.id}
    missing = defaultdict(list)
    for key in wanted.keys() - known:
        app = Path(wanted[key].where).relative_to(CITY.relative_to(ROOT)).parts[0]
        missing[CITY / app / CATALOGUE].append(wanted[key])
    for path in sorted({*files, *missing}):
        write(path, files.get(path) or Catalog(locale="zh_Hans", charset="utf-8"), missing[path], wanted)


def write(path: Path, catalogue: Catalog, missing: list[Sentence], wanted: dict) -> None:
    kept = Catalog(locale="zh_Hans", charset="utf-8", header_comment="# Chinese of this app's pages.")
    for message in catalogue:
        if message.id and key_of(message) in wanted:
            kept.add(message.id, message.string, context=message.context, flags=message.flags)
    for sentence in missing:
        ids = (sentence.text, sentence.plural) if sentence.plural else sentence.text
        kept.add(ids, context=sentence.context)
    text = io.BytesIO()
    pofile.write_po(text, kept, sort_output=True, omit_header=False, width=0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(UNSTABLE_HEADER.sub(b"", text.getvalue()))


def main(verb: str) -> int:
    if verb == "update":
        update()
    lines = faults()
    print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"check", "update"}:
        sys.exit(f"usage: {sys.argv[0]} check|update")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidehead.city.config.settings")
    sys.exit(main(sys.argv[1]))
