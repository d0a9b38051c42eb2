"""Firms of a register read anew by a reader that is handed in: on this machine, or by the workers of a cluster."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from tidehead.lake.engine import SparkEngine
from tidehead.lake.register.cleaning import CleanRows
from tidehead.lake.register.filters import EVERY_FIRM, FirmFilter, wanted
from tidehead.lake.register.queries import EXPORTED_AT_ONCE, Register

READ = ("code", "name", "scope", "address")
GIVEN = (
    "code",
    "industry",
    "division",
    "group_",
    "cluster",
    "role",
    "activity",
    "county",
    "town",
    "confidence",
    "because",
)
"""What is read out of a firm's texts, beside its code."""
_ARROW_TYPES = pa.schema([(name, pa.float64() if name == "confidence" else pa.string()) for name in GIVEN])
_SPARK_TYPES = ", ".join(f"{name} {'double' if name == 'confidence' else 'string'}" for name in GIVEN)


def classified(register: Register, reader: CleanRows, sought: FirmFilter = EVERY_FIRM) -> Iterator[dict[str, Any]]:
    """Industry and place of every wanted firm as `reader` reads them now, in the order of codes.

    On Spark the workers read, each its part; they need this package installed.
    """
    table = wanted(register.firms_table, sought)
    texts = table.order_by(table.code).select(*READ)
    if isinstance(register.engine, SparkEngine):
        yield from _on_workers(register, texts, reader)
        return
    for batch in register.engine.batches(texts, EXPORTED_AT_ONCE):
        yield from _rows(_read(batch.to_pydict(), reader))


def _on_workers(register: Register, texts: Any, reader: CleanRows) -> Iterator[dict[str, Any]]:
    """By Arrow, in which unknown stays unknown: pandas would hand texts that are missing over as numbers."""

    def read(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield pa.RecordBatch.from_pydict(_read(batch.to_pydict(), reader), schema=_ARROW_TYPES)

    frame = register.engine.table(str(texts.compile()))
    for row in frame.mapInArrow(read, _SPARK_TYPES).orderBy("code").toLocalIterator():
        yield row.asDict()


def _read(columns: Mapping[str, Sequence[str | None]], reader: CleanRows) -> dict[str, list[Any]]:
    cells = {name: [cell or "" for cell in column] for name, column in columns.items()}
    values = reader(cells, {}).values
    size = len(cells["code"])
    return {name: cells["code"] if name == "code" else list(values.get(name, [None] * size)) for name in GIVEN}


def _rows(columns: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for row in zip(*columns.values(), strict=True):
        yield dict(zip(columns, row, strict=True))
