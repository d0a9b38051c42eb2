"""Service officers and firms paired all at once: near, fit and fairly loaded, proven the cheapest."""

from tidehead.calc.pairing.assignment import pair_officers
from tidehead.calc.pairing.costs import distance_km, industry_fit, load_costs, pair_cost
from tidehead.calc.pairing.types import (
    Firm,
    Load,
    Officer,
    Pair,
    Pairing,
    PairingRefused,
    Parts,
    Unpaired,
    Weights,
    WhyUnpaired,
)

__all__ = [
    "Firm",
    "Load",
    "Officer",
    "Pair",
    "Pairing",
    "PairingRefused",
    "Parts",
    "Unpaired",
    "Weights",
    "WhyUnpaired",
    "distance_km",
    "industry_fit",
    "load_costs",
    "pair_cost",
    "pair_officers",
]
