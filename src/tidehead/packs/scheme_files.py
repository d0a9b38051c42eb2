"""The text of one scheme, read on its own: for the scheme editor, and for a scheme that belongs to no pack."""

from collections.abc import Iterable

from tidehead.calc.rules import DatedParameter
from tidehead.calc.schemes.types import Scheme
from tidehead.packs.crosscheck_schemes import compiled_scheme
from tidehead.packs.kinds import BAD, Spot
from tidehead.packs.nodes import compose
from tidehead.packs.problems import Problem, Problems
from tidehead.packs.scheme_layout import SCHEME, Draft, scheme_rows


def scheme_structure(text: str, name: str = "scheme.yaml") -> Scheme | None:
    """The scheme that a text describes, whether or not it could be run; None where the text itself cannot be read.

    For a form that goes on showing a scheme whose weights do not add up yet.
    """
    problems = Problems()
    root = compose(text, name, problems)
    draft = BAD if root is None else SCHEME.read(root, Spot(name, name, problems))
    if not isinstance(draft, Draft) or problems.found:
        return None
    rows = scheme_rows([draft], (), problems)
    return None if problems.found else rows[0].scheme


def read_scheme_text(
    text: str, name: str = "scheme.yaml", *, parameters: Iterable[DatedParameter] = ()
) -> tuple[Scheme | None, tuple[Problem, ...]]:
    """The scheme that a text describes, and what is wrong with it; None where it could not be run.

    name: the file as messages call it. parameters: those that the scheme may take over with `of`.
    """
    problems = Problems()
    root = compose(text, name, problems)
    draft = BAD if root is None else SCHEME.read(root, Spot(name, name, problems))
    if not isinstance(draft, Draft):
        return None, problems.in_order()
    rows = scheme_rows([draft], parameters, problems)
    if not problems.found:
        compiled_scheme(rows[0], problems)
    return (None if problems.found else rows[0].scheme), problems.in_order()
