"""Advice and corrections said in a sentence, in both languages."""

from collections.abc import Mapping

import numpy as np

from tidehead.calc.advice.types import Advice, Goal, Move, Standing
from tidehead.calc.labels import Label


def advice_sentence(advice: Advice) -> Label:
    """What to do and where it leads; or that the goal is out of reach within the limits, and what is not.

    "把亩均税收从 20 提高到 23.5 万元/亩（+4.2 分），得分由 78 升至 82.2，等级由 C 升为 B。"
    """
    goal = goal_words(advice.goal)
    where = _change(advice.before, advice.after)
    if advice.is_reached and not advice.moves:
        return Label(f"现在已经达到“{goal.zh}”，无须改进。", f"The goal, {goal.en}, is met already.")
    steps = Label(
        "；".join(_step(move).zh for move in advice.moves), "; ".join(_step(move).en for move in advice.moves)
    )
    if advice.is_reached:
        told = Label(f"{steps.zh}：{where.zh}。", f"{steps.en}: {where.en}.")
        return _with_limit(told) if advice.is_cut_short else told
    if advice.obstacle:
        return Label(
            f"达不到“{goal.zh}”：{advice.obstacle.zh}。", f"The goal, {goal.en}, is out of reach: {advice.obstacle.en}."
        )
    if not advice.moves:
        return Label(
            f"在给定范围内没有可以提高得分的指标，达不到“{goal.zh}”。",
            f"Within the limits no indicator can raise the score; the goal, {goal.en}, is out of reach.",
        )
    if advice.is_cut_short:
        return _with_limit(
            Label(
                f"还没有找到达到“{goal.zh}”的办法；目前最好的是（{steps.zh}）：{where.zh}。",
                f"No way to the goal, {goal.en}, was found yet; the best so far ({steps.en}): {where.en}.",
            )
        )
    return Label(
        f"在给定范围内达不到“{goal.zh}”；尽力而为（{steps.zh}）：{where.zh}。",
        f"Within the limits the goal, {goal.en}, is out of reach; at the most ({steps.en}): {where.en}.",
    )


def _with_limit(told: Label) -> Label:
    """That the search ended at its limit, said plainly."""
    return Label(
        f"{told.zh}试算次数已到上限，可能还有更省的办法。",
        f"{told.en} The search ended at its limit of trial boards; there may be a cheaper way.",
    )


def goal_words(goal: Goal) -> Label:
    """A goal in words.

    >>> goal_words(Goal(rank=3)).zh
    '进入前 3 名'
    """
    if goal.rank is not None:
        return Label(f"进入前 {goal.rank} 名", f"a rank of {goal.rank} or better")
    if goal.score is not None:
        return Label(f"得分达到 {goal.score:g} 分", f"a score of {goal.score:g}")
    return Label(f"等级达到 {goal.grade}", f"grade {goal.grade}")


def correction_sentence(before: Standing, after: Standing, *, others: int) -> Label:
    """What a correction of data does to a unit, and to how many others."""
    change = _change(before, after)
    if others:
        who = Label(
            f"另有 {others} 个单位的名次或等级随之变化",
            f"rank or grade of {others} other{'s' * (others > 1)} changes with it",
        )
    else:
        who = Label("其他单位的名次和等级不变", "nobody else's rank or grade changes")
    return Label(f"更正后{change.zh}；{who.zh}。", f"With the correction {change.en}; {who.en}.")


def points_words(points: Mapping[str, tuple[float, float]], labels: Mapping[str, Label]) -> Label:
    """Which indicators' points change, and from what to what."""
    told = [(labels[name], before, after) for name, (before, after) in points.items()]
    zh = "；".join(f"{label.zh} {_number(before)} → {_number(after)} 分" for label, before, after in told)
    en = "; ".join(f"{label.text('en')} {_number(before)} → {_number(after)} points" for label, before, after in told)
    return Label(zh or "各项得分不变", en or "no indicator's points change")


def _step(move: Move) -> Label:
    unit = "" if move.unit == "1" else f" {move.unit}"
    verb = Label("提高", "raise") if move.after > move.before else Label("降低", "lower")
    before, after, gained = _number(move.before), f"{_number(move.after)}{unit}", f"{move.gained:+.4g}"
    return Label(
        f"把{move.label.zh}从 {before} {verb.zh}到 {after}（{gained} 分）",
        f"{verb.en} {move.label.text('en')} from {before} to {after} ({gained} points)",
    )


def _change(before: Standing, after: Standing) -> Label:
    parts = [_told("得分", "score", before.score, after.score)]
    if not (np.isnan(before.rank) and np.isnan(after.rank)):
        parts.append(_told("名次", "rank", before.rank, after.rank))
    if before.grade or after.grade:
        old, new = before.grade or "无", after.grade or "无"
        same = old == new
        parts.append(Label(f"等级仍为 {new}" if same else f"等级由 {old} 变为 {new}",
                           f"grade still {after.grade or 'none'}" if same else
                           f"grade from {before.grade or 'none'} to {after.grade or 'none'}"))  # fmt: skip
    return Label("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _told(zh: str, en: str, before: float, after: float) -> Label:
    if before == after or (np.isnan(before) and np.isnan(after)):
        return Label(f"{zh}仍为 {_number(after)}", f"{en} still {_number(after, 'none')}")
    return Label(f"{zh}由 {_number(before)} 变为 {_number(after)}",
                 f"{en} from {_number(before, 'none')} to {_number(after, 'none')}")  # fmt: skip


def _number(value: float, missing: str = "无") -> str:
    return missing if np.isnan(value) else f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
