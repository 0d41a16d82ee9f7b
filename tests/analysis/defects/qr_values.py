"""Queries: values that come one by one, or as another type than the column's."""

from tests.analysis.defects.drafts import Draft
from tests.analysis.defects.planting import plants
from tests.analysis.defects.qr import Asked


@plants("QR020")
def rows_written_one_by_one(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    rate, rows = draft.pick(((60, 20), (12, 50), (200, 10)))
    insert = (
        f"INSERT INTO {it.table.sql} ({it.code}, {it.reference}) VALUES ({draft.parameter()}, {draft.parameter(2)})"
    )
    if draft.rng.random() < 0.5:
        return it.ask("note one more", insert, per_minute=float(draft.pick((7_000, 90_000)) if bad else 40))
    it.ask(
        "the list",
        draft.limited(f"SELECT {it.parent_id} FROM {it.parent.sql} ORDER BY {it.parent_id}", rows),
        per_minute=float(rate),
        rows=rows,
    )
    return it.ask("note one more", insert, per_minute=float(rate * rows if bad else rate * 0.37))


@plants("QR021", "postgres", "mysql", "mariadb", "tsql", "oracle")
def text_compared_with_a_number(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    value = draft.pick(("4711", "20240"))
    condition = draft.pick(
        (f"{it.code} = {{}}", f"{it.code} IN ({{}}, '4712')", f"{it.channel} = 'web' AND {it.code} >= {{}}")
    ).format(value if bad else f"'{value}'")
    return it.ask(
        "found by its code",
        draft.limited(f"SELECT {it.id} FROM {it.table.sql} WHERE {condition} ORDER BY {it.id}"),
        rows=3,
    )


@plants("QR022")
def target_out_of_reach(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    it.table.known.update(rows=draft.pick((60_000_000, 500_000_000)))
    select = f"SELECT {it.channel}, COUNT(*) FROM {it.table.sql} GROUP BY {it.channel}"
    return it.ask("how many of each", select, per_minute=0.01, latency_ms=500.0 if bad else 600_000.0, rows=5)


@plants("QR024")
def compared_with_null(draft: Draft, bad: bool) -> str:
    it = Asked(draft)
    condition = draft.pick((f"{it.email} {{}}", f"{it.channel} = 'web' AND {it.note} {{}}")).format(
        draft.pick(("= NULL", "<> NULL")) if bad else draft.pick(("IS NULL", "IS NOT NULL"))
    )
    return it.ask(
        "those without one",
        draft.limited(f"SELECT {it.id} FROM {it.table.sql} WHERE {condition} ORDER BY {it.id}"),
        rows=50,
    )
