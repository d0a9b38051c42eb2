"""Input–output tables: what each sector buys, sells and sets going; see docs/methods/inputoutput.md."""

from tidehead.calc.inputoutput.building import Blocks, table_from_blocks
from tidehead.calc.inputoutput.linkages import KeySector, Linkages, key_sectors, linkages
from tidehead.calc.inputoutput.model import (
    OpenModel,
    allocation_coefficients,
    ghosh_inverse,
    leontief_inverse,
    open_model,
    output_for,
    per_output,
    technical_coefficients,
)
from tidehead.calc.inputoutput.multipliers import (
    ClosedEffects,
    Households,
    Multiplier,
    closed_effects,
    multiplier_of,
    output_multipliers,
)
from tidehead.calc.inputoutput.types import (
    Imports,
    ImpossibleEntries,
    InputOutputTable,
    Misshapen,
    NegativeFlows,
    NotProductive,
    Singular,
    TableRefused,
    Unbalanced,
    UnknownEntries,
)

__all__ = [
    "Blocks",
    "ClosedEffects",
    "Households",
    "ImpossibleEntries",
    "Imports",
    "InputOutputTable",
    "KeySector",
    "Linkages",
    "Misshapen",
    "Multiplier",
    "NegativeFlows",
    "NotProductive",
    "OpenModel",
    "Singular",
    "TableRefused",
    "Unbalanced",
    "UnknownEntries",
    "allocation_coefficients",
    "closed_effects",
    "ghosh_inverse",
    "key_sectors",
    "leontief_inverse",
    "linkages",
    "multiplier_of",
    "open_model",
    "output_for",
    "output_multipliers",
    "per_output",
    "table_from_blocks",
    "technical_coefficients",
]
