"""Reads and checks a region pack: text files to frozen dataclasses."""

from tidehead.calc.units import UnitError, convert, converts
from tidehead.packs.arithmetic import Amount, CheckResult, Input, evaluate_checks, key_text
from tidehead.packs.check import Report, check_pack, region_summary
from tidehead.packs.files import text_digest
from tidehead.packs.periods import Period, PeriodError, parse_period
from tidehead.packs.problems import PackError, Problem
from tidehead.packs.read import pack_digest, read_pack

__all__ = [
    "Amount",
    "CheckResult",
    "Input",
    "PackError",
    "Period",
    "PeriodError",
    "Problem",
    "Report",
    "UnitError",
    "check_pack",
    "convert",
    "converts",
    "evaluate_checks",
    "key_text",
    "pack_digest",
    "parse_period",
    "read_pack",
    "region_summary",
    "text_digest",
]
