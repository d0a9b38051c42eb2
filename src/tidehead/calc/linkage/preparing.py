"""A plan over records made ready: every column read once, every field its comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tidehead.calc.linkage.company_comparing import Names, company_name
from tidehead.calc.linkage.company_names import NameParser, learned_trades
from tidehead.calc.linkage.comparing import (
    Comparison,
    address_like,
    category,
    code_like,
    date_like,
    number_like,
    person_name,
    postcode_like,
    text_like,
    unified_code,
)
from tidehead.calc.linkage.table import Column, check_ids, counted_once, read_column
from tidehead.calc.linkage.types import Field, Ints, LinkageRefused, Plan, Records

_OF_ONE_COLUMN = {
    "person_name": text_like,
    "text": text_like,
    "address": address_like,
    "code": code_like,
    "unified_code": unified_code,
    "date": date_like,
    "number": number_like,
    "postcode": postcode_like,
    "category": category,
}


@dataclass(frozen=True)
class Prepared:
    """Columns by name, company names taken apart by column, and a comparison a field, in the plan's order.

    entity[row]: who is one, as far as is known; at first every row by itself. order: the rows by their ids, from
    which random rows are drawn, so that the order in which they came does not matter.
    """

    plan: Plan
    size: int
    columns: Mapping[str, Column]
    names: Mapping[str, Names]
    comparisons: tuple[Comparison, ...]
    entity: Ints
    order: Ints

    def comparison(self, name: str) -> Comparison:
        """The comparison of a field."""
        return next(each for each in self.comparisons if each.field.name == name)

    def counted_by(self, entity: Ints) -> "Prepared":
        """The same, values counted over entities: ten rows of one firm do not make its name common."""
        counted = tuple(
            replace(each, terms={term: counted_once(column, entity) for term, column in each.terms.items()})
            for each in self.comparisons
        )
        return replace(self, comparisons=counted, entity=entity)


def prepare(records: Records, plan: Plan) -> Prepared:
    """Read the columns that the plan names; refuse double ids, missing columns, fields of no sense."""
    check_ids(records)
    _check(plan)
    columns: dict[str, Column] = {}
    for field in plan.fields:
        for column in field.reads:
            columns[column] = read_column(records, field, column)
    names = {
        field.reads[0]: _names(columns[field.reads[0]], plan) for field in plan.fields if field.kind == "company_name"
    }
    comparisons = tuple(_comparison(field, columns, names) for field in plan.fields)
    size = len(records.ids)
    order = np.array(sorted(range(size), key=lambda row: records.ids[row]), dtype=np.int64)
    return Prepared(plan, size, columns, names, comparisons, np.arange(size), order)


def _names(column: Column, plan: Plan) -> Names:
    """Names taken apart with the trades that the register itself shows."""
    plain = NameParser(plan.places)
    parsed = [plain.parse(value) for value in column.values.tolist()]
    parser = NameParser(plan.places, learned_trades(parsed))
    return Names(column, parser, [parser.with_trade(parts) for parts in parsed])


def _comparison(field: Field, columns: Mapping[str, Column], names: Mapping[str, Names]) -> Comparison:
    if field.kind == "company_name":
        return company_name(field, names[field.reads[0]])
    if len(field.reads) == 2:
        return person_name(field, columns[field.reads[0]], columns[field.reads[1]])
    return _OF_ONE_COLUMN[field.kind](field, columns[field.reads[0]])


def _check(plan: Plan) -> None:
    if not plan.fields:
        raise LinkageRefused("没有比较字段", "there is no field to compare")
    if not plan.blocks or not all(block.keys for block in plan.blocks):
        raise LinkageRefused("没有分块规则", "there is no block to find candidates by")
    if len({field.name for field in plan.fields}) != len(plan.fields):
        raise LinkageRefused("字段重名", "two fields have one name")
    for field in plan.fields:
        if len(field.reads) > (2 if field.kind == "person_name" else 1):
            raise LinkageRefused(f"字段“{field.name}”的列太多", f"field “{field.name}” reads too many columns")
