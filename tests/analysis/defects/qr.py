"""Queries: declared statements that read too much, the wrong rows, or what is not there."""

from designer.schema.frozen import FrozenMap
from tests.analysis.defects.drafts import Draft, Table
from tests.analysis.defects.growing import own_table, with_keys
from tests.analysis.defects.planting import plants

_LARGE = (400_000, 3_000_000, 60_000_000)


class Asked:
    """A large table that belongs to another, and short ways to write of both in SQL. t: the child; p: the parent."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.parent: Table = draft.pick(with_keys(draft))
        self.table = table = draft.table(draft.pick(("sales receipt", "parcel scan", "web visit", "job application")))
        self.link = draft.link(table, self.parent)
        self.code = draft.q(table.column("reference code", "code", required=True))
        self.email = draft.q(table.column("contact email", "email"))
        self.moment = draft.q(table.column("received at", "moment", required=True))
        self.channel = draft.q(table.column("channel", draft.text(20), required=True))
        self.note = draft.q(table.column("explanation", "note"))
        table.index(draft.style.name("received at"))
        table.index(draft.style.name("reference code"))
        table.known.update(rows=draft.pick(_LARGE), rows_per_day=draft.pick((1_000, 40_000)))
        self.parent.known.update(rows=draft.pick((20_000, 90_000)))
        self.id, self.parent_id = draft.q(table.id), draft.q(self.parent.id)
        self.reference = draft.q(self.link)

    def ask(self, name: str, *statements: str, **known: object) -> str:
        """Declares it at any rate."""
        given = {"per_minute": float(self.draft.pick((5, 60, 900))), **known}
        return self.draft.ask(name, *statements, **given)  # type: ignore[arg-type]

    @property
    def joined(self) -> str:
        """FROM both, joined as the foreign key says."""
        return f"FROM {self.table.sql} t JOIN {self.parent.sql} p ON p.{self.parent_id} = t.{self.reference}"


@plants("QR001")
def everything_selected(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    joined = draft.rng.random() < 0.3
    columns = f"{'t.' if joined else ''}*" if bad else f"{'t.' if joined else ''}{it.id}"
    source = it.joined if joined else f"FROM {it.table.sql}"
    key = f"t.{it.id}" if joined else it.id
    return it.ask("one of them", f"SELECT {columns} {source} WHERE {key} = {draft.parameter()}", rows=1)


@plants("QR002")
def result_without_end(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    if draft.rng.random() < 0.5:
        select = f"SELECT {it.id}, {it.code} FROM {it.table.sql} ORDER BY {it.moment}"
        return it.ask(
            "the whole list", select if bad else draft.limited(select), latency_ms=200.0, rows=None if bad else 50
        )
    select = (
        f"SELECT {it.id}, {it.code} FROM {it.table.sql} WHERE {it.reference} = {draft.parameter()} ORDER BY {it.id}"
    )
    many = draft.pick((50_000, 400_000))
    return it.ask("all that belong to one", select if bad else draft.limited(select), rows=many if bad else 50)


@plants("QR003")
def pages_by_offset(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    start = f"SELECT {it.id}, {it.code} FROM {it.table.sql}"
    if not bad:
        select = f"{start} WHERE {it.moment} < {draft.parameter()} ORDER BY {it.moment} DESC"
        return it.ask("next page", draft.limited(select), rows=50)
    offset = draft.pick((draft.parameter(), "10000"))
    where = draft.pick(("", f" WHERE {it.channel} = 'web'"))
    select = draft.limited(f"{start}{where} ORDER BY {it.moment} DESC", draft.pick((20, 50, 100)), offset)
    return it.ask("next page", select, rows=50)


@plants("QR004")
def query_for_each_row(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    rate, rows = draft.pick(((60, 20), (12, 50), (200, 10)))
    if draft.rng.random() < 0.5:  # the parent of each child
        outer = draft.limited(f"SELECT {it.id}, {it.reference} FROM {it.table.sql} ORDER BY {it.moment} DESC", rows)
        inner = f"SELECT {it.parent_id} FROM {it.parent.sql} WHERE {it.parent_id} = {draft.parameter()}"
        returned = 1
    else:  # the children of each parent
        outer = draft.limited(f"SELECT {it.parent_id} FROM {it.parent.sql} ORDER BY {it.parent_id}", rows)
        inner = draft.limited(
            f"SELECT {it.id} FROM {it.table.sql} WHERE {it.reference} = {draft.parameter()} ORDER BY {it.id}", 5
        )
        returned = 5
    it.ask("the list", outer, per_minute=float(rate), rows=rows)
    much = rate * rows * draft.pick((0.95, 1.0, 1.05)) if bad else rate * 0.37
    return it.ask("more of each", inner, per_minute=float(much), rows=returned)


@plants("QR005")
def value_in_the_text(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    value = draft.pick(("4711", "18")) if draft.style.sequential else "'0b6c1f3e-5a0d-4b52-9d2f-7f1f4a1f0b11'"
    column, table = draft.pick(((it.id, it.table.sql), (it.reference, it.table.sql)))
    statement = draft.pick(
        (f"SELECT {it.code} FROM {table} WHERE {column} = {{}}", f"DELETE FROM {table} WHERE {column} = {{}}",
         f"UPDATE {table} SET {it.channel} = 'web' WHERE {column} = {{}}")
    )  # fmt: skip
    return it.ask("of a certain one", statement.format(value if bad else draft.parameter()), rows=3)


@plants("QR006", "postgres", "mysql", "mariadb", "tsql", "oracle")
def function_around_the_column(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    by_day = {
        "postgres": ("date({})", "{}::date", "CAST({} AS date)", "date_trunc('day', {})"),
        "mysql": ("DATE({})", "CAST({} AS DATE)"),
        "mariadb": ("DATE({})", "CAST({} AS DATE)"),
        "tsql": (),  # SQL Server reads an index for CAST ({} AS date) as it is
        "oracle": ("TRUNC({})",),
    }[draft.dialect]
    by_year = {"tsql": "YEAR({})", "mysql": "YEAR({})", "mariadb": "YEAR({})"}.get(
        draft.dialect, "EXTRACT(YEAR FROM {})"
    )
    wrapped = draft.pick((*by_day, by_year)).format(it.moment)
    right = f"{it.moment} >= {draft.parameter()} AND {it.moment} < {draft.parameter(2)}"
    value = "2024" if "YEAR" in wrapped else draft.parameter()
    condition = f"{wrapped} = {value}" if bad else right
    return it.ask(
        "those of a day",
        draft.limited(f"SELECT {it.id} FROM {it.table.sql} WHERE {condition} ORDER BY {it.id}"),
        rows=50,
    )


@plants("QR007", "mysql", "mariadb", "sqlite", "tsql", "oracle")
def wildcard_in_front(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    value = draft.pick(("%lamp", "%lamp%", "_amp%")) if bad else "lamp%"
    joined = draft.parameter()
    text = draft.pick((f"'{value}'", f"'{value}'"))
    if draft.rng.random() < 0.4:
        sign = "+" if draft.dialect == "tsql" else "||"
        text = f"'%' {sign} {joined} {sign} '%'" if bad else f"{joined} {sign} '%'"
        if draft.dialect in ("mysql", "mariadb"):
            text = f"CONCAT('%', {joined}, '%')" if bad else f"CONCAT({joined}, '%')"
    select = f"SELECT {it.id} FROM {it.table.sql} WHERE {it.code} LIKE {text} ORDER BY {it.id}"
    return it.ask("those called like it", draft.limited(select), rows=50)


@plants("QR008")
def not_in_what_may_be_missing(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    former = draft.q(draft.link(it.table, it.parent, "former", required=False))
    inner = f"SELECT {former} FROM {it.table.sql}"
    if draft.rng.random() < 0.4:
        inner += f" WHERE {it.channel} = 'web'"
    good = draft.pick(
        (f"NOT EXISTS (SELECT 1 FROM {it.table.sql} t WHERE t.{former} = p.{it.parent_id})",
         f"p.{it.parent_id} NOT IN (SELECT {former} FROM {it.table.sql} WHERE {former} IS NOT NULL)")
    )  # fmt: skip
    condition = f"p.{it.parent_id} NOT IN ({inner})" if bad else good
    select = f"SELECT p.{it.parent_id} FROM {it.parent.sql} p WHERE {condition} ORDER BY p.{it.parent_id}"
    return it.ask("those without any", draft.limited(select), rows=50)


@plants("QR009")
def all_rows_changed(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    statement = draft.pick(
        (f"DELETE FROM {it.table.sql}", f"UPDATE {it.table.sql} SET {it.channel} = 'web'",
         f"UPDATE {it.table.sql} SET {it.note} = NULL")
    )  # fmt: skip
    return it.ask("tidy up", statement if bad else f"{statement} WHERE {it.id} = {draft.parameter()}", rows=None)


@plants("QR010")
def name_that_is_not_there(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    right = f"SELECT t.{it.code} FROM {it.table.sql} t WHERE t.{it.id} = {draft.parameter()}"
    gone = draft.q(draft.style.name("colour scheme"))
    wrong = draft.pick(
        (f"SELECT t.{gone} FROM {it.table.sql} t WHERE t.{it.id} = {draft.parameter()}",
         f"SELECT t.{it.code} FROM {it.table.sql} t WHERE t.{gone} = {draft.parameter()}",
         f"SELECT {it.id} FROM {draft.q(draft.style.table('colour scheme'))} WHERE {it.id} = {draft.parameter()}",
         f"UPDATE {it.table.sql} SET {gone} = {draft.parameter()} WHERE {it.id} = {draft.parameter(2)}",
         f"INSERT INTO {it.table.sql} ({it.code}, {gone}) VALUES ({draft.parameter()}, {draft.parameter(2)})")
    )  # fmt: skip
    return it.ask("what was renamed", wrong if bad else right, rows=1)


@plants("QR011")
def join_that_nothing_declares(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    other = draft.q(
        draft.link(
            it.table, it.parent, draft.pick(("recommended", "billed", "previous")), declared=not bad, required=False
        )
    )
    select = (
        f"SELECT t.{it.id}, p.{it.parent_id} FROM {it.table.sql} t JOIN {it.parent.sql} p"
        f" ON p.{it.parent_id} = t.{other} WHERE t.{it.id} = {draft.parameter()}"
    )
    return it.ask("with the other one", select, rows=1)


@plants("QR012")
def part_of_a_composite_key(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    place = draft.table("shelf place", key=False)
    names = [place.column(words, "code", required=True) for words in ("house code", "shelf code")]
    place.key = tuple(names)
    for name in names:
        it.table.column(name, "code", required=True, name=name)
    it.table.index(*names)
    draft.relate(it.table, tuple(names), place)
    pairs = [f"s.{draft.q(name)} = t.{draft.q(name)}" for name in names]
    joined = " AND ".join(pairs[1:] if bad else pairs)
    select = (
        f"SELECT t.{it.id} FROM {it.table.sql} t JOIN {place.sql} s ON {joined} WHERE t.{it.code} = {draft.parameter()}"
    )
    return it.ask("with its shelf", select, rows=3)


@plants("QR013")
def random_order(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    chance = {"mysql": "RAND()", "mariadb": "RAND()", "tsql": "NEWID()", "oracle": "DBMS_RANDOM.VALUE"}.get(
        draft.dialect, "random()"
    )
    order = chance if bad else it.id
    return it.ask(
        "some of them", draft.limited(f"SELECT {it.id}, {it.code} FROM {it.table.sql} ORDER BY {order}", 3), rows=3
    )


@plants("QR014")
def count_of_a_large_set(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    counted = draft.pick(("COUNT(*)", "COUNT(1)", f"COUNT({it.id})"))
    select = f"SELECT {counted} FROM {it.table.sql}"
    right = f"{select} WHERE {it.id} = {draft.parameter()}"
    return it.ask("how many there are", select if bad else right, per_minute=float(draft.pick((10, 120))), rows=1)


@plants("QR015")
def or_across_columns(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    condition = f"{it.code} = {draft.parameter()} OR {it.email} = {draft.parameter(2)}"
    if not bad:
        it.table.index(draft.style.name("contact email"))
    return it.ask("by either of them", f"SELECT {it.id} FROM {it.table.sql} WHERE {condition}", rows=3)


@plants("QR015", "postgres", "mysql", "tsql")
def or_across_tables(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    name = it.parent.column("parent label", "code", required=True)
    it.parent.index(name)
    sign = "OR" if bad else "AND"
    condition = f"t.{it.code} = {draft.parameter()} {sign} p.{draft.q(name)} = {draft.parameter(2)}"
    return it.ask("by either table", f"SELECT t.{it.id} {it.joined} WHERE {condition}", rows=3)


@plants("QR016")
def distinct_over_a_fan_out(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    wrong = draft.pick(
        (f"SELECT DISTINCT p.{it.parent_id} {it.joined} WHERE t.{it.code} = {draft.parameter()}",
         f"SELECT DISTINCT p.{it.parent_id} FROM {it.parent.sql} p JOIN {it.table.sql} t"
         f" ON t.{it.reference} = p.{it.parent_id} WHERE t.{it.code} = {draft.parameter()}")
    )  # fmt: skip
    right = (
        f"SELECT p.{it.parent_id} FROM {it.parent.sql} p WHERE EXISTS (SELECT 1 FROM {it.table.sql} t"
        f" WHERE t.{it.reference} = p.{it.parent_id} AND t.{it.code} = {draft.parameter()})"
    )
    return it.ask("those that have one", wrong if bad else right, rows=20)


@plants("QR017")
def statement_with_a_slip(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    right = f"SELECT {it.id} FROM {it.table.sql} WHERE {it.code} = {draft.parameter()}"
    wrong = draft.pick(
        (right.replace("SELECT", "SELEC"), right.replace(" WHERE", " WHERE WHERE"), right.replace(" FROM", ", FROM ,"),
         f"{right} AND (", right.replace("WHERE", "WHERE ((") + ")", f"{right} ORDER BY")
    )  # fmt: skip
    return it.ask("found by code", wrong if bad else right, rows=3)


@plants("QR018")
def join_without_condition(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    tied = f"p.{it.parent_id} = t.{it.reference} AND "
    source = f"FROM {it.table.sql} t, {it.parent.sql} p"
    select = f"SELECT t.{it.id}, p.{it.parent_id} {source} WHERE {'' if bad else tied}t.{it.code} = {draft.parameter()}"
    return it.ask("both of them", select, rows=3)


@plants("QR019", "postgres")  # the other form is proved on a server, which the other dialects have not
def subquery_for_each_row(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    it.parent.known.update(rows=draft.pick((40_000, 900_000)))
    made = draft.pick(("COUNT(*)", f"MAX(t.{it.moment})", f"COUNT(t.{it.id})"))
    inner = f"(SELECT {made} FROM {it.table.sql} t WHERE t.{it.reference} = p.{it.parent_id})"
    listed = f"p.{it.parent_id}, {inner}" if bad else f"p.{it.parent_id}"
    return it.ask("each with its figures", f"SELECT {listed} FROM {it.parent.sql} p", per_minute=0.01, rows=None)


@plants("QR023", "postgres")
def statement_that_nobody_has_declared(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "guest feedback")
    name = draft.q(table.column("remark", "note"))
    read = f"SELECT {draft.q(table.id)}, {name} FROM {table.sql} WHERE {draft.q(table.id)} = {draft.parameter()}"
    draft.ask("show it", read, rows=1)
    seen = FrozenMap({"server": {"calls": 800_000, "share": draft.pick((0.2, 0.7)) if bad else 0.01, "mean_ms": 9.5}})
    return draft.ask("read it at night", f"{read} -- of a job", rows=1, owner=None, x=seen)
