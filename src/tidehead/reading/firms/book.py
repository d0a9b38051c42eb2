"""What a reader of firms has to know of a region: industry codes, trade words, clusters and places. All of it is data.

A pack's files are turned into a Book by whoever reads both; nothing here opens a file.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class WordKind(StrEnum):
    """How a word of the lexicon stands in a phrase.

    word: a product, a crop or a service of its own. part, machine, goods: a head that takes its industry from the word
    before it (汽车 + 配件, 塑料 + 机械, 橡胶 + 制品), and has its own code only where it stands alone.
    """

    WORD = "word"
    PART = "part"
    MACHINE = "machine"
    GOODS = "goods"


@dataclass(frozen=True, slots=True)
class IndustryCode:
    """One code of the classification: a section letter, or two to four digits."""

    code: str
    label: str
    parent: str
    section: str


@dataclass(frozen=True, slots=True)
class IndustryWord:
    """Words of one meaning.

    code: what making it (or doing it, or growing it) is. part, machine: what making parts of it, or machines for it,
    is. processed: what working it up is, where it is grown, or what making it is, where `code` is of trade. weight: 1
    is a plain product; less says that it decides little. place: "name" or "scope" where it counts in one of them only.
    """

    words: tuple[str, ...]
    code: str
    kind: WordKind = WordKind.WORD
    part: str = ""
    machine: str = ""
    processed: str = ""
    role: str = ""
    weight: float = 1.0
    place: str = ""


@dataclass(frozen=True, slots=True)
class GoodsUse:
    """What else one does with goods whose making begins with `prefix`. Empty: nothing of its own."""

    prefix: str
    wholesale: str = ""
    retail: str = ""
    repair: str = ""
    rental: str = ""
    installation: str = ""
    study: str = ""  # research, development and design of it, by one who neither makes nor sells it
    sold: str = "wholesale"  # what 销售 alone means: wholesale or retail


@dataclass(frozen=True, slots=True)
class RoleRule:
    """The role in a chain of industries whose code begins with `prefix`; the longest prefix decides."""

    prefix: str
    role: str


@dataclass(frozen=True, slots=True)
class ClusterRule:
    """Firms of these codes, and with one of these words where any are given, belong to a member of a taxonomy.

    Among rules that fit, the one with the higher weight decides, then the one with the longer code prefix.
    """

    taxonomy: str
    member: str
    codes: tuple[str, ...]
    words: tuple[str, ...] = ()
    weight: float = 1.0
    without: tuple[str, ...] = ()  # codes that the rule leaves out


@dataclass(frozen=True, slots=True)
class Cluster:
    """A member of a taxonomy as it is called."""

    taxonomy: str
    member: str
    label: str


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place under the names by which addresses know it. county: the county it lies in; its own code for a county."""

    code: str
    names: tuple[str, ...]
    kind: str  # city | county | town | park | place
    county: str


@dataclass(frozen=True, slots=True)
class Book:
    """Everything a Classifier needs. taxonomy: the one whose members are told as a firm's cluster."""

    codes: tuple[IndustryCode, ...]
    words: tuple[IndustryWord, ...]
    uses: tuple[GoodsUse, ...] = ()
    roles: tuple[RoleRule, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    cluster_rules: tuple[ClusterRule, ...] = ()
    taxonomy: str = ""
    places: tuple[PlaceName, ...] = ()
    former_codes: tuple[tuple[str, str], ...] = field(default=())  # (abolished county code, the code that follows it)
