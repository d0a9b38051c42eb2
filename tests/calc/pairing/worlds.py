"""Made-up officers and firms, from a seed."""

import numpy as np

from tidehead.calc.pairing import Firm, Officer

CODES = [f"C{nth}" for nth in range(13, 44)]


def world(
    firms: int, officers: int, seed: int, *, towns: int = 5, least: int = 0, most: int = 3, bound: bool = False
) -> tuple[list[Officer], list[Firm]]:
    """People and firms about some towns. bound: officers may only serve their own county, of which there are three."""
    chance = np.random.default_rng(seed)
    centres = np.column_stack([chance.uniform(120, 122, towns), chance.uniform(28, 29.5, towns)])
    firm_town, officer_town = chance.integers(0, towns, firms), chance.integers(0, towns, officers)
    firm_at = centres[firm_town] + chance.normal(0, 0.03, (firms, 2))
    officer_at = centres[officer_town] + chance.normal(0, 0.03, (officers, 2))
    staff = []
    for nth in range(officers):
        trades = frozenset(chance.choice(CODES, chance.integers(0, 3), replace=False).tolist())
        places = frozenset({f"county-{officer_town[nth] % 3}"}) if bound else frozenset()
        staff.append(Officer(f"o{nth:05}", *officer_at[nth].tolist(), trades, places, least, most))
    served = []
    for nth in range(firms):
        places = (f"town-{firm_town[nth]}", f"county-{firm_town[nth] % 3}")
        served.append(Firm(f"f{nth:05}", *firm_at[nth].tolist(), str(chance.choice(CODES)) + "12", places))
    return staff, served
