"""SQL by which rows of one firm from several sources become one row, and the others its history."""

from dataclasses import dataclass

from tidehead.lake.register.columns import FIRM_COLUMNS, FORMER_KEYS, NAME_KEY, PANEL_FIGURES

_INDUSTRY = ("industry", "division", "group_", "cluster", "role", "activity", "confidence", "because")
_PLACE = ("county", "town", "park", "longitude", "latitude")
_OF_THE_LEADING_ROW = ("source", "source_row")
_FORMER = ("former_names", FORMER_KEYS)
_ORDER = "precedence desc, as_of desc, import_number desc, source_row desc"


@dataclass(frozen=True, slots=True)
class MergeSql:
    """Statements over a view `incoming` (rows) and a table `sources`."""

    prepare: tuple[str, ...]
    firms: str
    history: str
    count_history: str


def merged_sql() -> MergeSql:
    """Firms in the order of codes; firms with one row are not touched."""
    columns = ", ".join((*FIRM_COLUMNS, NAME_KEY, FORMER_KEYS))
    prepare = (
        "create or replace table shared_codes as select code from incoming group by code having count(*) > 1",
        f"""create or replace table ranked as
        select {columns}, row_number() over (partition by code order by {_ORDER}) as place
        from (select i.{columns.replace(", ", ", i.")}, coalesce(s.precedence, 0) as precedence,
            coalesce(s.as_of, '') as as_of, coalesce(s.import_number, -1) as import_number
            from incoming i join shared_codes using (code) left join sources s on s.source = i.source)""",  # noqa: S608
    )
    single = f"select {columns} from incoming anti join shared_codes using (code)"  # noqa: S608
    picked = ", ".join(
        f"{_picked(name)} as {name}" for name in (*FIRM_COLUMNS, NAME_KEY, FORMER_KEYS) if name != "code"
    )
    several = f"select code, {picked} from ranked group by code"  # noqa: S608
    ordered = f"select {columns} from ({single} union all select {columns} from ({several})) order by code"  # noqa: S608
    leading = "select code, any_value(source) filter (where place = 1) as superseded_by from ranked group by code"
    history = f"select {columns}, superseded_by from ranked join ({leading}) using (code) where place > 1 order by code"  # noqa: S608
    return MergeSql(prepare, ordered, history, "select count(*) from ranked where place > 1")


def _picked(name: str) -> str:
    """The value of the first row that knows it; what was computed together is taken from one row.

    Where a firm lies and what it does were read out of texts: they are taken from the first row with such a text.
    """
    if name in _INDUSTRY:
        return f"coalesce(first({name} order by place) filter (where scope is not null and division is not null), first({name} order by place) filter (where division is not null))"
    if name in _PLACE:
        return f"first({name} order by place) filter (where county is not null)"
    if name in _OF_THE_LEADING_ROW:
        return f"first({name} order by place)"
    if name == "synthetic":
        return "bool_or(synthetic)"
    if name in _FORMER:
        return _former(name)
    return f"first({name} order by place) filter (where {name} is not null)"


def _former(name: str) -> str:
    """Former names of all rows, and the names of rows behind whose name is another one."""
    said, own = (f"{name}", "name") if name == "former_names" else (f"{name}", NAME_KEY)
    leading = f"first({own} order by place) filter (where {own} is not null)"
    all_names = f"list_concat(flatten(list(string_split({said}, ';') order by place) filter (where {said} is not null)), list({own} order by place) filter (where {own} is not null))"
    distinct = f"list_filter(list_distinct({all_names}), lambda one: one <> {leading} and one <> '')"
    return f"nullif(array_to_string(list_sort({distinct}), ';'), '')"


def panel_sql() -> str:
    """Years of firms, one row each: of several the more trusted, then the newer one leads and the others fill."""
    figures = ", ".join(
        f"first({name} order by place) filter (where {name} is not null) as {name}" for name in PANEL_FIGURES
    )
    return f"""select enterprise, year, {figures}, first(source order by place) as source,
        first(source_row order by place) as source_row, bool_or(synthetic) as synthetic
        from (select *, row_number() over (partition by enterprise, year order by {_ORDER}) as place
            from (select i.*, coalesce(s.precedence, 0) as precedence, coalesce(s.as_of, '') as as_of,
                coalesce(s.import_number, -1) as import_number
                from incoming i left join sources s on s.source = i.source))
        group by enterprise, year order by enterprise, year"""  # noqa: S608
