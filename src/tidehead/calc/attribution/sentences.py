"""A move said in a sentence that names what drove it, in both languages."""

from collections.abc import Sequence

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.attribution.types import FACTOR_NAMES, FACTORS, Factor, Moves
from tidehead.calc.labels import Label

SMALLEST = 1e-9
"""What is below this is rounding, not a move."""


def score_sentence(moves: Moves, index: int) -> Label:
    """Why one unit's score moved: the whole, then each factor from the largest down.

    "得分上升 21.9 分，全部来自基准值调整。" Raises IndexError for a row that is not there.
    """
    if np.isnan(moves.score_parts[index]).any():
        return _unsplit(moves, index)
    change = float(moves.score_after[index] - moves.score_before[index])
    size = _points(change)
    head = Label(f"得分{'上升' if change > 0 else '下降'} {size} 分", f"Score {'up' if change > 0 else 'down'} {size}")
    still = Label("得分没有变化", "Score unchanged")
    return _sentence(head if abs(change) > SMALLEST else still, moves.score_parts[index], change, ("分", " points"))


def rank_sentence(moves: Moves, index: int) -> Label:
    """Why one unit's rank moved, as `score_sentence`; parts of a place may be fractions.

    Raises IndexError for a row that is not there.
    """
    if np.isnan(moves.rank_parts[index]).any():
        return _unsplit(moves, index)
    change = float(moves.rank_before[index] - moves.rank_after[index])
    places = f"{moves.rank_before[index]:.0f} → {moves.rank_after[index]:.0f}"
    head = Label(
        f"名次{'上升' if change > 0 else '下降'} {abs(change):.0f} 位（{places}）",
        f"Rank {'up' if change > 0 else 'down'} {abs(change):.0f} ({places})",
    )
    still = Label("名次没有变化", "Rank unchanged")
    return _sentence(head if change else still, -moves.rank_parts[index], change, ("位", " places"))


def grade_sentence(before: str, after: str, enough: Sequence[frozenset[Factor]]) -> Label:
    """Which factors were enough to move a grade."""
    if before == after:
        return Label(f"等级仍为 {before or '无'}。", f"Grade still {before or 'none'}.")
    head = Label(f"等级由 {before or '无'} 变为 {after or '无'}", f"Grade from {before or 'none'} to {after or 'none'}")
    ways = [_joined([FACTOR_NAMES[factor] for factor in FACTORS if factor in one]) for one in enough]
    zh, en = "；或".join(way.zh for way in ways), "; or ".join(way.en for way in ways)
    return Label(f"{head.zh}，仅凭以下因素即可：{zh}。", f"{head.en}; enough alone: {en}.")


def unsplit_reasons(scores: Floats, ranks: Floats) -> dict[int, Label]:
    """Why units' changes cannot be split. scores, ranks: [coalition, unit], nan where there is none."""
    reasons = {}
    for index in np.flatnonzero(np.isnan(scores).any(axis=0) | np.isnan(ranks).any(axis=0)):
        unknown, what = np.isnan(scores[:, index]), Label("得分", "score")
        if not unknown.any():
            unknown, what = np.isnan(ranks[:, index]), Label("名次", "rank")
        reasons[int(index)] = _reason(unknown, what)
    return reasons


def _reason(unknown: np.ndarray[tuple[int], np.dtype[np.bool_]], what: Label) -> Label:
    if unknown[0]:
        return Label(f"上期没有{what.zh}，无法分解", f"No {what.en} in the earlier period, so nothing to split")
    if unknown[-1]:
        return Label(f"本期没有{what.zh}，无法分解", f"No {what.en} in the later period, so nothing to split")
    coalition = int(np.flatnonzero(unknown)[0])
    moved = _joined([FACTOR_NAMES[factor] for place, factor in enumerate(FACTORS) if coalition >> place & 1])
    return Label(
        f"只变动{moved.zh}时得不出{what.zh}，无法分解",
        f"With only {moved.en} moved there is no {what.en}, so the change cannot be split",
    )


def _unsplit(moves: Moves, index: int) -> Label:
    reason = moves.reasons[index if index >= 0 else index + len(moves.ids)]
    return Label(f"{reason.zh}。", f"{reason.en}.")


def _sentence(head: Label, parts: Floats, change: float, unit: tuple[str, str]) -> Label:
    order = [place for place in np.argsort(-np.abs(parts), kind="stable") if abs(parts[place]) > SMALLEST]
    if not order:
        return Label(f"{head.zh}。", f"{head.en}.")
    if len(order) == 1:
        name = FACTOR_NAMES[FACTORS[order[0]]]
        return Label(f"{head.zh}，全部来自{name.zh}。", f"{head.en}, all of it from {name.en}.")
    told = [(FACTOR_NAMES[FACTORS[place]], _points(parts[place], signed=True)) for place in order]
    zh = "，".join(f"{name.zh} {amount} {unit[0]}" for name, amount in told)
    en = ", ".join(f"{name.en} {amount}{unit[1]}" for name, amount in told)
    against = "，各因素相抵" if abs(change) <= SMALLEST else ""
    return Label(f"{head.zh}{against}：{zh}。", f"{head.en}{' on balance' if against else ''}: {en}.")


def _points(amount: float, *, signed: bool = False) -> str:
    """One decimal; more where that would read as nothing."""
    decimals = next((d for d in (1, 2, 3, 6) if abs(amount) >= 0.5 * 10**-d), 9)
    text = f"{abs(amount):.{decimals}f}"
    return f"{'+' if amount > 0 else '−'}{text}" if signed else text


def _joined(names: Sequence[Label]) -> Label:
    return Label("＋".join(name.zh for name in names), " + ".join(name.en for name in names))
