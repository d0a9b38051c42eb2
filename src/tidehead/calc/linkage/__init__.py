"""One entity under many names: candidates, scores with reasons, and entities that respect what people decided."""

from tidehead.calc.linkage.blocking import (
    BlockFound,
    Candidates,
    blocking_recall,
    candidates,
    columns_of_block,
    estimated_recall,
)
from tidehead.calc.linkage.codes import has_valid_check
from tidehead.calc.linkage.company_names import CompanyName, NameParser, learned_trades, split_branch, split_form
from tidehead.calc.linkage.folding import folded, folded_code, folded_date, folded_number, sound
from tidehead.calc.linkage.model import FieldModel, Model, Sample, expectation_maximisation, random_sample, train
from tidehead.calc.linkage.preparing import Prepared, prepare
from tidehead.calc.linkage.resolving import BranchOf, Doubt, Resolution, link_lists, link_new, resolve
from tidehead.calc.linkage.scoring import Explanation, Part, Scores, explain, score
from tidehead.calc.linkage.types import (
    Block,
    Decisions,
    Field,
    Kind,
    Level,
    LinkageRefused,
    Pairs,
    Plan,
    Records,
    Thresholds,
    Verdict,
)

__all__ = [
    "Block",
    "BlockFound",
    "BranchOf",
    "Candidates",
    "CompanyName",
    "Decisions",
    "Doubt",
    "Explanation",
    "Field",
    "FieldModel",
    "Kind",
    "Level",
    "LinkageRefused",
    "Model",
    "NameParser",
    "Pairs",
    "Part",
    "Plan",
    "Prepared",
    "Records",
    "Resolution",
    "Sample",
    "Scores",
    "Thresholds",
    "Verdict",
    "blocking_recall",
    "candidates",
    "columns_of_block",
    "estimated_recall",
    "expectation_maximisation",
    "explain",
    "folded",
    "folded_code",
    "folded_date",
    "folded_number",
    "has_valid_check",
    "learned_trades",
    "link_lists",
    "link_new",
    "prepare",
    "random_sample",
    "resolve",
    "score",
    "sound",
    "split_branch",
    "split_form",
    "train",
]
