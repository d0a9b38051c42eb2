"""The register of firms: files taken in cell by cell, versions in Parquet, and the questions that they answer."""

from tidehead.lake.register.classifying import classified
from tidehead.lake.register.cleaning import Fault
from tidehead.lake.register.columns import FIRM_COLUMNS, PANEL_COLUMNS, Firm, PanelRow, name_key
from tidehead.lake.register.expressions import FACETS, LEVELS, MEASURES, ORDERS, UnknownLevel
from tidehead.lake.register.fault_files import write_faults
from tidehead.lake.register.filters import EVERY_FIRM, FirmFilter, looks_like_code
from tidehead.lake.register.forms import TableLook, read_table
from tidehead.lake.register.headings import COLUMN_LABELS, FIRM_TARGETS, PANEL_TARGETS
from tidehead.lake.register.made_up import MadeIndustry, MadePlace, MadeUpTable, TooMany, make_up
from tidehead.lake.register.mapping import ColumnMapping, Guess, MappingRefused, suggest_mapping
from tidehead.lake.register.meta import NoRegister, RegisterMeta, read_meta
from tidehead.lake.register.personal import LABELS as PERSONAL_LABELS
from tidehead.lake.register.publishing import (
    Accept,
    DecisionRefused,
    NothingAccepted,
    PublishOptions,
    publish,
    write_register,
)
from tidehead.lake.register.queries import Alike, Counts, Found, HistoryRow, Quotients, Register
from tidehead.lake.register.staging import DifferentImport, Progress, Staged, StageOptions, stage, staged_in

__all__ = [
    "COLUMN_LABELS",
    "EVERY_FIRM",
    "FACETS",
    "FIRM_COLUMNS",
    "FIRM_TARGETS",
    "LEVELS",
    "MEASURES",
    "ORDERS",
    "PANEL_COLUMNS",
    "PANEL_TARGETS",
    "PERSONAL_LABELS",
    "Accept",
    "Alike",
    "ColumnMapping",
    "Counts",
    "DecisionRefused",
    "DifferentImport",
    "Fault",
    "Firm",
    "FirmFilter",
    "Found",
    "Guess",
    "HistoryRow",
    "MadeIndustry",
    "MadePlace",
    "MadeUpTable",
    "MappingRefused",
    "NoRegister",
    "NothingAccepted",
    "PanelRow",
    "Progress",
    "PublishOptions",
    "Quotients",
    "Register",
    "RegisterMeta",
    "StageOptions",
    "Staged",
    "TableLook",
    "TooMany",
    "UnknownLevel",
    "classified",
    "looks_like_code",
    "make_up",
    "name_key",
    "publish",
    "read_meta",
    "read_table",
    "stage",
    "staged_in",
    "suggest_mapping",
    "write_faults",
    "write_register",
]
