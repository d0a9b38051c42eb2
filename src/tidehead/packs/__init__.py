"""Reads and checks a region pack: text files to frozen dataclasses."""

from tidehead.packs.files import text_digest
from tidehead.packs.problems import PackError, Problem
from tidehead.packs.read import read_pack

__all__ = ["PackError", "Problem", "read_pack", "text_digest"]
