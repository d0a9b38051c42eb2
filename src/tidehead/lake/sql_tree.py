"""The tree of pillars as SQL."""

import math

from tidehead.calc.schemes.types import Aggregation, Indicator, Missing, Pillar
from tidehead.lake.sql_parts import Quote, number_text


class TreeSql:
    """The value of every pillar as SQL, from the leaves up, each child added in the scheme's order."""

    def __init__(self, tree: Pillar, quote: Quote) -> None:
        self.quote = quote
        self.parts: list[tuple[str, list[str]]] = []
        self.leaves: dict[int, list[str]] = {}
        self.count = 0
        self.top, _ = self.pillar(tree, 0)

    def layers(self) -> list[tuple[str, list[str]]]:
        """Parts of the query, in order: their names and columns."""
        return self.parts

    def value(self) -> str:
        """The column of the whole tree."""
        return self.top

    def points(self, at: int) -> str:
        """A leaf's part in the value: its mark times its factors on the way up; 0 where it was reweighted away."""
        factors, mark = self.leaves[at], self.quote(f"@filled_{at}")
        factor = " * ".join(reversed(factors))
        conditions = [one for one in factors if one.startswith("case")]
        product = f"{mark} * ({factor})"
        return f"case when ({factor}) = 0e0 then 0e0 else {product} end" if conditions else product

    def pillar(self, pillar: Pillar, first: int) -> tuple[str, float]:
        """The pillar's column, and what its value is divided by to stand on the scale of a mark."""
        number, self.count = self.count, self.count + 1
        children: list[tuple[str, float, float, str, range]] = []
        place = first
        for child in pillar.children:
            if isinstance(child, Indicator):
                mark = self.quote(f"@filled_{place}")
                gone = f"({self.quote('@inside')} and {mark} is null)" if child.missing == Missing.REWEIGHT else ""
                children.append((mark, 1.0, child.weight, gone, range(place, place + 1)))
                self.leaves[place] = []
                place += 1
            else:
                value, divisor = self.pillar(child, place)
                size = sum(1 for _ in child.indicators())
                children.append((value, divisor, child.weight, "", range(place, place + size)))
                place += size
        return self.linear(number, pillar.aggregation, children)

    def linear(
        self, number: int, aggregation: Aggregation, children: list[tuple[str, float, float, str, range]]
    ) -> tuple[str, float]:
        whole = math.fsum(weight for _, _, weight, _, _ in children)
        column, grown = self.quote(f"@pillar_{number}"), self.quote(f"@grown_{number}")
        loses = [gone for _, _, _, gone, _ in children if gone]
        if loses:
            known = " + ".join(
                f"case when {gone} then 0e0 else {number_text(weight)} end" if gone else number_text(weight)
                for _, _, weight, gone, _ in children
            )
            over = f"{number_text(whole)} / case when ({known}) > 0e0 then {known} end"
            self.parts.append((f"grown_{number}", [f"{over} as {grown}"]))
        terms = ["0e0"]
        for value, divisor, weight, gone, below in children:
            share = number_text((weight if aggregation == Aggregation.SUM else weight / whole) / divisor)
            factor = f"{share} * {grown}" if loses else share
            if gone:
                factor = f"case when {gone} then 0e0 else {factor} end"
                if weight > 0:
                    terms.append(f"case when {gone} then 0e0 else {share} * {grown} * {value} end")
            elif weight > 0:
                terms.append(f"{factor} * {value}")
            for leaf in below:
                self.leaves[leaf].append(f"({factor})" if not gone else factor)
        self.parts.append((f"pillar_{number}", [f"{' + '.join(terms)} as {column}"]))
        return column, whole if aggregation == Aggregation.SUM else 1.0
