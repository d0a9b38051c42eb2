"""Which pairs are worth comparing: rows that agree on all keys of some block; several blocks, united."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tidehead.calc.arrays import Floats
from tidehead.calc.linkage.folding import sound
from tidehead.calc.linkage.preparing import Prepared
from tidehead.calc.linkage.table import Column, column_of
from tidehead.calc.linkage.types import Block, Flags, Ints, LinkageRefused, Pairs

MOST_PAIRS = 60_000_000
_MOST_BLOCKS = 62
_RAREST, _RARE = 3, 100
_SIZED = re.compile(r"(first|last)(\d+)")
PARTS = "firstN, lastN, year, sound, slips, rare, numbers; of company names also plain, core, brand, former"
"""What a key may take of a value. slips: the value and all that it can become by losing a character; rare: its three
rarest pairs of neighbouring characters among those that other values have too."""
_NAME_PARTS = ("plain", "core", "brand", "former", "sound")


@dataclass(frozen=True, slots=True)
class BlockFound:
    """What one block found. left_out: rows in groups too large to compare. expected: matches among its pairs."""

    block: Block
    pairs: int
    left_out: int
    expected: float = float("nan")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs to compare; blocks[pair]: bits of the blocks that found it; found: one a block."""

    pairs: Pairs
    blocks: Ints
    found: tuple[BlockFound, ...]

    def of_block(self, number: int) -> Ints:
        """The numbers of the pairs that a block found."""
        result: Ints = np.flatnonzero(self.blocks & (1 << number))
        return result


def candidates(prepared: Prepared, side: Ints | None = None, *, within: int | None = None) -> Candidates:
    """The pairs that the plan's blocks find, each once.

    side[row]: only pairs across two sides are wanted, and those within the side `within` where one is named.
    """
    blocks = prepared.plan.blocks
    if len(blocks) > _MOST_BLOCKS:
        raise LinkageRefused(f"分块规则不能超过{_MOST_BLOCKS}条", f"at most {_MOST_BLOCKS} blocks")
    parts, report = [], []
    for number, block in enumerate(blocks):
        keys, left_out = _block_pairs(prepared, block, side, within)
        parts.append((keys, number))
        report.append(BlockFound(block, len(keys), left_out))
    every = np.concatenate([keys for keys, _ in parts])
    bits = np.concatenate([np.full(len(keys), 1 << number, dtype=np.int64) for keys, number in parts])
    order = np.argsort(every, kind="stable")
    every, bits = every[order], bits[order]
    starts = np.flatnonzero(np.diff(every, prepend=-1))
    keys = every[starts]
    united = np.bitwise_or.reduceat(bits, starts) if len(starts) else bits
    return Candidates(Pairs(keys // prepared.size, keys % prepared.size), united, tuple(report))


def _block_pairs(prepared: Prepared, block: Block, side: Ints | None, within: int | None) -> tuple[Ints, int]:
    """The pairs of a block as first · size + second, each once; and the rows left out."""
    rows, groups, several = _grouped(prepared, block)
    if not len(rows):
        return np.empty(0, dtype=np.int64), 0
    order = np.lexsort((rows, groups))
    rows, groups = rows[order], groups[order]
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    sizes = np.diff(starts, append=len(groups))
    useful = sizes > 1
    if side is not None:
        useful &= _crossing(side[rows], starts, sizes, within)
    large = useful & (sizes > prepared.plan.largest_group)
    kept = useful & ~large
    expected = int((sizes[kept] * (sizes[kept] - 1) // 2).sum())
    if expected > MOST_PAIRS:
        raise LinkageRefused(
            f"分块“{'+'.join(block.keys)}”会产生{expected:,}对，请加键或减小最大组",
            f"block {'+'.join(block.keys)} makes {expected:,} pairs: add a key or lower largest_group",
        )
    first, second = _all_pairs(rows, starts[kept], sizes[kept])
    if side is not None:
        wanted = side[first] != side[second]
        if within is not None:
            wanted |= side[first] == within
        first, second = first[wanted], second[wanted]
    keys = first * prepared.size + second
    return (np.unique(keys) if several else keys), int(sizes[large].sum())


def _crossing(sides: Ints, starts: Ints, sizes: Ints, within: int | None) -> Flags:
    """Groups in which some pair is wanted at all."""
    low, high = np.minimum.reduceat(sides, starts), np.maximum.reduceat(sides, starts)
    crossing: Flags = low != high
    if within is not None:
        crossing |= np.add.reduceat((sides == within).astype(np.int64), starts) > 1
    return crossing


def _all_pairs(rows: Ints, starts: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Every two rows of every group; groups of one size at once."""
    firsts, seconds = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for size in np.unique(sizes).tolist():
        members = rows[starts[sizes == size][:, None] + np.arange(size)]
        one, two = np.triu_indices(size, 1)
        firsts.append(members[:, one].ravel())
        seconds.append(members[:, two].ravel())
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    return np.minimum(first, second), np.maximum(first, second)


def _grouped(prepared: Prepared, block: Block) -> tuple[Ints, Ints, bool]:
    """Rows and the number of their group; a row may be in several, and then the last answer is true."""
    rows = np.arange(prepared.size)
    groups = np.zeros(prepared.size, dtype=np.int64)
    several = False
    for key in block.keys:
        codes, owners = _key(prepared, key)
        several |= owners is not None
        if owners is None:
            own = codes[rows]
        else:  # every row once for each of its codes
            starts = np.searchsorted(owners, np.arange(prepared.size + 1))
            counts = np.diff(starts)[rows]
            places = np.repeat(starts[rows] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
            own = codes[places + np.arange(len(places))]
            rows, groups = np.repeat(rows, counts), np.repeat(groups, counts)
        known = own >= 0
        rows, mixed = rows[known], groups[known] * (int(own.max(initial=0)) + 1) + own[known]
        groups = np.unique(mixed, return_inverse=True)[1].astype(np.int64)
    return rows, groups, several


def _key(prepared: Prepared, key: str) -> tuple[Ints, Ints | None]:
    """The codes of a key: one a row; or several, and then with the row of each, in order."""
    name, _, part = key.partition(":")
    if name not in prepared.columns:
        raise LinkageRefused(f"分块键“{key}”的列不在字段中", f"key “{key}”: no field reads that column")
    column = prepared.columns[name]
    if name in prepared.names:
        names = prepared.names[name]
        if part == "slips":
            return _several(names.core, _slips)
        if part == "rare":
            return _several(names.plain, _rare)
        if (part or "plain") not in _NAME_PARTS:
            raise LinkageRefused(f"分块键“{key}”不可用", f"key “{key}” is not usable; there are {PARTS}")
        found: Column = getattr(names, part or "plain")
        return found.codes, None
    if part in ("slips", "rare"):
        return _several(column, _slips if part == "slips" else _rare)
    return (
        column_of([_part(key, part)(value) for value in column.values.tolist()], column.codes) if part else column
    ).codes, None


def _part(key: str, part: str) -> Callable[[str], str]:
    """What a part takes of a value; "" where the value is too short for it."""
    sized = _SIZED.fullmatch(part)
    if sized:
        length = int(sized.group(2))
        return (lambda text: text[:length]) if sized.group(1) == "first" else (lambda text: text[-length:])
    if part == "year":
        return lambda text: text[:4] if len(text) >= 4 else ""
    if part == "sound":
        return sound
    if part == "numbers":
        return lambda text: " ".join("".join(c if c.isdigit() else " " for c in text).split())
    raise LinkageRefused(f"分块键“{key}”不可用", f"key “{key}” is not usable; there are {PARTS}")


def _several(column: Column, keys: Callable[[Sequence[str]], list[list[str]]]) -> tuple[Ints, Ints]:
    """Several keys a value: the codes, and the row of each, in order."""
    own = keys(column.values.tolist())
    codes = column_of([key for each in own for key in each]).codes
    starts = np.concatenate([[0], np.cumsum([len(each) for each in own], dtype=np.int64)])
    rows = np.flatnonzero(column.codes >= 0)
    counts = np.diff(starts)[column.codes[rows]]
    places = np.repeat(starts[column.codes[rows]] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    return codes[places + np.arange(len(places))], np.repeat(rows, counts)


def _slips(values: Sequence[str]) -> list[list[str]]:
    """The value and all that it can become by losing a character: two values one slip apart share one of these.

    Source: the symmetric delete of SymSpell (Garbe 2012), here to one deletion, from values of four characters on.
    """
    return [
        sorted({value} | {value[:at] + value[at + 1 :] for at in range(len(value)) if len(value) >= 4})
        for value in values
    ]


def _rare(values: Sequence[str]) -> list[list[str]]:
    """The three rarest pairs of neighbouring characters that at least two values have: a slip makes new ones, alone."""
    counted = Counter(piece for value in values for piece in {value[at : at + 2] for at in range(len(value) - 1)})
    found = []
    for value in values:
        pieces = {value[at : at + 2] for at in range(len(value) - 1)}
        shared = sorted((counted[piece], piece) for piece in pieces if 1 < counted[piece] <= _RARE)
        found.append([piece for _, piece in shared[:_RAREST]])
    return found


def columns_of_block(block: Block) -> frozenset[str]:
    """The columns whose agreement a block asks for."""
    return frozenset(key.partition(":")[0] for key in block.keys)


def blocking_recall(found: Candidates, truth: Pairs) -> float:
    """The share of true pairs among the candidates; unknown where there are none. truth: first < second, each once.

    >>> one = Pairs(np.array([0, 1]), np.array([1, 2]))
    >>> blocking_recall(Candidates(one, np.array([1, 1]), ()), Pairs(np.array([0, 0]), np.array([1, 2])))
    0.5
    """
    if not len(truth):
        return float("nan")
    size = int(max(truth.second.max(), found.pairs.second.max(initial=0))) + 1
    have = np.isin(truth.first * size + truth.second, found.pairs.first * size + found.pairs.second)
    return float(have.mean())


def estimated_recall(blocks: Ints, probabilities: Floats) -> float:
    """A bound on blocking's recall without truth, from how often the blocks find the same matches.

    f1 and f2: expected matches found by exactly one and exactly two blocks. At least f1² / 2·f2 are missed by all, so
    the recall is at most found ÷ (found + missed). Unknown where nothing was found or no match was found twice.
    Source: Chao 1987, Biometrics 43(4), with blocks as occasions of capture; blocks are not independent, so the true
    recall can be higher or lower.

    Worked: three matches found once, two twice: missed 3² / (2·2) = 2.25; 5 / (5 + 2.25) = 0.69.

    >>> round(estimated_recall(np.array([1, 2, 1, 3, 3]), np.ones(5)), 2)
    0.69
    """
    times = np.zeros(len(blocks), dtype=np.int64)
    left = blocks.copy()
    while left.any():
        times += left & 1
        left = left >> 1
    once, twice, found = (float(probabilities[which].sum()) for which in (times == 1, times == 2, times > 0))
    if found == 0 or (twice == 0 and once > 0):
        return float("nan")
    missed = once * once / (2 * twice) if once else 0.0
    return found / (found + missed)


def with_expected(found: Candidates, probabilities: Floats) -> tuple[BlockFound, ...]:
    """The report with the matches that each block is expected to hold."""
    told: Sequence[BlockFound] = found.found
    return tuple(
        BlockFound(each.block, each.pairs, each.left_out, float(probabilities[found.of_block(at)].sum()))
        for at, each in enumerate(told)
    )
