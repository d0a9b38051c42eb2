"""A region's table estimated from the nation's, where nobody has surveyed one. Every number here is an estimate."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tidehead.calc.arrays import Floats, Numbers, floats, ratio
from tidehead.calc.inputoutput.model import technical_coefficients
from tidehead.calc.inputoutput.types import (
    Imports,
    ImpossibleEntries,
    InputOutputTable,
    Misshapen,
    NegativeFlows,
    TableRefused,
)
from tidehead.calc.labels import Label

DELTA = 0.3
"""Flegg's exponent where nothing better is known: the value most studies come near (0.2 to 0.4)."""


class Quotient(StrEnum):
    """How the share of inputs that a region can supply itself is guessed from sizes."""

    SIMPLE = "simple"
    """SLQ: the seller's weight in the region against the nation"""
    CROSS = "cross"
    """CILQ: the seller's weight against the buyer's"""
    FLEGG = "flegg"
    """FLQ: as CILQ, and smaller regions import more"""
    AUGMENTED = "augmented"
    """AFLQ: as FLQ, and sectors the region is specialised in buy more at home; may exceed 1"""


@dataclass(frozen=True, slots=True, eq=False)
class LocalShares:
    """Share of each input that is supplied locally, estimated.

    shares[seller, buyer]: 0 to 1 (AUGMENTED may exceed 1); 0 where the region has nothing of the seller, nan where the
    nation has none. simple[sector]: the location quotients. quotient and delta: how; scale: λ of Flegg, 1 otherwise.
    """

    shares: Floats
    simple: Floats
    quotient: Quotient
    delta: float
    scale: float
    notes: tuple[Label, ...]


def local_supply_shares(
    regional: Numbers, national: Numbers, *, quotient: Quotient = Quotient.FLEGG, delta: float = DELTA
) -> LocalShares:
    """Estimate what share of every input the region supplies itself, from jobs or output alone.

    regional, national [sector]: jobs, output or value added, the same measure, not negative; regional unknown (nan)
    makes the sector's shares unknown. With SLQ_i = (regional_i ÷ Σ) ÷ (national_i ÷ Σ): SIMPLE min(1, SLQ_i); CROSS
    min(1, SLQ_i ÷ SLQ_j), on the diagonal SLQ_i; FLEGG the same times λ = log₂(1 + regional ÷ national)^δ; AUGMENTED
    FLEGG times log₂(1 + SLQ_j) where SLQ_j > 1.
    The result is an estimate from sizes: it knows nothing of who really buys from whom, and cross-hauling is missed.

    Source: Flegg & Webber 1997, Regional Studies 31(8), and 2000, 34(6); Miller & Blair 2009, section 8.2.

    >>> found = local_supply_shares([10, 10], [100, 300], quotient=Quotient.SIMPLE)
    >>> found.simple.round(4).tolist(), found.shares.round(4).tolist()
    ([2.0, 0.6667], [[1.0, 1.0], [0.6667, 0.6667]])
    """
    here, there = floats(regional), floats(national)
    if here.ndim != 1 or here.shape != there.shape:
        raise Misshapen(Label("地区与全国须为同样的部门", "region and nation must have the same sectors"))
    if (here < 0).any() or (there < 0).any() or not np.nansum(here) > 0 or not np.nansum(there) > 0:
        raise ImpossibleEntries(Label("规模须不为负且合计大于0", "sizes are not negative and not all zero"))
    if np.nansum(here) > np.nansum(there) * (1 + 1e-12):
        raise ImpossibleEntries(Label("地区大于全国", "the region is larger than the nation"))
    in_region, in_nation = here / np.nansum(here), there / np.nansum(there)
    simple = ratio(in_region, in_nation)
    scale = float(np.log2(1 + np.nansum(here) / np.nansum(there)) ** delta) if quotient in _FLEGG else 1.0
    notes = _shares_notes(quotient, delta, int(np.isnan(here).sum()))
    return LocalShares(_shares(simple, quotient, scale), simple, quotient, delta, scale, notes)


_FLEGG = (Quotient.FLEGG, Quotient.AUGMENTED)
_SHORT = {Quotient.SIMPLE: "SLQ", Quotient.CROSS: "CILQ", Quotient.FLEGG: "FLQ", Quotient.AUGMENTED: "AFLQ"}


def _shares_notes(quotient: Quotient, delta: float, unknown: int) -> tuple[Label, ...]:
    how = _SHORT[quotient] + (f"，δ={delta:g}" if quotient in _FLEGG else "")
    how_en = how.replace("，", ", ")
    notes = [
        Label(
            f"本地供给比例由区位商估计（{how}），不是调查结果",
            f"local supply shares are estimated from location quotients ({how_en}), not surveyed",
        )
    ]
    if unknown:
        notes.append(
            Label(
                f"{unknown}个部门的地区规模未知，未计入地区合计",
                f"the region's size is unknown for {unknown} sectors, which are left out of its total",
            )
        )
    return tuple(notes)


def _shares(simple: Floats, quotient: Quotient, scale: float) -> Floats:
    if quotient is Quotient.SIMPLE:
        return floats(np.repeat(np.minimum(simple, 1.0)[:, None], len(simple), axis=1))
    # A buyer that the region has none of buys nothing: whatever share is right, and 1 keeps the arithmetic whole.
    cross = np.where(simple == 0, 1.0, ratio(simple[:, None], np.where(simple > 0, simple, np.nan)))
    np.fill_diagonal(cross, simple)
    cross[simple == 0] = 0.0
    shares = np.minimum(cross * scale, 1.0)
    if quotient is Quotient.AUGMENTED:
        shares = shares * np.where(simple > 1, np.log2(1 + simple), 1.0)
    return floats(shares)


def regional_table(
    national: InputOutputTable, regional_output: Numbers, shares: LocalShares, *, jobs: Numbers | None = None
) -> InputOutputTable:
    """A region's table estimated from the nation's recipe, its own output and local supply shares.

    national: domestic flows (imports apart) and no negative flows. regional_output[sector]: money, none unknown. Every
    sector is taken to buy the national recipe; of each domestic input the local share is bought in the region, the
    rest and the nation's imports come from outside, as two rows; a share above 1 counts as 1, since nobody buys more
    than the recipe says. Value added keeps its national rates. Final use is
    what is left of output: used in the region or sold outside. Where sectors would buy more of a product than the
    region makes, those purchases are cut to its output and the rest comes from outside; a note names them.

    Source: Miller & Blair 2009, section 8.2.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> nation = table_from_blocks(["a", "b"], [[0, 50], [50, 0]], Blocks({"use": [50, 50]}, {"wages": [50, 50]}))
    >>> here = local_supply_shares([10, 5], [100, 100], quotient=Quotient.SIMPLE)
    >>> regional_table(nation, [10, 5], here).flows.round(3).tolist()
    [[0.0, 2.5], [3.333, 0.0]]
    """
    output = _regional_output(national, regional_output)
    recipe = technical_coefficients(national) * output
    if shares.shares.shape != national.flows.shape or np.isnan(shares.shares[recipe > 0]).any():
        raise Misshapen(Label("本地供给比例须与各部门对应且已知", "local shares must be of these sectors and known"))
    local = np.where(recipe > 0, recipe * np.minimum(shares.shares, 1.0), 0.0)
    sold = local.sum(axis=1)
    too_much = sold > output * (1 + 1e-12)
    local *= np.where(too_much, ratio(output, sold), 1.0)[:, None]
    rates = np.where(national.output > 0, national.output, np.inf)
    elsewhere = (recipe - local).sum(axis=0)
    abroad = national.imported.sum(axis=0) / rates * output
    added = national.value_added / rates * output
    named = tuple(national.sectors[int(each)] for each in np.flatnonzero(too_much))
    return InputOutputTable(
        sectors=national.sectors,
        flows=local,
        final_use=(output - local.sum(axis=1))[:, None],
        final_use_names=("final",),
        value_added=added,
        value_added_names=national.value_added_names,
        output=output,
        imported=np.vstack([elsewhere, abroad]),
        imported_names=("elsewhere", "abroad"),
        imports=np.zeros(len(national)),
        employment=np.full(len(national), np.nan) if jobs is None else floats(jobs),
        treatment=Imports.APART,
        unit=national.unit,
        notes=(*national.notes, *shares.notes, *_cut(named)),
    )


def _cut(named: tuple[str, ...]) -> tuple[Label, ...]:
    if not named:
        return ()
    listed = "、".join(named)
    return (
        Label(
            f"本地产出不足以满足估计的本地采购，已按产出封顶：{listed}",
            f"estimated local purchases exceeded local output and were cut to it: {listed}",
        ),
    )


def _regional_output(national: InputOutputTable, regional_output: Numbers) -> Floats:
    output = floats(regional_output)
    if national.treatment is Imports.WITHIN:
        raise TableRefused(Label("须先分出全国表的国内部分", "take the domestic part of the national table first"))
    if output.shape != (len(national),) or np.isnan(output).any() or (output < 0).any():
        raise Misshapen(Label("须给出每个部门的产出，不为负", "output of every sector is wanted, not negative"))
    if (national.flows < 0).any():
        raise NegativeFlows(Label("全国表有负的中间流量，不能按比例推算", "the national table has negative flows"))
    idle = tuple(national.sectors[int(each)] for each in np.flatnonzero((national.output == 0) & (output > 0)))
    if idle:
        listed = "、".join(idle)
        raise ImpossibleEntries(
            Label(f"全国没有产出而地区有：{listed}", f"the region makes what the nation does not: {listed}"), idle
        )
    return output


@dataclass(frozen=True, slots=True, eq=False)
class SupplyRate:
    """by_buyer[sector]: share of a sector's inputs bought in the region, nan where it buys none; overall: of all."""

    by_buyer: Floats
    overall: float


def local_supply_rate(table: InputOutputTable) -> SupplyRate:
    """How much of the inputs is bought within the table's own region: flows ÷ (flows + imported inputs).

    With a table of regional_table this is an estimate, as its notes say; with a surveyed table it is measured.

    >>> from tidehead.calc.inputoutput import Blocks, table_from_blocks
    >>> blocks = Blocks({"use": [60, 80]}, {"wages": [70, 30]}, {"imports": [30, 10]})
    >>> local_supply_rate(table_from_blocks(["a", "b"], [[0, 40], [0, 20]], blocks)).by_buyer.round(3).tolist()
    [0.0, 0.857]
    """
    if table.treatment is Imports.WITHIN:
        raise TableRefused(Label("竞争型表须先分出国内部分", "take the domestic part of the table first"))
    local, outside = table.flows.sum(axis=0), table.imported.sum(axis=0)
    return SupplyRate(ratio(local, local + outside), float(ratio(local.sum(), local.sum() + outside.sum())))
