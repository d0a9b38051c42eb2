"""What a pack says of industries, read from its own few files: `read_pack` without all the rest."""

from pathlib import Path
from typing import Any

from tidehead.packs.crosscheck_industries import check_industries
from tidehead.packs.files import read_texts
from tidehead.packs.industry_layout import INDUSTRY_ROWS
from tidehead.packs.kinds import BAD, Spot
from tidehead.packs.layout import FORMS
from tidehead.packs.nodes import compose
from tidehead.packs.problems import PackError, Problems
from tidehead.packs.schema import Pack, Place, Taxonomy
from tidehead.packs.schema_industry import Industries
from tidehead.packs.tables import rows

_OTHERS = ("pack.yaml", "places.yaml", "taxonomies.yaml", "industries/clusters.yaml")


def read_industries(directory: Path) -> tuple[Industries, Pack, tuple[Place, ...], tuple[Taxonomy, ...]]:
    """Industries of a pack, with the pack itself, its places and its taxonomies.

    Names that other files would bring (sources) are not checked here. Raises PackError.
    """
    problems = Problems()
    names = [file for file in (*INDUSTRY_ROWS, *_OTHERS) if (directory / file).is_file() or file in _OTHERS[:2]]
    lists: dict[str, tuple[Any, ...]] = {}
    pack: Pack | None = None
    for file, content in read_texts(directory, names, problems).items():
        spot = Spot(file, file, problems)
        if file in INDUSTRY_ROWS:
            name, shape = INDUSTRY_ROWS[file]
            found = (shape.read(row, spot) for row in rows(content, file, header=list(shape.keys), problems=problems))
            lists[name] = tuple(row for row in found if row is not BAD)
            continue
        root, form = compose(content, file, problems), FORMS[file].shape
        read = BAD if root is None or form is None else form.read(root, spot)
        if isinstance(read, Pack):
            pack = read
        elif isinstance(read, dict):
            lists |= read
    industries = Industries(
        lists.get("industry_codes", ()),
        lists.get("industry_words", ()),
        lists.get("goods_uses", ()),
        lists.get("industry_roles", ()),
        lists.get("definitions", ()),
        lists.get("divisions", ()),
    )
    check_industries(industries, problems)
    if problems.found or pack is None:
        raise PackError(problems.in_order())
    return industries, pack, lists.get("places", ()), lists.get("taxonomies", ())
