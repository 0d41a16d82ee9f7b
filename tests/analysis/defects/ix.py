"""Indexes: searches that no index serves, and indexes that serve nothing."""

from designer.schema import model
from designer.schema.frozen import FrozenMap
from tests.analysis.defects.drafts import Draft, Table
from tests.analysis.defects.growing import own_table, with_keys
from tests.analysis.defects.planting import plants

_LARGE = (400_000, 3_000_000, 60_000_000)


def _large(draft: Draft) -> Table:
    """A large table with columns that queries may ask for, and an owner."""
    table = draft.table(draft.pick(("sales receipt", "parcel scan", "web visit", "sensor message", "job application")))
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    table.column("reference code", "code", required=True)
    table.column("contact email", "email")
    table.column("received at", "moment", required=True)
    table.column("channel", draft.text(20), required=True)
    table.column("explanation", "note")
    table.known.update(rows=draft.pick(_LARGE))
    return table


def _column(draft: Draft, words: str) -> str:
    return draft.q(draft.style.name(words))


def _rate(draft: Draft) -> float:
    return float(draft.pick((5, 60, 900)))


@plants("IX001")
def search_that_nothing_serves(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    words = draft.pick(("reference code", "contact email"))
    column = _column(draft, words)
    condition = f"{column} = {draft.parameter()}"
    if draft.rng.random() < 0.4:
        condition += f" AND {_column(draft, 'received at')} >= {draft.parameter(2)}"
    if not bad:
        table.index(draft.style.name(words))
    select = f"SELECT {draft.q(table.id)}, {_column(draft, 'channel')} FROM {table.sql} WHERE {condition}"
    return draft.ask(f"find by {words}", select, per_minute=_rate(draft), rows=draft.pick((1, 5, 20)))


@plants("IX001", "postgres", "mysql", "tsql")
def join_that_nothing_serves(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    link = next(one for one in draft.links if one.child == table.name)
    parent = next(one for one in draft.tables.values() if one.name == link.parent)
    parent.known.update(rows=50_000)
    column = draft.q(table.column("region label", "code", required=True, distinct=4_000))
    if not bad:
        table.index(draft.style.name("region label"))
    select = (
        f"SELECT t.{draft.q(table.id)} FROM {table.sql} t JOIN {parent.sql} p"
        f" ON p.{draft.q(parent.id)} = t.{draft.q(link.columns[0])} WHERE t.{column} = {draft.parameter()}"
    )
    return draft.ask("those of a region", select, per_minute=_rate(draft), rows=100)


@plants("IX002", "postgres", "sqlite", "tsql", "oracle")
def foreign_key_without_index(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    child = own_table(draft, "trial run")
    if draft.rng.random() < 0.6:
        child.known.update(rows=draft.pick(_LARGE))
        action = "no action"
    else:
        action = draft.pick(("cascade", "set null"))
    return draft.link(child, parent, "former", index=not bad, required=action != "set null", on_delete=action)


@plants("IX003", "postgres", "mysql", "mariadb", "sqlite", "tsql")
def same_index_twice(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    one, other = table.column("part code", "code", required=True), table.column("bought on", "day")
    columns, kind = draft.pick((((one,), "unique"), ((one, other), "index"), ((table.id,), "key")))
    if kind == "unique":
        table.unique(*columns)
    elif kind == "index":
        table.index(*columns)
    if bad:
        table.index(*columns, name=f"{table.name}_again")
    return table.name


@plants("IX004")
def index_that_another_begins_with(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    one, other = table.column("maker code", "code", required=True), table.column("bought on", "day", required=True)
    third = table.column("shelf code", "code")
    table.index(*draft.pick(((one, other), (one, other, third))))
    name = draft.style.mark("ix", table.name, one)
    columns = draft.pick(((one,), (one, other))) if len(table.indexes[-1].keys) == 3 else (one,)
    if bad:
        table.index(*columns, name=name)
    return name if bad else ""


@plants("IX005")
def index_that_nothing_uses(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    for words in ("reference code", "contact email", "received at"):
        column = _column(draft, words)
        table.index(draft.style.name(words))
        select = f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {column} = {draft.parameter()} ORDER BY {column}"
        draft.ask(f"find by {words}", draft.limited(select), rows=20)
    name = table.column("warehouse code", "code")
    unused = draft.style.mark("ix", table.name, name)
    if bad:
        table.index(name, name=unused)
    return unused if bad else ""


@plants("IX006")
def range_before_the_equality(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    given, moment = table.column("depot code", "code", required=True, distinct=300), draft.style.name("received at")
    table.index(*((moment, given) if bad else (given, moment)))
    condition = f"{draft.q(given)} = {draft.parameter()} AND {draft.q(moment)} >= {draft.parameter(2)}"
    select = f"SELECT {draft.q(table.id)}, {_column(draft, 'channel')} FROM {table.sql} WHERE {condition}"
    if draft.rng.random() < 0.5:
        select = draft.limited(f"{select} ORDER BY {draft.q(moment)}")
    return draft.ask("those of a depot since", select, per_minute=_rate(draft), rows=50)


@plants("IX007")
def order_that_nothing_gives(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    moment = draft.style.name("received at")
    direction, mixed = draft.pick((" DESC", "")), draft.rng.random() < 0.3
    select = f"SELECT {draft.q(table.id)}, {_column(draft, 'channel')} FROM {table.sql}"
    order = f"{draft.q(moment)}{direction}"
    if mixed:
        order = f"{_column(draft, 'reference code')} ASC, {draft.q(moment)} DESC"
    keys = (model.IndexKey(column=draft.style.name("reference code")), model.IndexKey(column=moment, descending=True))
    if not bad:
        table.index(keys=keys if mixed else keys[1:])
    elif mixed:
        table.index(keys[0].column or "", moment)
    return draft.ask(
        "the first of them", draft.limited(f"{select} ORDER BY {order}", 20), per_minute=_rate(draft), rows=20
    )


@plants("IX008", "postgres", "sqlite", "oracle", "mysql")
def expression_that_no_index_holds(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    words = draft.pick(("contact email", "reference code"))
    name = draft.style.name(words)
    function = draft.pick(("lower", "upper"))
    expression = f"{function}({draft.q(name)})"
    table.index(name)
    if not bad:
        inside = f"({expression})" if draft.dialect == "mysql" else expression
        table.index(keys=(model.IndexKey(expression=inside),), name=f"{table.name}_{function}_ix")
    select = f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {expression} = {draft.parameter()}"
    return draft.ask("find in any spelling", select, per_minute=_rate(draft), rows=1)


@plants("IX009", "postgres")
def prefix_without_operator_class(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    name = draft.style.name(draft.pick(("reference code", "contact email")))
    wanted = "varchar_pattern_ops" if draft.style.name("reference code") == name else "text_pattern_ops"
    if bad:
        table.index(name)
    else:
        table.index(keys=(model.IndexKey(column=name, operator_class=wanted),))
    value = draft.pick(("$1 || '%'", "'AB%'", "concat($1, '%')"))
    select = f"SELECT {table.id} FROM {table.sql} WHERE {name} LIKE {value}"
    return draft.ask("those that begin with", select, per_minute=_rate(draft), rows=20)


@plants("IX010", "postgres")
def infix_without_trigrams(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    name = draft.style.name(draft.pick(("explanation", "contact email")))
    if not bad:
        table.index(keys=(model.IndexKey(column=name, operator_class="gin_trgm_ops"),), method="gin")
        draft.add("extensions", model.Extension(name="pg_trgm"))
    value = draft.pick(
        ("LIKE '%' || $1 || '%'", "ILIKE '%' || $1 || '%'", "ILIKE '%broken%'", "LIKE concat('%', $1, '%')")
    )
    select = f"SELECT {table.id} FROM {table.sql} WHERE {name} {value} LIMIT 50"
    return draft.ask("those that contain", select, per_minute=_rate(draft), rows=50)


@plants("IX011", "postgres")
def containment_without_gin(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    words, kind, condition, method = draft.pick(
        (("labels", "text[]", "{} @> ARRAY[$1]", "gin"), ("payload", "jsonb", "{} @> $1", "gin"),
         ("payload", "jsonb", "{} ? 'colour'", "gin"), ("labels", "text[]", "{} && $1", "gin"),
         ("search words", "tsvector", "{} @@ to_tsquery($1)", "gin"), ("stay", "tstzrange", "{} && $1", "gist"),
         ("stay", "daterange", "{} @> $1::date", "gist"))
    )  # fmt: skip
    name = table.column(words, kind)
    if not bad:
        table.index(name, method=method)
    select = f"SELECT {table.id} FROM {table.sql} WHERE {condition.format(name)} LIMIT 50"
    return draft.ask("those that hold", select, per_minute=_rate(draft), rows=50)


@plants("IX012")
def index_on_a_flag(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    if draft.rng.random() < 0.5:
        name = table.column(draft.pick(("is paid", "is open", "is public")), "flag", required=True, distinct=2)
    else:
        values = tuple(model.ValueShare(value=one, frequency=0.33) for one in ("web", "shop", "phone"))
        name = table.column("sales way", draft.text(10), required=True, distinct=3, values=values)
    if bad:
        table.index(name)
    return name


@plants("IX013")
def indexes_on_everything(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    count = draft.pick((9, 11, 14)) if bad else 3
    subjects = ("depot", "route", "driver", "scanner", "belt", "customs", "region", "tariff", "shift", "batch", "lane",
                "gate", "hub", "sorter")  # fmt: skip
    for subject in subjects[:count]:
        table.index(table.column(f"{subject} code", "code", required=True))
    table.known.update(rows_per_day=draft.pick((500_000, 3_000_000)))
    return table.name


@plants("IX014", "postgres", "sqlite", "tsql", "oracle")  # in MySQL and MariaDB the two are one thing
def unique_index_for_a_constraint(draft: Draft, bad: bool) -> str:
    for words in ("club visitor", "trial run", "cost centre", "machine"):
        other = own_table(draft, words)
        other.unique(other.column(f"{words} code", "code", required=True))
    table = own_table(draft, "spare part")
    name = table.column("part code", "code", required=True)
    if bad:
        table.index(name, unique=True)
    else:
        table.unique(name)
    return table.name


@plants("IX015", "postgres")
def index_on_what_depends_on_a_setting(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "trial run")
    moment = draft.q(table.column("received at", "moment", required=True))
    code, note = draft.q(table.column("shelf code", "code")), draft.q(table.column("explanation", "note"))
    unsteady, steady = draft.pick(
        ((f"({moment})::date", f"({moment} AT TIME ZONE 'UTC')::date"),
         (f"date_trunc('day', {moment})", f"date_trunc('day', {moment} AT TIME ZONE 'UTC')"),
         (f"concat({code}, {note})", f"{code} || {note}"),
         (f"to_char({moment}, 'YYYY-MM')", f"lower({code})"),
         (f"to_tsvector({note})", f"to_tsvector('simple', {note})"))
    )  # fmt: skip
    table.index(keys=(model.IndexKey(expression=unsteady if bad else steady),), name=f"{table.name}_sought")
    return table.name


@plants("IX015", "postgres", "sqlite", "tsql")
def predicate_that_asks_the_clock(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "trial run")
    moment = table.column("ends at", "moment", required=True)
    past = "'2020-01-01'"
    moved = {"postgres": "now()", "sqlite": "CURRENT_TIMESTAMP", "tsql": "getdate()"}[draft.dialect]
    table.index(moment, where=f"{draft.q(moment)} > {moved if bad else past}")
    return table.name


@plants("IX016", "postgres", "sqlite", "tsql")
def index_of_rows_that_nobody_seeks(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    given = table.column("depot code", "code", required=True, distinct=300)
    ended = table.column("settled at", "moment", null_fraction=draft.pick((0.02, 0.2, 0.45) if bad else (0.6, 0.97)))
    table.index(given)
    name = table.indexes[-1].name
    where = f"{draft.q(given)} = {draft.parameter()} AND {draft.q(ended)} IS NULL"
    select = f"SELECT {draft.q(table.id)}, {_column(draft, 'channel')} FROM {table.sql} WHERE {where}"
    draft.ask("what is open", select, per_minute=_rate(draft), rows=50)
    draft.ask("how many are open", f"SELECT count(*) FROM {table.sql} WHERE {where}", per_minute=_rate(draft), rows=1)
    return name or ""


@plants("IX017", "postgres", "sqlite", "tsql")
def index_of_nulls(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    words = "refund code"
    column = table.column(words, "code", null_fraction=draft.pick((0.5, 0.8, 0.99) if bad else (0.01, 0.3)))
    table.index(column)
    condition = f"{draft.q(column)} = {draft.parameter()}"
    select = f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {condition}"
    draft.ask(f"find by {words}", select, per_minute=_rate(draft), rows=5)
    return table.indexes[-1].name or ""


@plants("IX018", "postgres")
def b_tree_over_time_in_order(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    told = {"correlation": 0.98} if draft.rng.random() < 0.5 else {}
    moment = table.column("received at", "moment", required=True, default=draft.now, **told)
    table.index(moment, method="btree" if bad else "brin")
    table.known.update(rows=draft.pick((60_000_000, 900_000_000)), partition_by=None)
    condition = f"{draft.q(moment)} >= {draft.parameter()} AND {draft.q(moment)} < {draft.parameter(2)}"
    draft.ask("sum of a month", f"SELECT count(*) FROM {table.sql} WHERE {condition}", per_minute=0.1, rows=1)
    return moment


@plants("IX019")
def index_over_long_texts(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    name = table.column("landing address", draft.text(2_000), average_width=draft.pick((420.0, 900.0)) if bad else 90.0)
    table.index(name)
    return table.indexes[-1].name or ""


@plants("IX020", "postgres", "tsql")
def index_that_carries_the_row(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    key = table.column("depot code", "code", required=True)
    names = [one.name for one in table.columns if one.name not in (key, table.id)]
    table.index(key, include=tuple(names if bad else names[:2]))
    return table.indexes[-1].name or ""


@plants("IX025", "postgres", "mysql", "mariadb", "tsql", "sqlite", "oracle")
def rows_visited_for_one_column(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    key = table.column("depot code", "code", required=True, distinct=90_000)
    level = table.column("fill level", "integer", required=True)
    held = () if bad else (model.IndexKey(column=level),)
    table.index(keys=(model.IndexKey(column=key), *held))
    condition = f"{draft.q(key)} = {draft.parameter()}"
    draft.ask(
        "levels of a depot",
        f"SELECT {draft.q(level)} FROM {table.sql} WHERE {condition}",
        per_minute=draft.pick((3_000.0, 20_000.0)),
        rows=draft.pick((25, 80)),
    )
    return level


@plants("IX026", "postgres")
def index_that_was_left_behind(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    name = f"{table.name}_ccnew"
    table.known["x"] = FrozenMap({"server": {"seen": "2026-03-01", **({"invalid": (name,)} if bad else {})}})
    return name


@plants("IX027", "postgres")
def index_that_nobody_scans(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    table.index(draft.style.name("channel"))
    name = table.indexes[-1].name or ""
    held = {"seen": "2026-03-01", "days": 60 if bad else 9, "unscanned": {name: 80_000_000}}
    table.known["x"] = FrozenMap({"server": held})
    return name


@plants("IX028", "postgres", "mysql", "sqlite", "tsql")
def busy_search_of_a_table_of_unknown_size(draft: Draft, bad: bool) -> str:
    table = _large(draft)
    table.known.pop("rows")
    words = draft.pick(("reference code", "contact email"))
    if not bad:
        table.index(draft.style.name(words))
    condition = f"{_column(draft, words)} = {draft.parameter()}"
    return draft.ask(
        "find one", f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {condition}", per_minute=_rate(draft)
    )
