"""Numbers of a drawing and its colours: `{% load chains %}`."""

from django import template

register = template.Library()

_COLOURS = {
    "missing": "#a30f3d",
    "single": "#9a5d00",
    "weak": "#9a5d00",
    "leaking": "#2277b5",
    "sound": "#0b7f72",
}
"""For a file, which has no style sheet; on a page fishbone.css colours by the shell's own tokens."""


@register.simple_tag
def fixed(value: float, more: float = 0) -> str:
    """A length of a drawing, whatever language numbers are written in."""
    return f"{value + more:.1f}"


@register.simple_tag
def colour(status: str) -> str:
    """The colour of a node's frame in a file."""
    return _COLOURS.get(status, "#5c6b69")


@register.filter
def in_10k(value: float) -> float:
    """CNY in units of ten thousand."""
    return value / 10_000
