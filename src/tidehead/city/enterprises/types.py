"""Enterprises, as pages and other apps see them."""

from dataclasses import dataclass

from tidehead.city.common.types import Text


@dataclass(frozen=True, slots=True)
class EnterpriseInfo:
    code: str
    label: Text
    short_name: str
    place: str  # code; "" unknown
    place_label: Text
    industry: str
    size: str
    jobs: int | None
    point: tuple[float, float] | None
    source: str
    locator: str
    synthetic: bool
