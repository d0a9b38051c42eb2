"""Where industries sit: location quotients and stars, shift-share, specialisation, concentration, agglomeration.

Tables are jobs[place, industry] of any unit (persons, firms, money); nan is unknown. Small counts: `shrink`. A change
of definition: `definition_and_growth`. See docs/methods/concentration.md.
"""

from tidehead.calc.concentration.chances import StarChances, star_chances
from tidehead.calc.concentration.clusters import expy, litzenberger_sternberg, prody
from tidehead.calc.concentration.definitions import Growth, Series, definition_and_growth, honest_series, recode
from tidehead.calc.concentration.ellison_glaeser import (
    Agglomeration,
    coagglomeration,
    ellison_glaeser,
    ellison_glaeser_index,
    group_coagglomeration,
)
from tidehead.calc.concentration.fitting import Law, fit_gamma_law
from tidehead.calc.concentration.inequality import (
    atkinson,
    balassa_gini,
    entropy,
    gini,
    gini_normalised,
    herfindahl,
    herfindahl_normalised,
    hoover,
    mean_log_deviation,
    theil,
    williamson,
)
from tidehead.calc.concentration.quotients import Stars, among_largest, at_least, location_quotient, stars
from tidehead.calc.concentration.shift_share import (
    GrowthQuotients,
    ShiftShare,
    esteban,
    growth_quotients,
    shift_share,
)
from tidehead.calc.concentration.shrinkage import Shrunken, expected_counts, probability_above, shrink
from tidehead.calc.concentration.specialisation import (
    Against,
    gini_concentration,
    gini_specialisation,
    hachman,
    hoover_gini,
    krugman_concentration,
    krugman_index,
    krugman_specialisation,
    locational_gini,
    specialisation_coefficient,
)
from tidehead.calc.concentration.tables import ConcentrationRefused, Totals, amounts, coverage, shares, tabulate, totals

__all__ = [
    "Against",
    "Agglomeration",
    "ConcentrationRefused",
    "Growth",
    "GrowthQuotients",
    "Law",
    "Series",
    "ShiftShare",
    "Shrunken",
    "StarChances",
    "Stars",
    "Totals",
    "among_largest",
    "amounts",
    "at_least",
    "atkinson",
    "balassa_gini",
    "coagglomeration",
    "coverage",
    "definition_and_growth",
    "ellison_glaeser",
    "ellison_glaeser_index",
    "entropy",
    "esteban",
    "expected_counts",
    "expy",
    "fit_gamma_law",
    "gini",
    "gini_concentration",
    "gini_normalised",
    "gini_specialisation",
    "group_coagglomeration",
    "growth_quotients",
    "hachman",
    "herfindahl",
    "herfindahl_normalised",
    "honest_series",
    "hoover",
    "hoover_gini",
    "krugman_concentration",
    "krugman_index",
    "krugman_specialisation",
    "litzenberger_sternberg",
    "location_quotient",
    "locational_gini",
    "mean_log_deviation",
    "probability_above",
    "prody",
    "recode",
    "shares",
    "shift_share",
    "shrink",
    "specialisation_coefficient",
    "star_chances",
    "stars",
    "tabulate",
    "theil",
    "totals",
    "williamson",
]
