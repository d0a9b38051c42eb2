"""Parts of a page that other apps fill in: addresses of those that are installed, nothing for those that are not."""

from tidehead.city.shell.parts import CASE_PARTS, FIRM_PARTS, parts_for


def test_a_firm_and_a_case_are_told_of_by_the_apps_above():
    assert "/chains/" in parts_for(CASE_PARTS, number="TSK-2026-1")[0]
    assert any("/ladders/" in url for url in parts_for(FIRM_PARTS, code="demo-firm-01"))


def test_a_part_that_is_not_installed_is_left_out():
    assert parts_for(("nothing:firm_part",), code="a") == ()
