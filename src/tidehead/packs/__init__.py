"""Reads and checks a region pack: text files to frozen dataclasses."""

from tidehead.calc.units import UnitError, convert, converts
from tidehead.packs.arithmetic import Amount, CheckResult, Input, evaluate_checks, key_text
from tidehead.packs.check import Report, check_pack, region_summary
from tidehead.packs.files import text_digest
from tidehead.packs.periods import Period, PeriodError, parse_period
from tidehead.packs.problems import PackError, Problem
from tidehead.packs.read import pack_digest, read_pack, read_parameters, read_scheme
from tidehead.packs.read_industries import read_industries
from tidehead.packs.rule_rows import EntryTable, RuleCase, RuleSetRow
from tidehead.packs.scheme_files import read_scheme_text, scheme_structure
from tidehead.packs.scheme_text import scheme_text

__all__ = [
    "Amount",
    "CheckResult",
    "EntryTable",
    "Input",
    "PackError",
    "Period",
    "PeriodError",
    "Problem",
    "Report",
    "RuleCase",
    "RuleSetRow",
    "UnitError",
    "check_pack",
    "convert",
    "converts",
    "evaluate_checks",
    "key_text",
    "pack_digest",
    "parse_period",
    "read_industries",
    "read_pack",
    "read_parameters",
    "read_scheme",
    "read_scheme_text",
    "region_summary",
    "scheme_structure",
    "scheme_text",
    "text_digest",
]
