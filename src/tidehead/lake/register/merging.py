"""SQL by which rows of one firm from several sources become one row, and all of them its history.

Every version is merged anew from the rows as they came, so that a merge, a correction or an order of trust that is
taken back leaves nothing behind.
"""
# ruff: noqa: S608 -- the statements are put together from column names of our own, never from what people write

from dataclasses import dataclass

from tidehead.lake.register.columns import FIRM_COLUMNS, FORMER_KEYS, NAME_KEY, PANEL_FIGURES

COLUMNS = (*FIRM_COLUMNS, NAME_KEY, FORMER_KEYS)
_INDUSTRY = ("industry", "division", "group_", "cluster", "role", "activity", "confidence", "because")
_PLACE = ("county", "town", "park", "longitude", "latitude")
_OF_THE_LEADING_ROW = ("source", "source_row")
_ORDER = "precedence desc, as_of desc, import_number desc, source_row desc"


@dataclass(frozen=True, slots=True)
class MergeSql:
    """Statements over the views and tables that `publishing` makes: incoming, sources, aliases, overrides."""

    prepare: tuple[str, ...]
    firms: str
    history: str
    count_superseded: str


def merged_sql() -> MergeSql:
    """Firms in the order of codes. Firms of one row that nobody corrected are not touched."""
    columns = ", ".join(COLUMNS)
    others = ", ".join(name for name in COLUMNS if name != "code")
    prepare = (
        f"""create or replace view named as select coalesce(a.stays, i.code) as code, i.code as own_code, {others}
            from incoming i left join aliases a on a.code = i.code""",
        """create or replace table shared as select code from named group by code having count(*) > 1
            union select code from aliases join named using (code) union select stays from aliases
            union select code from overrides""",
        f"""create or replace table ranked as
            select {columns}, own_code,
                row_number() over (partition by code order by own_code = code desc, {_ORDER}) as place
            from (select n.*, coalesce(s.precedence, 0) as precedence, coalesce(s.as_of, '') as as_of,
                    coalesce(s.import_number, -1) as import_number
                from named n semi join shared using (code) left join sources s on s.source = n.source)""",
    )
    picked = ", ".join(f"{_picked(name)} as {name}" for name in COLUMNS if name != "code")
    several = f"select code, {picked} from ranked group by code"
    corrected = ", ".join(f"coalesce(o.{name}, m.{name}) as {name}" for name in COLUMNS if name != "code")
    mended = f"select m.code, {corrected} from ({several}) m left join overrides o on o.code = m.code"
    single = f"select {columns} from named anti join shared using (code)"
    firms = f"select {columns} from ({single} union all select {columns} from ({mended})) order by code"
    history = f"select {columns}, own_code, place from ranked order by code, place"
    return MergeSql(prepare, firms, history, "select count(*) from ranked where place > 1")


def _picked(name: str) -> str:
    """The value of the first row that knows it; what was computed together is taken from one row.

    Where a firm lies and what it does were read out of texts: they are taken from the first row with such a text.
    """
    if name in _INDUSTRY:
        with_scope, any_row = (_first(name, f"{extra}division is not null") for extra in ("scope is not null and ", ""))
        return f"coalesce({with_scope}, {any_row})"
    if name in _PLACE:
        return _first(name, "county is not null")
    if name in _OF_THE_LEADING_ROW:
        return f"first({name} order by place)"
    if name == "synthetic":
        return "bool_or(synthetic)"
    if name == "former_names":
        return _former(name, "name")
    if name == FORMER_KEYS:
        return _former(name, NAME_KEY)
    return _first(name, f"{name} is not null")


def _first(name: str, where: str) -> str:
    return f"first({name} order by place) filter (where {where})"


def _former(name: str, own: str) -> str:
    """Former names of all rows, and the names of rows behind where they are not the leading one."""
    leading = _first(own, f"{own} is not null")
    said = f"flatten(list(string_split({name}, ';') order by place) filter (where {name} is not null))"
    names = f"list({own} order by place) filter (where {own} is not null)"
    every = f"list_distinct(list_concat({said}, {names}))"
    others = f"list_filter({every}, lambda one: one <> {leading} and one <> '')"
    return f"nullif(array_to_string(list_sort({others}), ';'), '')"


def panel_sql() -> str:
    """Years of firms, one row each: of several the more trusted, then the newer one leads and the others fill."""
    figures = ", ".join(f"{_first(name, f'{name} is not null')} as {name}" for name in PANEL_FIGURES)
    return f"""select enterprise, year, {figures}, first(source order by place) as source,
        first(source_row order by place) as source_row, bool_or(synthetic) as synthetic
        from (select *, row_number() over (partition by enterprise, year order by {_ORDER}) as place
            from (select i.* exclude (enterprise), coalesce(a.stays, i.enterprise) as enterprise,
                coalesce(s.precedence, 0) as precedence, coalesce(s.as_of, '') as as_of,
                coalesce(s.import_number, -1) as import_number
                from incoming i left join aliases a on a.code = i.enterprise
                left join sources s on s.source = i.source))
        group by enterprise, year order by enterprise, year"""
