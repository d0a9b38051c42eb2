"""Key tables of the files about industries for the pack guide: heading, shape, and what its keys mean."""

from tidehead.packs.industry_layout import (
    CHAIN_ROLE,
    CLUSTER_DEFINITION,
    CLUSTER_MEMBER,
    CLUSTER_RULE,
    DIVISION,
    GOODS_USE,
    INDUSTRY_CODE,
    INDUSTRY_WORD,
)
from tidehead.packs.shapes import Shape

INDUSTRY_TABLES: tuple[tuple[str, Shape, dict[str, str]], ...] = (
    (
        "divisions.csv",
        DIVISION,
        {
            "code": "the official code of the county or town",
            "name": "as addresses write it",
            "county": "the county it lies in; its own code for a county",
            "aliases": "other and former names in addresses, parted by blanks",
            "former_codes": "abolished codes that it follows",
        },
    ),
    (
        "industries/codes.csv",
        INDUSTRY_CODE,
        {
            "code": "a section's letter, or two to four digits",
            "level": "1 section, 2 division, 3 group, 4 class",
            "parent": "the code above it; a section has none",
            "section": "the section's letter: A farming, C making, E building, F trade; the rest are services",
            "label_en": "in English; the Chinese label where left out",
        },
    ),
    (
        "industries/words.csv",
        INDUSTRY_WORD,
        {
            "code": "what making, growing or doing it is",
            "words": "words of one meaning, parted by blanks",
            "kind": "word where left out; part, machine and goods take their industry from the word before them",
            "part": "what making parts of it is",
            "machine": "what making machines for it is",
            "processed": "what working it up is, where it is grown, or making it, where its code is of trade",
            "role": "in the chain, where it is not that of its code",
            "weight": "1 where left out; less where the word decides little",
            "place": "where it counts in names, or in scopes, only",
        },
    ),
    (
        "industries/uses.csv",
        GOODS_USE,
        {
            "prefix": "how the goods' code begins; the longest that fits counts",
            "wholesale": "selling it to firms",
            "retail": "selling it to people",
            "repair": "mending it",
            "rental": "letting it",
            "installation": "putting it up",
            "study": "research, design and development of it alone",
            "sold": "which of the two a bare 销售 is; wholesale where left out",
        },
    ),
    (
        "industries/roles.csv",
        CHAIN_ROLE,
        {"prefix": "how an industry's code begins; the longest that fits counts", "role": "of its firms in a chain"},
    ),
    (
        "industries/clusters.yaml: definitions",
        CLUSTER_DEFINITION,
        {
            "taxonomy": "whose members are defined",
            "version": "of the definition",
            "standing": "in_force, or proposed: our own; proposed where left out",
            "default": "true for the taxonomy that firms are shown under",
            "members": "listed below",
        },
    ),
    (
        "industries/clusters.yaml: members",
        CLUSTER_MEMBER,
        {"member": "its code in the taxonomy", "rules": "listed below"},
    ),
    (
        "industries/clusters.yaml: rules",
        CLUSTER_RULE,
        {
            "codes": "how an industry's code begins",
            "words": "a firm's text needs one of them, where any are given",
            "weight": "of rules that fit the heaviest counts; 1 where left out",
            "without": "how codes begin that the rule leaves out",
        },
    ),
)
