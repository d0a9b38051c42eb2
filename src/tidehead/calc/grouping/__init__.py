"""Duplicates and common causes among requests (个案→类案), with the words that decided."""

from tidehead.calc.grouping.causes import common_causes
from tidehead.calc.grouping.duplicates import duplicate_score, likely_duplicates
from tidehead.calc.grouping.grams import grams, phrases, pieces_of, plain_words
from tidehead.calc.grouping.index import Index, Pairs, index_requests, likeness, nearest
from tidehead.calc.grouping.types import CommonCause, Duplicate, Likeness, Request

__all__ = [
    "CommonCause",
    "Duplicate",
    "Index",
    "Likeness",
    "Pairs",
    "Request",
    "common_causes",
    "duplicate_score",
    "grams",
    "index_requests",
    "likely_duplicates",
    "likeness",
    "nearest",
    "phrases",
    "pieces_of",
    "plain_words",
]
