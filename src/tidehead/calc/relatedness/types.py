"""What relatedness is asked of, and how it refuses."""

from enum import StrEnum

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.labels import Label


class RelatednessRefused(ValueError):
    """A matrix that the method cannot answer for. `text` says why in both languages."""

    def __init__(self, text: Label) -> None:
        """Keep the words."""
        super().__init__(text.text("en"))
        self.text = text


class UnknownCells(RelatednessRefused):
    """Cells are unknown where the method needs every cell; they are not taken for zero."""


class Disconnected(RelatednessRefused):
    """Places and industries fall apart into groups with nothing in common, so they cannot be put in one order."""


class Degenerate(RelatednessRefused):
    """Nothing, or more than one thing, tells the places apart: there is no single order of them."""


class PresenceTest(StrEnum):
    """What makes an industry present in a place."""

    ADVANTAGE = "advantage"
    """its share of the place is at least `threshold` times its share of the whole (RCA, location quotient)"""
    PER_HEAD = "per_head"
    """its amount a head is at least `threshold` times that of the whole (RPOP)"""
    BOTH = "both"
    """both of these"""
    AMOUNT = "amount"
    """its amount is at least `threshold`, in the amount's own unit"""


class Similarity(StrEnum):
    """How alike two industries are, judged by the places that have them."""

    PROBABILITY = "probability"
    """the smaller of the two conditional probabilities to have the one, having the other; 0 to 1"""
    COSINE = "cosine"
    """places with both ÷ geometric mean of places with each; 0 to 1"""
    JACCARD = "jaccard"
    """places with both ÷ places with either; 0 to 1"""
    ASSOCIATION = "association"
    """places with both ÷ those expected if the two were independent; 1 is chance, no upper bound"""


def table_of(numbers: Numbers, what: tuple[str, str]) -> Floats:
    """The numbers as a table with rows and columns; `what` names it in Chinese and English when refused."""
    given = floats(numbers)
    if given.ndim != 2 or 0 in given.shape:
        zh, en = what
        raise RelatednessRefused(
            Label(
                f"{zh}须为有行有列的表，现为{given.shape}",
                f"{en} must be a table with rows and columns, not {given.shape}",
            )
        )
    return given


def complete(given: Floats, what: tuple[str, str]) -> Floats:
    """The table itself, refused where a cell is unknown."""
    unknown = np.argwhere(np.isnan(given))
    if len(unknown):
        zh, en = what
        row, column = (int(each) + 1 for each in unknown[0])
        raise UnknownCells(
            Label(
                f"{zh}有{len(unknown)}格未知（首格在第{row}行第{column}列），未知不当作0",
                f"{en} has {len(unknown)} unknown cells (the first in row {row}, column {column}); "
                "unknown is not taken for 0",
            )
        )
    return given


PRESENCE = ("有无矩阵", "the presence matrix")
AMOUNTS = ("数量表", "the table of amounts")


def presences(numbers: Numbers) -> Floats:
    """A complete table of zeros and ones, refused otherwise."""
    given = complete(table_of(numbers, PRESENCE), PRESENCE)
    if not np.logical_or(given == 0, given == 1).all():
        raise RelatednessRefused(Label("有无矩阵只能有0和1", "the presence matrix holds zeros and ones only"))
    return given
