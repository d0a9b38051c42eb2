"""Do firms of an industry sit together more than chance and big firms explain?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.concentration.tables import ConcentrationRefused, alike, amounts, shares, summed_by
from tidehead.calc.labels import Label

Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Agglomeration:
    """Ellison and Glaeser's index of every industry, and what it is made of, each [industry].

    gamma: 0 as by darts thrown at a map by the size of places, 1 on average where all firms follow the first; below 0
    more even than darts, above 1 where they followed it to a small place. Customary: above 0.05 strong, below 0.02
    weak. raw: sum of the squared differences of shares (G). herfindahl: of the firms'
    sizes (H). z: raw less its expectation, in standard deviations of the darts; firms: with jobs.
    """

    gamma: Floats
    raw: Floats
    herfindahl: Floats
    z: Floats
    firms: Floats


def ellison_glaeser(
    firm_jobs: Numbers, firm_place: Codes, firm_industry: Codes, *, place_jobs: Numbers | None = None
) -> Agglomeration:
    """The index of every industry from a list of firms.

    firm_jobs[firm]: persons, or ones where only the firms are known (all are then taken as of one size);
    firm_place[firm], firm_industry[firm]: numbers of its place and industry, from 0; place_jobs[place]: all jobs of a
    place, by default those of the firms given. A firm with unknown jobs leaves its industry unknown, and without
    place_jobs all.
    Returns nan for an industry without firms, gamma for one with a single firm.
    Raises ConcentrationRefused for jobs below zero, lists that differ in length and places that are not there.

    Source: Ellison & Glaeser 1997, Geographic Concentration in U.S. Manufacturing Industries, J. Political Economy
    105(5), 889-927, equations 5 and the variance of G in its appendix.

    By hand: two equal firms in one of two equal places. G = (1 - 0.5)² + (0 - 0.5)² = 0.5, H = 0.5,
    (0.5 - 0.5 x 0.5) / (0.5 x 0.5) = 1.

    >>> found = ellison_glaeser([5.0, 5.0], [0, 0], [0, 0], place_jobs=[50.0, 50.0])
    >>> found.gamma.tolist(), found.raw.tolist()
    ([1.0], [0.5])
    """
    jobs, table = _listed(firm_jobs, firm_place, firm_industry, place_jobs)
    industry = np.asarray(firm_industry, dtype=np.intp)
    count = table.shape[1]
    part = ratio(jobs, table.sum(axis=0)[industry])
    squares = summed_by(industry, part**2, count)
    fourth = summed_by(industry, part**4, count)
    firms = summed_by(industry, (jobs > 0).astype(np.float64), count)
    there = np.where(firms > 0, squares, np.nan)
    place = shares(table.sum(axis=1) if place_jobs is None else place_jobs)
    raw = _raw(table, place)
    gamma, expected = _gamma(raw, there, place)
    spread = np.sqrt(np.maximum(_variance(there, fourth, place), 0.0))
    return Agglomeration(gamma, raw, there, ratio(raw - expected, spread), firms)


def ellison_glaeser_index(jobs: Numbers, herfindahl: Numbers, *, place_jobs: Numbers | None = None) -> Floats:
    """The index of every industry from a table and what is known of the firms' sizes.

    jobs[place, industry]; herfindahl[industry]: of firms' shares in the industry's jobs, 1/n for n equal firms;
    place_jobs as in `ellison_glaeser`, by default the sums of the table. Source as there.

    >>> ellison_glaeser_index([[10.0], [0.0]], [0.5], place_jobs=[50.0, 50.0]).tolist()
    [1.0]
    """
    table = amounts(jobs, axes=2)
    given = floats(herfindahl)
    alike(table, given)
    place = shares(table.sum(axis=1) if place_jobs is None else place_jobs)
    return _gamma(_raw(table, place), given, place)[0]


def coagglomeration(
    firm_jobs: Numbers, firm_place: Codes, firm_industry: Codes, *, place_jobs: Numbers | None = None
) -> Floats:
    """How much each pair of industries sits together, beyond what each does by itself: [industry, industry].

    Arguments as in `ellison_glaeser`. Zero: what one industry has of neighbours in a place is only from its own;
    the diagonal is the index of each industry itself. The group's index for a pair, in the form that needs no firms:
    sum of (s_1 - x)(s_2 - x) over the places, by 1 - sum of x².

    Source: Ellison & Glaeser 1997, section V; the pairwise form Ellison, Glaeser & Kerr 2010, What Causes Industry
    Agglomeration?, American Economic Review 100(3), equation 1.

    By hand: both in the first of two equal places: (0.5 x 0.5 + 0.5 x 0.5) / (1 - 0.5) = 1; in different ones -1.

    >>> coagglomeration([5.0, 7.0], [0, 0], [0, 1], place_jobs=[50.0, 50.0])[0, 1].item()
    1.0
    >>> coagglomeration([5.0, 7.0], [0, 1], [0, 1], place_jobs=[50.0, 50.0])[0, 1].item()
    -1.0
    """
    _, table = _listed(firm_jobs, firm_place, firm_industry, place_jobs)
    place = shares(table.sum(axis=1) if place_jobs is None else place_jobs)
    apart = shares(table, axis=0) - place[:, None]
    pairs = floats(apart.T @ apart / (1.0 - (place**2).sum()))
    np.fill_diagonal(pairs, ellison_glaeser(firm_jobs, firm_place, firm_industry, place_jobs=place_jobs).gamma)
    return pairs


def group_coagglomeration(
    firm_jobs: Numbers, firm_place: Codes, firm_industry: Codes, *, place_jobs: Numbers | None = None
) -> float:
    """How much all the industries given sit together as a group, beyond what each does by itself.

    Arguments as in `ellison_glaeser`. 0: no more than darts; 1: as much together as firms of one industry can be.
    Source: Ellison & Glaeser 1997, equation 9.

    >>> group_coagglomeration([5.0, 5.0, 5.0, 5.0], [0, 0, 0, 0], [0, 0, 1, 1], place_jobs=[50.0, 50.0])
    1.0
    """
    _, table = _listed(firm_jobs, firm_place, firm_industry, place_jobs)
    each = ellison_glaeser(firm_jobs, firm_place, firm_industry, place_jobs=place_jobs)
    place = shares(table.sum(axis=1) if place_jobs is None else place_jobs)
    weight = shares(table.sum(axis=0))
    raw = _raw(table.sum(axis=1, keepdims=True), place)[0]
    sizes = (weight**2 * each.herfindahl).sum()
    alone = np.where(each.herfindahl == 1.0, 0.0, each.gamma) * weight**2 * (1.0 - each.herfindahl)
    top = raw / (1.0 - (place**2).sum()) - sizes - alone.sum()
    return float(ratio(top, 1.0 - (weight**2).sum()))


def _listed(
    firm_jobs: Numbers, firm_place: Codes, firm_industry: Codes, place_jobs: Numbers | None
) -> tuple[Floats, Floats]:
    """The firms' jobs, and the table place × industry that they make."""
    jobs, place = amounts(firm_jobs, axes=1), np.asarray(firm_place, dtype=np.intp)
    industry = np.asarray(firm_industry, dtype=np.intp)
    if not len(jobs) == len(place) == len(industry):
        raise ConcentrationRefused(Label("企业、地点、行业的个数不同", "firms, places and industries differ in number"))
    places = int(place.max(initial=-1)) + 1 if place_jobs is None else len(amounts(place_jobs, axes=1))
    if len(place) and (min(place.min(), industry.min()) < 0 or place.max() >= places):
        raise ConcentrationRefused(Label("有企业的地点或行业不在表中", "a firm's place or industry is not there"))
    industries = int(industry.max(initial=-1)) + 1
    flat = summed_by(place * industries + industry, jobs, places * industries)
    return jobs, flat.reshape(places, industries)


def _raw(table: Floats, place: Floats) -> Floats:
    alike(table, place, 0)
    return floats(((shares(table, axis=0) - place[:, None]) ** 2).sum(axis=0))


def _gamma(raw: Floats, herfindahl: Floats, place: Floats) -> tuple[Floats, Floats]:
    """The index, and the raw one that darts would give."""
    room = 1.0 - (place**2).sum()
    expected = room * herfindahl
    return ratio(raw - expected, room * (1.0 - herfindahl)), floats(expected)


def _variance(squares: Floats, fourth: Floats, place: Floats) -> Floats:
    """Of the raw index under the darts."""
    two, three = (place**2).sum(), (place**3).sum()
    return floats(2.0 * (squares**2 * (two - 2 * three + two**2) - fourth * (two - 4 * three + 3 * two**2)))
