"""Kaplan and Meier's curve against the best known published example: weeks in remission under 6-MP and placebo.

Data: Freireich et al. 1963, Blood 21, 699–716. The tables with Greenwood's standard errors are those that R prints for
these 42 children (summary of survfit), as textbooks do since Kalbfleisch and Prentice; the medians and their intervals,
8 (4 to 12) and 23 (16 to open) weeks, are printed in rstudio-pubs 1434825.
"""

import numpy as np
import pytest

from tidehead.calc.lifecycle import Scale, cumulative_incidence, kaplan_meier, quantile_days

TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_IN_REMISSION = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

# Week, at risk, relapsed, survival, standard error: as printed.
PRINTED_TREATED = [
    (6, 21, 3, 0.8571, 0.0764),
    (7, 17, 1, 0.8067, 0.0869),
    (10, 15, 1, 0.7529, 0.0963),
    (13, 12, 1, 0.6902, 0.1068),
    (16, 11, 1, 0.6275, 0.1141),
    (22, 7, 1, 0.5378, 0.1282),
    (23, 6, 1, 0.4482, 0.1346),
]
PRINTED_PLACEBO = [
    (1, 21, 2, 0.9048, 0.0641),
    (2, 19, 2, 0.8095, 0.0857),
    (3, 17, 1, 0.7619, 0.0929),
    (4, 16, 2, 0.6667, 0.1029),
    (5, 14, 2, 0.5714, 0.1080),
    (8, 12, 4, 0.3810, 0.1060),
    (11, 8, 2, 0.2857, 0.0986),
    (12, 6, 2, 0.1905, 0.0857),
    (15, 4, 1, 0.1429, 0.0764),
    (17, 3, 1, 0.0952, 0.0641),
    (22, 2, 1, 0.0476, 0.0465),
    (23, 1, 1, 0.0000, 0.0000),
]


def treated():
    weeks = TREATED + STILL_IN_REMISSION
    return kaplan_meier(weeks, [1] * len(TREATED) + [0] * len(STILL_IN_REMISSION))


@pytest.mark.parametrize(
    ("curve", "printed"),
    [(treated(), PRINTED_TREATED), (kaplan_meier(PLACEBO, [1] * 21), PRINTED_PLACEBO)],
    ids=["6-MP", "placebo"],
)
def test_every_printed_digit_of_the_leukemia_table_comes_out(curve, printed):
    columns = (curve.days, curve.at_risk, curve.ended, curve.survival, np.sqrt(curve.variance))
    digits = (0, 0, 0, 4, 4)
    found = list(
        zip(*(np.round(column, nth).tolist() for column, nth in zip(columns, digits, strict=True)), strict=True)
    )
    assert found == [tuple(float(each) for each in row) for row in printed]


def test_half_relapse_by_the_printed_weeks_with_the_printed_intervals():
    week, low, high = quantile_days(treated(), scale=Scale.LOG)
    assert (week, low) == (23, 16)
    assert np.isnan(high)
    assert tuple(quantile_days(kaplan_meier(PLACEBO, [1] * 21), scale=Scale.LOG)) == (8, 4, 12)


def test_one_kind_of_end_has_greenwoods_variance_also_as_an_incidence():
    weeks = TREATED + STILL_IN_REMISSION
    found = cumulative_incidence(weeks, [1] * len(TREATED) + [0] * len(STILL_IN_REMISSION), kinds=1)
    np.testing.assert_allclose(1 - found.share[0], treated().survival, rtol=1e-13)
    np.testing.assert_allclose(found.variance[0], treated().variance, rtol=1e-12)
