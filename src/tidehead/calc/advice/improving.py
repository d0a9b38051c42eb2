"""The cheapest improvements that reach a goal, each way verified by scoring the whole board with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.advice.by_data import data_changes
from tidehead.calc.advice.cheapest import Lever, best_moves, cheapest_moves
from tidehead.calc.advice.curves import CURVES_SHARE, levers_of
from tidehead.calc.advice.reach import effort_weights, furthest_values
from tidehead.calc.advice.sentences import advice_sentence
from tidehead.calc.advice.trial_boards import Tried
from tidehead.calc.advice.trials import Trials, gains_add_up, is_reached, score_to_beat, standing_of, veto_in_the_way
from tidehead.calc.advice.types import Advice, AdviceRefused, Goal, Limits, Move
from tidehead.calc.arrays import Floats
from tidehead.calc.labels import Label
from tidehead.calc.schemes.types import Entries, Prepared, Scoring

_ATTEMPTS = 25
_RUNGS, _NARROW = 32, 1e-7
_AT_ONCE = 20_000
_DIGITS = 6
"""Values that advice names are rounded, to the far side, to so many digits: they have to be enough as they are read."""


def cheapest_improvement(
    prepared: Prepared, entries: Entries, unit: str, goal: Goal, *, limits: Limits | None = None, ways: int = 2
) -> Advice:
    """The least effort with which one unit reaches a score, a rank or a grade, within limits, the others as they are.

    Every way is verified by scoring the board again, since a unit's own change can move the board's least, greatest and
    mean values; where that falls short, more is asked for until it is enough, and then each move is made as small as
    the goal allows. ways: how many ways; each but the first leaves out what leads the one before.
    Where no way within the limits is found, the advice says so and gives the furthest moves and where they lead.
    Raises AdviceRefused for a unit that is not on the board or has no score, a goal the scheme does not know, and
    costs that are not above zero.
    """
    asked = limits or Limits()
    trials = Trials(prepared, entries, unit)
    _check(trials, goal)
    is_met = is_reached(goal, trials.now, trials.row)
    if is_met or veto_in_the_way(goal, trials.now, trials.row):
        return _advice(trials, goal, _Way({}, trials.now, is_met), (np.ones(0), (), 0.0))
    efforts = effort_weights(trials.now, trials.row, asked)
    furthest = furthest_values(trials.now, trials.row, asked)
    levers, places, error = levers_of(trials, goal, furthest, efforts)
    search = _Search(trials, goal, asked.most)
    found: list[Advice] = []
    left_out: set[int] = set()
    for number in range(max(1, ways)):
        search.until = CURVES_SHARE + (1 - CURVES_SHARE) * (number + 1) / max(1, ways)
        kept = [at for at, place in enumerate(places) if place not in left_out]
        way = search.way([levers[at] for at in kept], [places[at] for at in kept])
        way = replace(way, is_cut_short=trials.is_spent(search.until) or not search.is_proven)
        if found and not way.is_reached:
            break
        found.append(_advice(trials, goal, way, (efforts, furthest, error)))
        if not way.is_reached or not way.moves:
            break
        left_out.add(max(way.moves, key=lambda place: abs(_distance(trials, way, place)) * efforts[place]))
    return replace(found[0], alternatives=tuple(found[1:]))


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """moves: position of an indicator to the value it is moved to; scoring: the board with them."""

    moves: dict[int, float]
    scoring: Scoring
    is_reached: bool
    is_cut_short: bool = False


class _Search:
    """Looks for one way: programme, scoring, more, until it is enough; then less, as long as it is."""

    def __init__(self, trials: Trials, goal: Goal, most: int | None) -> None:
        self.trials, self.goal, self.most = trials, goal, most
        self.ids = [indicator.id for indicator in trials.prepared.scheme.indicators]
        self.target = score_to_beat(goal, trials.now, trials.row)
        self.until, self.is_proven = 1.0, True
        self.rungs = int(np.clip(_AT_ONCE // len(trials.entries.ids), 4, _RUNGS))
        self.is_free = trials.is_alone and trials.leaves_others_alone
        self.bar = np.round(self.target, trials.prepared.scheme.decimals)

    def way(self, levers: Sequence[Lever], places: Sequence[int]) -> _Way:
        """The cheapest way of these levers that holds when scored; else the furthest one, not reached."""
        smallest = 10.0**-self.trials.prepared.scheme.decimals
        need = max(self.target - float(self.trials.now.score[self.trials.row]), smallest)
        for _ in range(_ATTEMPTS if self.target < np.inf else 0):
            choice = cheapest_moves(levers, need, most=self.most)
            if choice is None:
                break
            self.is_proven &= choice.is_proven
            moves = self._values(choice.moves, levers, places)
            quick = None if self.is_free else self.trials.tried(self.goal, self._named([moves]))
            way = self.tried(moves) if quick is None or quick.met[0] else None
            if way is not None and way.is_reached:
                return self._just_enough(way, levers, places)
            if self.trials.is_spent(self.until):
                break
            self.bar = np.round(self.target + smallest, self.trials.prepared.scheme.decimals)  # equal is not enough
            # Others may have moved with the unit, and curved gains are overestimated between nodes.
            need += max(self._missing(way, quick), smallest)
            if not np.isfinite(need):
                break
        furthest = best_moves(levers, most=self.most)
        way = self.tried(self._values(furthest.moves, levers, places))
        return self._just_enough(way, levers, places) if way.is_reached else way

    def _missing(self, way: _Way | None, quick: Tried | None) -> float:
        """What the unit lacks to the score to beat, on the board that was run or tried."""
        if way is not None:
            return score_to_beat(self.goal, way.scoring, self.trials.row) - float(way.scoring.score[self.trials.row])
        return np.inf if quick is None else float(quick.target[0] - quick.score[0])

    def tried(self, moves: dict[int, float]) -> _Way:
        """The board with the moves."""
        scoring = self.trials.board({self.ids[place]: value for place, value in moves.items()})
        return _Way(moves, scoring, is_reached(self.goal, scoring, self.trials.row))

    def _values(self, moves: Floats, levers: Sequence[Lever], places: Sequence[int]) -> dict[int, float]:
        """Where each lever's move leads, for those that are moved."""
        now = self.trials.now.values[self.trials.row]
        found = {}
        for lever, place, move in zip(levers, places, moves, strict=True):
            if move > 1e-9 * lever.moves[-1]:
                found[place] = float(now[place] + self._sign(place) * move)
        return found

    def _sign(self, place: int) -> float:
        return 1.0 if self.trials.prepared.scheme.indicators[place].direction.value == "up" else -1.0

    def _just_enough(self, way: _Way, levers: Sequence[Lever], places: Sequence[int]) -> _Way:
        """The same way with every move as small as the goal allows, the least worthwhile first, then readable."""
        now = self.trials.now.values[self.trials.row]
        lever_at = dict(zip(places, levers, strict=True))

        def worth(place: int) -> float:
            move = abs(way.moves[place] - float(now[place]))
            return lever_at[place].gain(move) / max(lever_at[place].effort * move, 1e-300)

        moves = way.moves
        for place in sorted(moves, key=worth):
            moves = self._shrunk(moves, place)
        for each in (self._readable(moves, lever_at), moves):
            found = self.tried(each)
            if found.is_reached:
                return found
        return way

    def _shrunk(self, moves: dict[int, float], place: int) -> dict[int, float]:
        """The moves with one of them as small as is still enough, or left out."""
        start = float(self.trials.now.values[self.trials.row, place])
        without = {other: value for other, value in moves.items() if other != place}
        if self._enough([without])[0]:
            return without
        low, high, full = 0.0, 1.0, moves[place] - start
        while high - low > _NARROW and not self.trials.is_spent(self.until):
            ladder = np.linspace(low, high, self.rungs + 1)
            met = self._enough([moves | {place: start + float(share) * full} for share in ladder[1:-1]])
            first = int(np.argmax(met)) if met.any() else len(met)
            low, high = float(ladder[first]), float(ladder[first + 1])
        return moves | {place: start + high * full}

    def _enough(self, tried: Sequence[dict[int, float]]) -> NDArray[np.bool_]:
        """Whether each set of moves reaches the goal: by the unit's score alone where nobody else moves."""
        if not self.is_free:
            return self.trials.tried(self.goal, self._named(tried)).met
        scores = self.trials.scores(self._named(tried))
        return np.asarray(np.round(scores, self.trials.prepared.scheme.decimals) >= self.bar)

    def _named(self, tried: Sequence[dict[int, float]]) -> list[dict[str, float]]:
        return [{self.ids[place]: value for place, value in moves.items()} for moves in tried]

    def _readable(self, moves: dict[int, float], lever_at: dict[int, Lever]) -> dict[int, float]:
        """The same moves in numbers of six digits, rounded to the far side, where that is within reach."""
        now, found = self.trials.now.values[self.trials.row], dict(moves)
        for place, value in moves.items():
            unit = 10.0 ** (np.floor(np.log10(abs(value))) - _DIGITS + 1) if value else 1.0
            steps = np.ceil(value / unit - 1e-6) if self._sign(place) > 0 else np.floor(value / unit + 1e-6)
            rounded = float(f"{float(steps) * unit:.12g}")
            if abs(rounded - now[place]) <= lever_at[place].moves[-1]:
                found[place] = rounded
        return found


def _check(trials: Trials, goal: Goal) -> None:
    scheme = trials.prepared.scheme
    grades = [band.grade for band in scheme.grades]
    if goal.grade and goal.grade not in grades:
        raise AdviceRefused(
            Label(
                f"本办法没有等级“{goal.grade}”，只有{'、'.join(grades) or '分数'}",
                f'the scheme has no grade "{goal.grade}", only {", ".join(grades) or "scores"}',
            )
        )
    if np.isnan(trials.now.score[trials.row]):
        why = trials.now.reasons.get(trials.row, ())
        raise AdviceRefused(
            Label(
                f"“{trials.unit}”现在没有得分，先要补齐数据：{'；'.join(one.zh for one in why)}",
                f'"{trials.unit}" has no score now; hand in the data first: {"; ".join(one.text("en") for one in why)}',
            )
        )


def _distance(trials: Trials, way: _Way, place: int) -> float:
    return way.moves[place] - float(trials.now.values[trials.row, place])


def _advice(trials: Trials, goal: Goal, way: _Way, known: tuple[Floats, Floats | tuple[()], float]) -> Advice:
    efforts, _, error = known
    row, indicators = trials.row, trials.prepared.scheme.indicators
    moves = []
    for place, value in way.moves.items():
        indicator = indicators[place]
        moves.append(
            Move(
                indicator.id,
                indicator.label,
                indicator.unit,
                before=float(trials.now.values[row, place]),
                after=value,
                gained=float(way.scoring.points[row, place] - trials.now.points[row, place]),
                effort=abs(_distance(trials, way, place)) * float(efforts[place]),
                by_data=data_changes(trials, place, value),
            )
        )
    moves.sort(key=lambda move: -move.effort)
    passed = (trials.now.rank < trials.now.rank[row]) & (way.scoring.rank > way.scoring.rank[row])
    passed &= np.array(trials.now.board) == trials.now.board[row]
    advice = Advice(
        trials.unit,
        goal,
        way.is_reached,
        trials.standing,
        standing_of(way.scoring, row),
        tuple(moves),
        effort=sum(move.effort for move in moves),
        is_cheapest=way.is_reached and gains_add_up(trials.now) and trials.leaves_others_alone and not way.is_cut_short,
        curve_error=error,
        others_passed=tuple(trials.entries.ids[other] for other in np.flatnonzero(passed)),
        sentence=Label(""),
        obstacle=veto_in_the_way(goal, trials.now, row),
        is_cut_short=way.is_cut_short,
    )
    return replace(advice, sentence=advice_sentence(advice))
