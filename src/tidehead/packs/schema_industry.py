"""What a pack says of industries: codes of the classification, trade words, and how clusters are made of codes.

Every file is optional. A deployment without them reads no industry out of a register.
"""

from dataclasses import dataclass, field

from tidehead.calc.labels import Label
from tidehead.packs.position import Position

NOWHERE = Position("", 0)


@dataclass(frozen=True, slots=True)
class IndustryCodeRow:
    """industries/codes.csv: one code of the national classification. level: 1 section to 4 class.

    label_en: "" where nobody said; English pages show the Chinese label then.
    """

    code: str
    label: str
    level: int
    section: str
    parent: str = ""
    label_en: str = ""
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IndustryWordRow:
    """industries/words.csv: words of one meaning, parted by blanks, and the industry they speak for.

    part, machine: of making parts of it, or machines for it. processed: of working it up, where it is
    grown, or of making it, where `code` is of trade (建材: who names no deed sells it).
    """

    words: tuple[str, ...]
    code: str
    kind: str = "word"
    part: str = ""
    machine: str = ""
    processed: str = ""
    role: str = ""
    weight: float = 1.0
    place: str = ""
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class GoodsUseRow:
    """industries/uses.csv: what else than making is done with goods, by the beginning of their code."""

    prefix: str
    wholesale: str = ""
    retail: str = ""
    repair: str = ""
    rental: str = ""
    installation: str = ""
    study: str = ""
    sold: str = "wholesale"
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ChainRoleRow:
    """industries/roles.csv: the role in a chain of industries whose code begins so."""

    prefix: str
    role: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ClusterRuleRow:
    """Codes, and words of which a firm needs one where any are given. Of rules that fit, the heavier decides.

    without: codes that are left out of those.
    """

    codes: tuple[str, ...]
    words: tuple[str, ...] = ()
    weight: float = 1.0
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClusterMemberRow:
    """What one member of a taxonomy is made of."""

    member: str
    rules: tuple[ClusterRuleRow, ...]
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class ClusterDefinition:
    """industries/clusters.yaml: the members of one taxonomy as codes and words. default: what firms are shown under.

    standing: proposed where no document says so and the definition is ours.
    """

    taxonomy: str
    version: str
    members: tuple[ClusterMemberRow, ...]
    standing: str = "proposed"
    default: bool = False
    source: str = ""
    locator: str = ""
    note: Label | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """divisions.csv: a county or town by the official code, with former names and an abolished code.

    aliases: other names in addresses, parted by blanks: streets, villages, parks that lie in it alone.
    """

    code: str
    name: str
    kind: str
    county: str
    source: str
    aliases: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Industries:
    """Everything a pack says of industries and of the places of addresses."""

    codes: tuple[IndustryCodeRow, ...] = ()
    words: tuple[IndustryWordRow, ...] = ()
    uses: tuple[GoodsUseRow, ...] = ()
    roles: tuple[ChainRoleRow, ...] = ()
    definitions: tuple[ClusterDefinition, ...] = ()
    divisions: tuple[DivisionRow, ...] = ()
