"""Units of products and quotients, written the way people write them: 万元 over 亩 is 万元/亩, % of 亿元 is 亿元."""

from dataclasses import dataclass

from tidehead.calc.units import Measure, UnitError, measure


@dataclass(frozen=True, slots=True)
class Factor:
    """What a number is multiplied by and divided by to be in its unit; at least one of the two is 1."""

    up: float = 1.0
    down: float = 1.0

    @property
    def is_one(self) -> bool:
        """Whether nothing changes."""
        return self.up == self.down == 1.0


def conversion(source: str, target: str) -> Factor:
    """The factor that brings a number from one unit to another.

    Raises UnitError where they do not measure the same thing.

    >>> conversion("元", "万元")
    Factor(up=1.0, down=10000.0)
    """
    have, want = measure(source), measure(target)
    if (have.over, have.under) != (want.over, want.under):
        raise UnitError(f"{source} → {target}")
    return _factor(have.scale, want.scale)


def product_unit(first: str, second: str) -> tuple[str, Factor]:
    """The unit of a product, and the factor that the bare product of the numbers needs to be in it.

    >>> product_unit("%", "亿元"), product_unit("万元/亩", "亩")
    (('亿元', Factor(up=1.0, down=100.0)), ('万元', Factor(up=1.0, down=1.0)))
    """
    (over, under), (more_over, more_under) = _parts(first), _parts(second)
    return _combined([*over, *more_over], [*under, *more_under])


def quotient_unit(first: str, second: str) -> tuple[str, Factor]:
    """As `product_unit`, for a number in the first unit over one in the second.

    >>> quotient_unit("万元", "亩"), quotient_unit("万元", "亿元")
    (('万元/亩', Factor(up=1.0, down=1.0)), ('1', Factor(up=1.0, down=10000.0)))
    """
    (over, under), (more_over, more_under) = _parts(first), _parts(second)
    return _combined([*over, *more_under], [*under, *more_over])


def is_plain(unit: str) -> bool:
    """Whether a unit is a bare ratio or count: 1, %, ‰, 倍, 万."""
    return measure(unit).is_plain


def _parts(unit: str) -> tuple[list[str], list[str]]:
    measure(unit)
    over, *under = unit.split("/")
    return [part for part in over.split("·") if part != "1"], under


def _combined(over: list[str], under: list[str]) -> tuple[str, Factor]:
    for part in list(over):
        if part in under:
            over.remove(part)
            under.remove(part)
    up, down = _take_alike(over, under)
    if len(over) + len(under) > 1 or under:
        more_up, more_down = _take_plain(over, under)
        up, down = up * more_up, down * more_down
    unit = "/".join(["·".join(over) or "1", *under])
    measure(unit)
    return unit, _factor(up, down)


def _take_alike(over: list[str], under: list[str]) -> tuple[float, float]:
    """Cancel parts of one base with different magnitudes, 万元 over 亿元; what is left over goes into the factor."""
    up = down = 1.0
    for part in list(over):
        same = next((other for other in under if _base(other) == _base(part) and not measure(part).is_plain), None)
        if same is not None:
            over.remove(part)
            under.remove(same)
            up, down = up * measure(part).scale, down * measure(same).scale
    return up, down


def _take_plain(over: list[str], under: list[str]) -> tuple[float, float]:
    """Take %, 万 and their like out of a unit that has something else."""
    up = down = 1.0
    for parts, is_over in ((over, True), (under, False)):
        for part in [part for part in parts if measure(part).is_plain]:
            parts.remove(part)
            scale = measure(part).scale
            multiplies = (scale >= 1) == is_over
            size = scale if scale >= 1 else _whole(1 / scale)
            up, down = (up * size, down) if multiplies else (up, down * size)
    return up, down


def _base(part: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    one: Measure = measure(part)
    return one.over, one.under


def _factor(up: float, down: float) -> Factor:
    """Dividing the larger by the smaller keeps 0.1 万 at 1000 exactly."""
    return Factor(up=_whole(up / down)) if up >= down else Factor(down=_whole(down / up))


def _whole(number: float) -> float:
    """A scale that differs from a whole number only by rounding, as that whole number."""
    near = float(round(number))
    return near if abs(number - near) <= 1e-12 * near else number
