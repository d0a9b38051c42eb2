"""Credit and benefits that several parties share, exact to the fen; see docs/methods/sharing.md."""

from tidehead.calc.sharing.counting import (
    Claim,
    Counted,
    Credit,
    Fate,
    Hosted,
    Mutual,
    Shared,
    Tally,
    count_once,
    mutual_counting,
    split_credit,
)
from tidehead.calc.sharing.settling import Agreement, Bound, YearSettled, settle, shares_in
from tidehead.calc.sharing.splitting import Share, SharingRefused, exact_shares, split_amount

__all__ = [
    "Agreement",
    "Bound",
    "Claim",
    "Counted",
    "Credit",
    "Fate",
    "Hosted",
    "Mutual",
    "Share",
    "Shared",
    "SharingRefused",
    "Tally",
    "YearSettled",
    "count_once",
    "exact_shares",
    "mutual_counting",
    "settle",
    "shares_in",
    "split_amount",
    "split_credit",
]
