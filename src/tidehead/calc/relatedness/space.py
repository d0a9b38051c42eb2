"""The industry space as a picture: its backbone, and where each industry stands in it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, shortest_path

from tidehead.calc.arrays import Floats, Numbers, floats
from tidehead.calc.labels import Label
from tidehead.calc.relatedness.types import AMOUNTS, RelatednessRefused, table_of

MOST_NODES = 2000
"""Above this a picture is not readable, and distances between all pairs do not fit."""


class Edge(NamedTuple):
    """A link between two industries by their positions, first < second; in_tree: part of the spanning tree."""

    first: int
    second: int
    weight: float
    in_tree: bool


def backbone(nearness: Numbers, *, strongest: int = 0, at_least: float = np.inf) -> tuple[Edge, ...]:
    """The maximum spanning tree of the proximities, and besides it the strongest further links.

    nearness[industry, industry]: symmetric, not negative; nan and 0 are no link. strongest: how many further links, the
    heaviest first; at_least: and every further link of this weight or more. What is not connected stays apart.
    Of equal weights the first in the order of columns is taken, so the result is the same every time.
    Returns edges in order of first, second.

    Source: Hidalgo et al. 2007, Science 317, supporting material (maximum spanning tree and strongest links).

    >>> backbone([[0, 0.9, 0.5], [0.9, 0, 0.4], [0.5, 0.4, 0]])
    (Edge(first=0, second=1, weight=0.9, in_tree=True), Edge(first=0, second=2, weight=0.5, in_tree=True))
    """
    near = _symmetric(nearness)
    tree = _spanning_tree(near)
    first, second = np.triu_indices(len(near), 1)
    weights = near[first, second]
    in_tree = tree[first, second]
    further = np.flatnonzero(~in_tree & (weights > 0))
    heaviest = further[np.argsort(-weights[further], kind="stable")[:strongest]]
    kept = in_tree | (~in_tree & (weights > 0) & (weights >= at_least))
    kept[heaviest] = True
    return tuple(
        Edge(int(first[each]), int(second[each]), float(weights[each]), bool(in_tree[each]))
        for each in np.flatnonzero(kept)
    )


def _symmetric(nearness: Numbers) -> Floats:
    near = np.nan_to_num(table_of(nearness, AMOUNTS))
    if near.shape[0] != near.shape[1] or not np.allclose(near, near.T, rtol=1e-12, atol=0) or (near < 0).any():
        raise RelatednessRefused(
            Label("邻近度须为对称方阵且不为负", "proximity must be a symmetric square without negative entries")
        )
    if len(near) > MOST_NODES:
        raise RelatednessRefused(
            Label(f"图中最多{MOST_NODES}个产业", f"a picture holds at most {MOST_NODES} industries")
        )
    return near


def _spanning_tree(near: Floats) -> NDArray[np.bool_]:
    """Edges of the heaviest spanning forest above the diagonal, grown node by node (Prim on a dense matrix)."""
    size = len(near)
    outside = np.ones(size, dtype=bool)
    best, through = np.zeros(size), np.full(size, -1)
    edges = np.zeros((size, size), dtype=bool)
    for _ in range(size):
        node = int(np.where(outside, best, -1.0).argmax())
        if through[node] >= 0:
            other = int(through[node])
            edges[min(node, other), max(node, other)] = True
        outside[node] = False
        nearer = outside & (near[node] > best)
        best[nearer], through[nearer] = near[node][nearer], node
    return edges


def layout(size: int, edges: tuple[Edge, ...], *, seed: int = 0, rounds: int = 120) -> Floats:
    """Where to draw each industry so that distances in the picture follow distances along the links.

    size: industries; edges: of backbone; a link's length is 1 ÷ its weight, of the median weight. Stress majorisation
    from classical scaling; connected groups are laid out by themselves and set side by side, the largest first.
    seed breaks ties of industries that would fall on one point; the same input gives the same picture.
    Returns xy[industry, 2] in 0 to 1, nothing stretched.

    Source: Gansner, Koren & North 2004, Graph Drawing by Stress Majorization (after Kamada & Kawai 1989).

    >>> layout(3, backbone([[0, 1, 0], [1, 0, 1], [0, 1, 0]])).round(2).tolist()
    [[0.0, 0.5], [0.5, 0.5], [1.0, 0.5]]
    """
    if not 1 <= size <= MOST_NODES:
        raise RelatednessRefused(
            Label(f"图中须有1至{MOST_NODES}个产业", f"a picture holds 1 to {MOST_NODES} industries")
        )
    links = _lengths(size, edges)
    count, group = connected_components(links, directed=False)
    chance = np.random.default_rng(seed)
    pieces = []
    for each in sorted(range(count), key=lambda one: (-int((group == one).sum()), one)):
        members = np.flatnonzero(group == each)
        pieces.append((members, _placed(links[members][:, members], chance, rounds)))
    return _framed(_side_by_side(size, pieces))


def _lengths(size: int, edges: tuple[Edge, ...]) -> csr_array:
    weights = np.array([edge.weight for edge in edges])
    lengths = np.median(weights) / weights if len(weights) else weights
    rows = np.array([edge.first for edge in edges], dtype=np.intp)
    columns = np.array([edge.second for edge in edges], dtype=np.intp)
    return csr_array((lengths, (rows, columns)), shape=(size, size))


def _placed(links: csr_array, chance: np.random.Generator, rounds: int) -> Floats:
    """Places of one connected group, from its distances along the links."""
    size: int = links.shape[0]
    if size == 1:
        return np.zeros((1, 2))
    far = shortest_path(links, directed=False)
    xy = _classical(far) + 1e-3 * far.mean() * chance.standard_normal((size, 2)) * (size > 2)
    weights = np.zeros_like(far)
    apart = far > 0
    weights[apart] = far[apart] ** -2.0
    laplacian = -weights
    np.fill_diagonal(laplacian, weights.sum(axis=1))
    inverse = np.linalg.inv(laplacian + 1 / size) - 1 / size
    wanted = weights * far
    for _ in range(rounds):
        drawn = _distances(xy)
        pull = np.divide(-wanted, drawn, out=np.zeros_like(far), where=drawn > 0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        moved = inverse @ (pull @ xy)
        settled = float(np.abs(moved - xy).max()) < 1e-4 * float(far.mean())
        xy = moved
        if settled:
            break
    placed: Floats = xy
    return placed


def _distances(xy: Floats) -> Floats:
    squared = (xy**2).sum(axis=1)
    apart = squared + squared[:, None] - 2 * (xy @ xy.T)
    np.fill_diagonal(apart, 0.0)
    return floats(np.sqrt(np.maximum(apart, 0.0)))


def _classical(far: Floats) -> Floats:
    """Classical scaling in two dimensions; each axis points to where its largest coordinate is positive."""
    squared = far**2
    middle = squared.mean(axis=0)
    values, vectors = np.linalg.eigh(-0.5 * (squared - middle - middle[:, None] + squared.mean()))
    xy = vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0.0))
    signs = np.sign(xy[np.abs(xy).round(9).argmax(axis=0), [0, 1]])
    placed: Floats = xy * np.where(signs == 0, 1.0, -signs)
    return placed


def _side_by_side(size: int, pieces: list[tuple[NDArray[np.intp], Floats]]) -> Floats:
    """Groups in rows about as wide as the whole is high, a margin between."""
    xy = np.zeros((size, 2))
    boxes = [np.ptp(placed, axis=0) + 1.0 for _, placed in pieces]
    wide = max(float(np.sqrt(sum(float(box.prod()) for box in boxes))), max(float(box[0]) for box in boxes))
    at_x = at_y = row_height = 0.0
    for (members, placed), box in zip(pieces, boxes, strict=True):
        if at_x > 0 and at_x + box[0] > wide * (1 + 1e-9):
            at_x, at_y, row_height = 0.0, at_y + row_height, 0.0
        xy[members] = placed - placed.min(axis=0) + (at_x, at_y)
        at_x, row_height = at_x + float(box[0]), max(row_height, float(box[1]))
    return xy


def _framed(xy: Floats) -> Floats:
    """Into the unit square, in the middle of the shorter side."""
    extent = np.ptp(xy, axis=0)
    scale = float(extent.max()) or 1.0
    framed: Floats = (xy - xy.min(axis=0) - extent / 2) / scale + 0.5
    return np.clip(framed, 0.0, 1.0)
