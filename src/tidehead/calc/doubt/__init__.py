"""How far a rank can be relied on: Monte Carlo over weights, normalisation, filling in and errors; Sobol's indices.

Arrays in, arrays out; a seed is an argument; see docs/methods/doubt.md.
"""

from tidehead.calc.doubt.assessment import model_of, uncertainty, uncertainty_of
from tidehead.calc.doubt.inputs import Input
from tidehead.calc.doubt.model import Branch, Grades, Leaf, Model, plain_model
from tidehead.calc.doubt.montecarlo import doubt
from tidehead.calc.doubt.sensitivity import Sensitivity, sensitivity
from tidehead.calc.doubt.settings import DoubtRefused, Settings
from tidehead.calc.doubt.sobol import SobolIndices, saltelli_points, sobol_indices, swapped
from tidehead.calc.doubt.types import Doubt

__all__ = [
    "Branch",
    "Doubt",
    "DoubtRefused",
    "Grades",
    "Input",
    "Leaf",
    "Model",
    "Sensitivity",
    "Settings",
    "SobolIndices",
    "doubt",
    "model_of",
    "plain_model",
    "saltelli_points",
    "sensitivity",
    "sobol_indices",
    "swapped",
    "uncertainty",
    "uncertainty_of",
]
