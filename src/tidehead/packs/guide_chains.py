"""Key tables of the files about chains for the pack guide: heading, shape, and what its keys mean."""

from tidehead.packs.chain_layout import (
    ADDED,
    CHAIN,
    FINAL,
    IMPORTED,
    LIMIT,
    NEED,
    NODE,
    ROLE,
    SECTOR,
    STANDING_ROW,
    SUPPLY_ROW,
    TABLE,
    TARGETS,
    TECHNOLOGY,
    THRESHOLDS,
    WEIGHT,
)
from tidehead.packs.shapes import Shape

_DRAFT = "true: our own proposal, which has no source"
_CITED = {"source": "where it is from; empty: our own draft", "locator": "needed with a source"}
_KIND_OF_FINAL = "what it is used for; imports only in a competitive table"

CHAIN_TABLES: tuple[tuple[str, Shape, dict[str, str]], ...] = (
    (
        "chains/*.yaml",
        CHAIN,
        {
            "id": "the file's name without .yaml",
            "draft": "true: our own proposal, not a published chain; true where left out",
            "as_of": "when the links were last looked through",
            "clusters": "the clusters it belongs to",
            "source": "of a published chain",
            "nodes": "the links, listed below",
            "technologies": "key technologies, listed below",
        },
    ),
    (
        "chains/*.yaml: nodes",
        NODE,
        {
            "stage": "where it stands in the chain",
            "parent": "the link whose bone it stands on; empty: a bone of its own",
            "industries": "codes of any depth: C, 34, 344, 3441",
            "hs": "four or six digits of the Harmonized System, 2022",
            "words": "product words that a firm's business scope is matched with",
            "needs": "what it is made of, listed below",
            "key": "true for a key link",
            **_CITED,
        },
    ),
    (
        "chains/*.yaml: needs",
        NEED,
        {
            "nodes": "all of these links, or any one of them",
            "any_one": "true: they replace each other",
            "share": "of the link's cost of inputs, 0 to 1; empty: unknown",
        },
    ),
    (
        "chains/*.yaml: technologies",
        TECHNOLOGY,
        {
            "node": "the link that it holds up",
            "bottleneck": "true where it is had from outside only (卡脖子)",
            "state": "empty: unknown",
            **_CITED,
        },
    ),
    (
        "chains/standings*.csv",
        STANDING_ROW,
        {
            "chain": "a chain's id",
            "node": "one of its links",
            "enterprise": "a firm of enterprises/, or a unified social credit code",
            "role": "chief 链主, key or member; empty: not said",
            "capacity": "in any one unit within a link; empty: unknown",
            "minutes": "of travel to the chain's chief place; empty: unknown",
            "basis": "of capacity and minutes; unknown where left out",
        },
    ),
    (
        "chains/supply.csv",
        SUPPLY_ROW,
        {
            "chain": "a chain's id",
            "node": "the link that is supplied",
            "rate": "share of the inputs that is had here, 0 to 1",
            "minutes": "within which a full set is had",
            "comparator": "of rate and minutes; eq where left out",
            "basis": "whether a source reports it or it was estimated",
            "place": "where; empty: the whole region",
            "period": "empty: the source gives no time",
        },
    ),
    (
        "chains/roles.yaml: roles",
        ROLE,
        {
            "chain": "a chain's id",
            "role": "链长, lead department, 链主, 链创, 链金",
            "post": "of exactly one of post, organisation and enterprise",
            "organisation": "of exactly one of post, organisation and enterprise",
            "enterprise": "of exactly one of post, organisation and enterprise",
            "place": "for whose part of the chain; empty: the whole region's",
            "draft": _DRAFT,
            **_CITED,
        },
    ),
    (
        "chains/targets.yaml",
        TARGETS,
        {
            "valid_from": "since when the weights hold",
            "weights": "parts of the score of firms from outside, listed below",
            "limits": "bounds that such firms have to keep, listed below",
            "thresholds": "from which a link is weak or leaks, listed below",
            "draft": _DRAFT,
            "source": "of weights and thresholds",
        },
    ),
    (
        "chains/targets.yaml: weights",
        WEIGHT,
        {
            "part": "fit to the gap, signs of expansion, land, energy, carbon, relations, size, poaching, distance",
            "weight": "only proportions matter",
        },
    ),
    (
        "chains/targets.yaml: thresholds",
        THRESHOLDS,
        {
            "firms": "that a link needs here; 3 where left out",
            "quotient": "location quotient of its industries; 1 where left out",
            "supply": "of what is bought, had here, 0 to 1; 0.5 where left out",
        },
    ),
    (
        "chains/targets.yaml: limits",
        LIMIT,
        {
            "measure": "what is bounded, of one firm",
            "value": "the bound",
            "unit": "as printed",
            "direction": "at_most where left out",
            "chain": "empty: for every chain",
            "place": "empty: for every place",
            "valid_from": "first day",
            "valid_to": "last day; empty: not said",
            "draft": _DRAFT,
        },
    ),
    (
        "io/tables.yaml: tables",
        TABLE,
        {
            "id": "the figures' file is io/ID.csv",
            "year": "of the figures",
            "unit": "of all figures",
            "kind": "domestic: imported inputs in rows of their own; competitive: flows hold imports",
            "place": "whose table it is; empty: a wider region's",
            "tolerance": "of output, by which a sector may be out of balance; 1e-6 where left out",
            "sectors": "in the order of rows and columns, listed below",
            "final": "columns of final use, listed below",
            "imports": "rows of imported inputs of a domestic table, listed below",
            "added": "rows of primary inputs, listed below",
        },
    ),
    ("io/tables.yaml: sectors", SECTOR, {"industries": "codes that it takes in, each in one sector"}),
    ("io/tables.yaml: final", FINAL, {"kind": _KIND_OF_FINAL}),
    ("io/tables.yaml: imports", IMPORTED, {}),
    ("io/tables.yaml: added", ADDED, {}),
)
