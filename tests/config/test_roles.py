"""Each role may do what the one before it may, and a stranger nothing."""

from tidehead.city.accounts.types import ADMINISTRATOR, PERMISSIONS, REVIEWER, ROLES, STRANGER, VIEWER


def test_a_role_may_do_all_that_the_one_before_it_may() -> None:
    assert ROLES == (VIEWER, REVIEWER, ADMINISTRATOR)
    assert PERMISSIONS[VIEWER] < PERMISSIONS[REVIEWER] <= PERMISSIONS[ADMINISTRATOR]


def test_who_only_looks_may_look_and_a_stranger_may_not() -> None:
    assert PERMISSIONS[VIEWER] == {"figures.view"}
    assert not any(STRANGER.may(permission) for permission in PERMISSIONS[ADMINISTRATOR])


def test_a_reviewer_runs_and_reviews_and_an_administrator_publishes_and_decides() -> None:
    of_reviewers = {"assessments.run", "assessments.review", "assessments.object", "assessments.edit_scheme"}
    assert of_reviewers <= PERMISSIONS[REVIEWER]
    assert PERMISSIONS[ADMINISTRATOR] - PERMISSIONS[REVIEWER] == {"assessments.publish", "assessments.decide"}
