"""How projects go through their stages, learned from a region's own history; see docs/methods/lifecycle.md.

Days are plain numbers, of any count; nan is unknown.
"""

from tidehead.calc.lifecycle.backtests import Backtest, Bin, backtest, brier_score, concordance, reliability
from tidehead.calc.lifecycle.curves import (
    Curve,
    Estimate,
    Scale,
    bands,
    kaplan_meier,
    quantile_days,
    share_lasting,
)
from tidehead.calc.lifecycle.history import (
    End,
    History,
    LifecycleRefused,
    Stays,
    history_of,
    project_history,
    seen_on,
    standing,
    stays_in,
)
from tidehead.calc.lifecycle.incidence import Incidence, cumulative_incidence, incidence_at
from tidehead.calc.lifecycle.laws import Lifecycle, Ratio, Settings, StageLaw, law_of, learn, pseudo_events
from tidehead.calc.lifecycle.outlooks import Outlook, Reason, outlook, outlooks
from tidehead.calc.lifecycle.pipelines import Expected, expected_amount
from tidehead.calc.lifecycle.waiting import StageRecord, Wait, Waiting, stage_records, waiting, waits

__all__ = [
    "Backtest",
    "Bin",
    "Curve",
    "End",
    "Estimate",
    "Expected",
    "History",
    "Incidence",
    "Lifecycle",
    "LifecycleRefused",
    "Outlook",
    "Ratio",
    "Reason",
    "Scale",
    "Settings",
    "StageLaw",
    "StageRecord",
    "Stays",
    "Wait",
    "Waiting",
    "backtest",
    "bands",
    "brier_score",
    "concordance",
    "cumulative_incidence",
    "expected_amount",
    "history_of",
    "incidence_at",
    "kaplan_meier",
    "law_of",
    "learn",
    "outlook",
    "outlooks",
    "project_history",
    "pseudo_events",
    "quantile_days",
    "reliability",
    "seen_on",
    "share_lasting",
    "standing",
    "stage_records",
    "stays_in",
    "waiting",
    "waits",
]
