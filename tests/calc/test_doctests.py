"""Every example in the docstrings of calc is true."""

import doctest
import importlib
import pkgutil

import pytest

import tidehead.calc


def modules() -> list[str]:
    return [each.name for each in pkgutil.walk_packages(tidehead.calc.__path__, "tidehead.calc.")]


@pytest.mark.parametrize("name", modules())
def test_the_examples_of_a_calc_module_are_true(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0
