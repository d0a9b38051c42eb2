"""Complexity, reflections and outlook: worked by hand, laws, refusals, and the plain eigenvectors."""

import numpy as np
import pytest

from tidehead.calc.relatedness import (
    Degenerate,
    Disconnected,
    RelatednessRefused,
    SignBy,
    UnknownCells,
    average_complexity,
    complexity,
    complexity_outlook,
    knowledge_complexity,
    parts,
    proximity,
    reflections,
    relatedness_density,
    rescaled,
)

NESTED = np.array([[1.0, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])


def drawn(seed, places=30, industries=40, share=0.35):
    return (np.random.default_rng(seed).random((places, industries)) < share).astype(np.float64)


def plain(present):
    """ECI by the eigenvectors of the projected matrix itself, as the definition says."""
    having, had = present.sum(axis=1), present.sum(axis=0)
    projected = (present / having[:, None]) @ (present / had).T
    values, vectors = np.linalg.eig(projected)
    second = vectors[:, np.argsort(-values.real)[1]].real
    second = (second - second.mean()) / second.std()
    return second * np.sign(np.corrcoef(second, having)[0, 1])


@pytest.mark.parametrize("seed", range(6))
def test_eci_is_the_second_eigenvector_of_the_projection(seed):
    for present in (drawn(seed), drawn(seed, places=45, industries=20), drawn(seed, places=280, industries=300)):
        np.testing.assert_allclose(complexity(present).eci, plain(present), atol=1e-8)


def test_a_places_complexity_is_the_mean_of_its_industries():
    present = drawn(7)
    found = complexity(present)
    np.testing.assert_allclose(found.eci, present @ found.pci / present.sum(axis=1), atol=1e-10)
    # And an industry's is the mean of its places stretched by the eigenvalue.
    raw_eci, raw_pci = found.eci + found.centre, found.pci + found.centre
    np.testing.assert_allclose(raw_pci * found.second, raw_eci @ present / present.sum(axis=0), atol=1e-10)


def test_eci_has_mean_0_and_deviation_1_and_goes_with_diversity():
    found = complexity(drawn(8))
    assert found.eci.mean() == pytest.approx(0, abs=1e-12)
    assert found.eci.std() == pytest.approx(1)
    assert found.sign_by is SignBy.DIVERSITY
    assert np.corrcoef(found.eci, drawn(8).sum(axis=1))[0, 1] > 0
    assert 1 >= found.second > found.third


def test_the_order_of_rows_and_columns_does_not_matter():
    present = drawn(9)
    rows, columns = np.random.default_rng(1).permutation(30), np.random.default_rng(2).permutation(40)
    first, other = complexity(present), complexity(present[rows][:, columns])
    np.testing.assert_allclose(other.eci, first.eci[rows], atol=1e-9)
    np.testing.assert_allclose(other.pci, first.pci[columns], atol=1e-9)


def test_the_nested_example_by_hand():
    found = complexity(NESTED)
    # ECI of place 2, which has industry 2 alone, is that industry's PCI; so is place 4's that of industry 4.
    assert found.eci[1] == pytest.approx(found.pci[1])
    assert found.eci[3] == pytest.approx(found.pci[3])
    assert found.eci[2] == pytest.approx((found.pci[2] + found.pci[3]) / 2)


def test_equal_diversity_leaves_the_sign_to_ubiquity_or_to_convention():
    # Every place has two industries; the rare industries 4 and 5 decide.
    present = np.array([[1.0, 1, 0, 0, 0], [1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]])
    found = complexity(present)
    assert found.sign_by is SignBy.UBIQUITY
    assert found.eci[4] > found.eci[0]
    # A path that looks the same from both ends: nothing decides, the furthest place does.
    path = np.array([[1.0, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]])
    even = complexity(path)
    assert even.sign_by is SignBy.CONVENTION
    assert np.abs(even.eci).max() == pytest.approx(even.eci.max())


def test_groups_with_nothing_in_common_are_refused_or_the_largest_is_ranked():
    apart = np.zeros((7, 8))
    apart[:4, :4], apart[4:, 4:] = NESTED, drawn(3, 3, 4, 1.0)
    count, of_place, of_industry = parts(apart)
    assert (count, of_place.tolist()) == (2, [0, 0, 0, 0, 1, 1, 1])
    assert of_industry.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    with pytest.raises(Disconnected, match="2 groups"):
        complexity(apart)
    found = complexity(apart, largest_part=True)
    np.testing.assert_allclose(found.eci[:4], complexity(NESTED).eci)
    assert np.isnan(found.eci[4:]).all() and np.isnan(found.pci[4:]).all()
    assert "of 2 unconnected groups" in found.notes[0].en


def test_a_place_without_industries_is_unknown_and_said_so():
    present = np.vstack([NESTED, np.zeros(4)])
    found = complexity(present)
    assert np.isnan(found.eci[4])
    np.testing.assert_allclose(found.eci[:4], complexity(NESTED).eci)
    assert [note.en for note in found.notes] == ["1 places have no industry and are not ranked"]
    wide = complexity(np.hstack([NESTED, np.zeros((4, 2))]))
    assert np.isnan(wide.pci[4:]).all()
    assert "2 industries" in wide.notes[0].en


def test_what_has_no_single_order_is_refused():
    with pytest.raises(Degenerate, match="second eigenvalue"):
        complexity(np.ones((4, 5)))
    ring = np.array([[1.0, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]])
    with pytest.raises(Degenerate, match="equals the third"):
        complexity(ring)
    # Large enough for Lanczos, which must not miss that the second eigenvalue is there twice.
    with pytest.raises(Degenerate, match="equals the third"):
        complexity(np.eye(400) + np.roll(np.eye(400), 1, axis=1))
    with pytest.raises(Degenerate, match="at least 3"):
        complexity(np.zeros((5, 6)))
    with pytest.raises(Degenerate, match="at least 3"):
        complexity([[1, 1], [0, 1]])
    with pytest.raises(UnknownCells):
        complexity([[1.0, np.nan]])


def test_reflections_by_hand():
    found = reflections(NESTED, steps=0)
    assert found.places.tolist() == [4, 1, 2, 1]
    assert found.industries.tolist() == [1, 2, 2, 3]
    # Place 3 has industries 3 and 4, in 2 and 3 places: (2 + 3) / 2.
    assert reflections(NESTED, steps=1).places[2] == (2 + 3) / 2
    # Step 2 of place 2: the mean diversity of industry 2's places 1 and 2: (4 + 1) / 2.
    assert reflections(NESTED, steps=2).places[1] == (4 + 1) / 2
    with pytest.raises(RelatednessRefused, match="negative"):
        reflections(NESTED, steps=-1)


def test_even_reflections_tend_to_the_order_of_complexity():
    present = drawn(11, 12, 15, 0.5)
    late = rescaled(reflections(present, steps=30).places)
    eci = complexity(present).eci
    assert abs(np.corrcoef(late, eci)[0, 1]) > 0.999


def test_rescaled_runs_from_0_to_100_and_equals_are_unknown():
    assert rescaled([3.0, 1.0, 2.0]).tolist() == [100.0, 0.0, 50.0]
    assert np.isnan(rescaled([2.0, 2.0])).all()


def test_knowledge_complexity_is_complexity_on_another_scale():
    present = drawn(12)
    found, exact = knowledge_complexity(present), complexity(present)
    assert abs(found.kci.sum()) == pytest.approx(1)
    assert abs(found.tci.sum()) == pytest.approx(1)
    assert np.corrcoef(found.kci, exact.eci)[0, 1] == pytest.approx(1)
    assert np.corrcoef(found.tci, exact.pci)[0, 1] == pytest.approx(1)


def test_outlook_by_the_slow_obvious_way():
    present = drawn(13, 12, 9, 0.5)
    near, found = proximity(present), complexity(present)
    density = relatedness_density(present, near).value
    outlook = complexity_outlook(present, near, found)
    raw = found.pci + found.centre
    within = np.array([sum(density[c, p] * raw[p] for p in range(9) if not present[c, p]) for c in range(12)])
    np.testing.assert_allclose(outlook.coi, (within - within.mean()) / within.std())
    for c in range(12):
        for p in range(9):
            gain = sum(near[p, q] / near[q].sum() * raw[q] for q in range(9) if not present[c, q])
            assert outlook.cog[c, p] == pytest.approx(0 if present[c, p] else gain, abs=1e-12)


def test_a_place_with_everything_has_nothing_to_gain():
    outlook = complexity_outlook(NESTED, proximity(NESTED), complexity(NESTED))
    assert outlook.cog[0].tolist() == [0, 0, 0, 0]


def test_an_industry_that_no_place_has_has_no_gain_and_takes_none():
    wide = np.hstack([NESTED, np.zeros((4, 1))])
    outlook = complexity_outlook(wide, proximity(wide), complexity(wide))
    assert np.isnan(outlook.cog[:, 4]).all()
    np.testing.assert_allclose(
        outlook.cog[:, :4], complexity_outlook(NESTED, proximity(NESTED), complexity(NESTED)).cog
    )
    with pytest.raises(RelatednessRefused, match="not of this"):
        complexity_outlook(NESTED, proximity(NESTED), complexity(wide))


def test_average_complexity_is_weighted_and_says_what_it_covers():
    # (1 · 2 + 3 · −2) / 4 = −1; with the second unknown 2 of 1/4 of the amounts.
    assert average_complexity([[1.0, 3.0]], [2.0, -2.0])[0].tolist() == [(1 * 2 + 3 * -2) / 4]
    mean, coverage = average_complexity([[1.0, 3.0]], [2.0, np.nan])
    assert (mean.tolist(), coverage.tolist()) == ([2.0], [1 / 4])
