"""Industrial chains: who makes what, what is missing, what hangs on one firm, what is bought outside."""

from tidehead.calc.chains.types import (
    Basis,
    Chain,
    Gap,
    GapKind,
    Need,
    Node,
    Stage,
    Stakes,
    Standing,
    Technology,
)

__all__ = ["Basis", "Chain", "Gap", "GapKind", "Need", "Node", "Stage", "Stakes", "Standing", "Technology"]
