"""A league that allows for how hard a unit has it, beside the plain one: never in its place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats
from tidehead.calc.composite import peers_of, ranks
from tidehead.calc.labels import Label
from tidehead.calc.schemes.filling import units_by_board
from tidehead.calc.schemes.types import Entries, Scoring, Step
from tidehead.calc.schemes.wording import listed

FEWEST_UNITS = 8
FEWEST_PER_TERM = 3
"""At least so many units for each number that is estimated: a coefficient for each variable, a constant, the spread."""

ALONE = 1e-9
"""A unit whose difficulty no other comes near has no expected score: without it there is nothing to go by."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One board's regression. coefficients: points for one more of each variable, in its unit, in the scheme's order.

    units: how many it rests on. r_squared: the share of the scores' spread that difficulty explains; left_out: the same
    share when each unit is foretold without itself, below 0 where that is worse than the mean. refusal: why there is no
    fit, and then the numbers are empty.
    """

    board: str
    units: int
    coefficients: tuple[float, ...] = ()
    constant: float = float("nan")
    r_squared: float = float("nan")
    left_out: float = float("nan")
    refusal: Label | None = None


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedLeague:
    """Both leagues side by side. variables: what difficulty is measured by. score[unit]: adjusted, in points of the
    score; expected[unit]: what a unit with such difficulty gets by the others; rank[unit]: by adjusted score, on the
    board; plain_rank[unit]: as in the scoring. nan where there is none. steps: what was done, for the run's record."""

    variables: tuple[str, ...]
    score: Floats
    expected: Floats
    rank: Floats
    plain_rank: Floats
    fits: tuple[Fit, ...]
    steps: tuple[Step, ...]


def difficulty_adjusted(scoring: Scoring, entries: Entries | None = None) -> AdjustedLeague:
    """The league by how much better a unit does than others with such difficulty.

    On each board, scores are regressed on the scheme's difficulty variables by ordinary least squares. A unit's
    expected score comes from the regression without it, and adjusted = score − expected + mean of the board.
    entries: where the difficulty variables are, the scoring's own where left out. Only ranked units with every variable
    take part.
    A board has no adjusted league, and `fits` says why, with fewer than max(8, 3·(variables + 2)) such units, a
    variable that is the same for all, or variables that tell the same.
    Source: Goldstein & Spiegelhalter 1996, J. R. Stat. Soc. A 159(3) (adjusted league tables); Allen 1974,
    Technometrics 16(1) (each residual without its own unit: e ÷ (1 − h)).
    """
    table = entries or scoring.entries
    names = scoring.scheme.difficulty
    size = len(scoring.score)
    expected = np.full(size, np.nan)
    titles = [Label(one.title("zh"), one.title("en")) for one in (scoring.prepared.variables[name] for name in names)]
    lacking = [title for name, title in zip(names, titles, strict=True) if name not in table.columns]
    codes = _codes(scoring)
    peers = peers_of(codes, size)
    fits = []
    if not names or lacking:
        fits.append(Fit("", 0, refusal=_no_variables(lacking)))
    else:
        given = np.stack([np.asarray(table.columns[name], dtype=np.float64) for name in names], axis=-1)
        for units in units_by_board(peers):
            usable = units[np.isfinite(scoring.rank[units]) & np.isfinite(given[units]).all(axis=1)]
            fit, foretold = _fitted(scoring.board[units[0]], given[usable], scoring.score[usable], titles)
            expected[usable] = foretold
            fits.append(fit)
    means = peers.spread(peers.mean(np.where(np.isfinite(expected), scoring.score, np.nan)))
    adjusted = scoring.score - expected + means
    rank = ranks(adjusted, groups=peers, decimals=scoring.scheme.decimals).rank
    return AdjustedLeague(names, adjusted, expected, rank, scoring.rank, tuple(fits), (_step(titles, fits, rank),))


def _codes(scoring: Scoring) -> NDArray[np.int64]:
    names = {name: code for code, name in enumerate(sorted(set(scoring.board)))}
    return np.fromiter(map(names.__getitem__, scoring.board), np.int64, len(scoring.board))


def _no_variables(lacking: list[Label]) -> Label:
    if lacking:
        named = listed(lacking)
        return Label(f"缺少难度变量：{named.zh}", f"difficulty variables are missing: {named.en}")
    return Label("办法没有规定难度变量", "the scheme names no difficulty variables")


def _fitted(board: str, given: Floats, scores: Floats, titles: list[Label]) -> tuple[Fit, Floats]:
    unknown = np.full(len(scores), np.nan)
    refusal = _refusal(given, titles)
    if refusal:
        return Fit(board, len(scores), refusal=refusal), unknown
    centre, spread = given.mean(axis=0), given.std(axis=0)
    design = np.column_stack([np.ones(len(scores)), (given - centre) / spread])
    base, triangle = np.linalg.qr(design)
    solution = np.linalg.solve(triangle, base.T @ scores)
    residuals = scores - design @ solution
    alone = 1.0 - (base * base).sum(axis=1)
    without = np.divide(residuals, alone, out=unknown.copy(), where=alone > ALONE)
    whole = float(((scores - scores.mean()) ** 2).sum())
    slopes = solution[1:] / spread
    fit = Fit(
        board,
        len(scores),
        tuple(slopes.tolist()),
        float(solution[0] - slopes @ centre),
        1.0 - float((residuals**2).sum()) / whole if whole > 0 else float("nan"),
        1.0 - float(np.nansum(without**2)) / whole if whole > 0 else float("nan"),
    )
    return fit, scores - without


def _refusal(given: Floats, titles: list[Label]) -> Label | None:
    units, variables = given.shape
    fewest = max(FEWEST_UNITS, FEWEST_PER_TERM * (variables + 2))
    if units < fewest:
        return Label(
            f"数据齐全的单位只有{units}个，少于{fewest}个", f"{units} units have all data; {fewest} are needed"
        )
    constant = [title for title, column in zip(titles, given.T, strict=True) if np.ptp(column) == 0]
    if constant:
        named = listed(constant)
        return Label(f"难度变量“{named.zh}”在组内全都一样", f"{named.en} is the same for all units")
    standard = (given - given.mean(axis=0)) / given.std(axis=0)
    if np.linalg.matrix_rank(standard, tol=1e-8 * np.sqrt(units)) < variables:
        return Label(
            "难度变量说的是同一回事，分不开", "the difficulty variables tell the same and cannot be told apart"
        )
    return None


def _step(titles: list[Label], fits: list[Fit], rank: Floats) -> Step:
    done = [fit for fit in fits if fit.refusal is None]
    count = int(np.isfinite(rank).sum())
    refused = [f"{fit.board or '全部'}：{fit.refusal.zh}" for fit in fits if fit.refusal]
    refused_en = [f"{fit.board or 'all'}: {fit.refusal.text('en')}" for fit in fits if fit.refusal]
    named = listed(titles)
    zh = f"按{named.zh}调整难度：{len(done)}组、{count}个单位有调整后名次"
    en = f"adjusted for {named.en}: {count} units on {len(done)} boards have an adjusted place"
    weak = [fit for fit in done if not fit.left_out > 0]
    if weak:
        zh, en = (
            zh + f"；其中{len(weak)}组难度解释不了得分，调整没有意义",
            en + f"; on {len(weak)} difficulty explains nothing",
        )
    if refused:
        zh, en = zh + "；未调整——" + "；".join(refused[:5]), en + "; not adjusted: " + "; ".join(refused_en[:5])
    return Step("difficulty", bool(done), Label(zh, en), count)
