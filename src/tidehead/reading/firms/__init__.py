"""Firms read from registers: industry, cluster, role, activity and place, each with the words that decided."""

from tidehead.reading.firms.book import (
    Book,
    Cluster,
    ClusterRule,
    GoodsUse,
    IndustryCode,
    IndustryWord,
    PlaceName,
    RoleRule,
    WordKind,
)
from tidehead.reading.firms.classifier import Classifier
from tidehead.reading.firms.gazetteer import Gazetteer
from tidehead.reading.firms.types import Activity, Classification, Confidences, PlaceReading, Reason

__all__ = [
    "Activity",
    "Book",
    "Classifier",
    "Classification",
    "Cluster",
    "ClusterRule",
    "Confidences",
    "Gazetteer",
    "GoodsUse",
    "IndustryCode",
    "IndustryWord",
    "PlaceName",
    "PlaceReading",
    "Reason",
    "RoleRule",
    "WordKind",
]
