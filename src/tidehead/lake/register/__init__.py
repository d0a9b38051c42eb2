"""The register of firms: files taken in cell by cell, versions in Parquet, and the questions that they answer."""

from tidehead.lake.register.cleaning import Fault
from tidehead.lake.register.columns import FIRM_COLUMNS, PANEL_COLUMNS, Firm, PanelRow, name_key
from tidehead.lake.register.fault_files import write_faults
from tidehead.lake.register.filters import EVERY_FIRM, FirmFilter
from tidehead.lake.register.forms import TableLook, read_table
from tidehead.lake.register.mapping import ColumnMapping, Guess, MappingRefused, suggest_mapping
from tidehead.lake.register.meta import NoRegister, RegisterMeta, read_meta
from tidehead.lake.register.personal import LABELS as PERSONAL_LABELS
from tidehead.lake.register.publishing import Accept, NothingAccepted, PublishOptions, publish, write_register
from tidehead.lake.register.queries import Alike, Counts, Found, Quotients, Register
from tidehead.lake.register.staging import DifferentImport, Progress, Staged, StageOptions, stage, staged_in

__all__ = [
    "EVERY_FIRM",
    "FIRM_COLUMNS",
    "PANEL_COLUMNS",
    "PERSONAL_LABELS",
    "Accept",
    "Alike",
    "ColumnMapping",
    "Counts",
    "DifferentImport",
    "Fault",
    "Firm",
    "FirmFilter",
    "Found",
    "Guess",
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
