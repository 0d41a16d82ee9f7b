"""References: to what is not there, to any table, in circles, or with deletions that nobody meant."""

from dataclasses import replace

from tests.analysis.defects.drafts import Draft
from tests.analysis.defects.growing import (
    child_table,
    junction_between,
    own_table,
    parent_and_child,
    two_tables,
    with_keys,
)
from tests.analysis.defects.planting import plants


@plants("CO011")
def reference_without_foreign_key(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    child = own_table(draft, draft.pick(("guest feedback", "trial run", "machine", "spare part")))
    if child is parent or any(one.child == child.name and one.parent == parent.name for one in draft.links):
        child = child_table(draft, next(one for one in with_keys(draft) if one is not parent), "field survey")
    return draft.link(child, parent, declared=not bad, required=draft.rng.random() < 0.5)


@plants("CO011")
def tree_without_foreign_key(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("folder", "cost centre", "menu entry")))
    return draft.link(table, table, "parent", declared=not bad, required=False)


@plants("CO012")
def reference_to_any_table(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("remark", "file attachment", "activity", "bookmark")))
    words = draft.pick(
        ("commentable", "owner", "subject", "target", "entity", "related object", "attachable", "resource")
    )
    if bad:
        name = table.column(f"{words} id", draft.key_type, required=True)
        table.column(f"{words} {draft.pick(('type', 'type', 'class', 'table'))}", draft.text(60), required=True)
        table.column("wording", "note", required=True)
        return name
    table.column("wording", "note", required=True)
    for parent in draft.rng.sample([one for one in with_keys(draft) if one is not table], 2):
        draft.link(table, parent, required=False)
    return ""


@plants("CO013")
def foreign_key_to_no_key(draft: Draft, bad: bool) -> str:
    parent = own_table(draft, "spare part")
    target = parent.column("part code", "code", required=True)
    child = own_table(draft, "trial run")
    name = child.column("part code", "code", required=True)
    child.index(name)
    draft.relate(child, (name,), parent, parent_columns=(target,))
    if not bad:
        parent.unique(target)
    return name


@plants("CO014")
def action_that_cannot_happen(draft: Draft, bad: bool) -> str:
    parent, child = two_tables(draft)
    action = draft.pick(("set null", "set null", "set default"))
    return draft.link(child, parent, "former", required=bad, on_delete=action if bad else "set null")


@plants("CO015", "postgres", "mysql", "mariadb", "tsql", "oracle")
def cascade_over_very_many(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    child = draft.table(draft.pick(("audit record", "click record", "stock movement")))
    draft.link(child, parent, on_delete="cascade" if bad else "no action")
    child.known.update(rows=draft.pick((40_000_000, 900_000_000)))
    return child.name


@plants("CO015")
def cascade_over_records_to_keep(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    child = draft.table(draft.pick(("invoice", "payment", "audit log", "credit note")))
    draft.link(child, parent, on_delete="cascade" if bad else draft.pick(("restrict", "no action")))
    return child.name


@plants("CO016", "postgres", "mysql", "sqlite", "tsql", "oracle")
def tables_that_need_each_other(draft: Draft, bad: bool) -> tuple[str, ...]:
    one, other = draft.table("squad"), draft.table("captain")
    tables = [one, other]
    if draft.rng.random() < 0.4:
        tables.append(draft.table("mascot"))
    pairs = list(zip(tables, [*tables[1:], tables[0]], strict=True))
    for number, (child, parent) in enumerate(pairs):
        draft.link(child, parent, required=bad or number > 0)
    return tuple(one.name for one in tables)


@plants("CO017")
def junction_that_takes_a_pair_twice(draft: Draft, bad: bool) -> str:
    if not bad:
        junction_between(draft)
        return ""
    one, other = two_tables(draft)
    words = draft.pick(("assignment", "membership", "coverage", "pairing"))
    table = draft.table(f"{words} of {one.words}", key=draft.rng.random() < 0.7)
    draft.link(table, one)
    draft.link(table, other)
    if draft.rng.random() < 0.5:
        table.column("created at", "moment", required=True, default=draft.now)
    return table.name


@plants("CO018")
def same_foreign_key_twice(draft: Draft, bad: bool) -> str:
    parent, child = parent_and_child(draft)
    link = next(one for one in draft.links if one.child == child.name and one.parent == parent.name)
    if bad:
        draft.relate(child, link.columns, parent, name=draft.pick((f"{link.name}_1", "fk_added_later")))
    return child.name


@plants("CO020")
def one_lookup_for_everything(draft: Draft, bad: bool) -> str:
    words = draft.pick(("lookup", "lookup value", "code", "code value", "reference value"))
    one, other = two_tables(draft)
    roles = draft.rng.sample(("colour", "country", "priority", "salutation", "region"), 2)
    if not bad:
        for table, role in zip((one, other), roles, strict=True):
            kept = draft.table(f"{role} choice")
            kept.unique(kept.column("label", "code", required=True))
            draft.link(table, kept, required=False)
        return ""
    lookup = draft.table(words)
    kind = lookup.column(
        draft.pick(("category", "lookup type", "code type", "list name", "domain")), "code", required=True
    )
    code = lookup.column(
        draft.pick(("code", "lookup code")) if words != "code" else "short code", "code", required=True
    )
    lookup.column("description", "name")
    lookup.unique(kind, code)
    for table, role in zip((one, other), roles, strict=True):
        draft.link(table, lookup, role, required=False)
    return lookup.name


@plants("CO026", least=8)
def table_that_nothing_links(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("machine", "spare part", "cost centre", "service offer")))
    table.column("label", "name", required=True)
    table.column("bought on", "day")
    if not bad:
        draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    return table.name


@plants("CO031", "postgres", "mysql", "sqlite", "tsql", "oracle")
def half_empty_foreign_key(draft: Draft, bad: bool) -> str:
    parent = draft.table("shelf place", key=False)
    columns = [parent.column(words, "code", required=True) for words in ("house code", "shelf code")]
    parent.key = tuple(columns)
    child = own_table(draft, "stock movement")
    for name in columns:
        child.column(name, "code", required=not bad, name=name)
    child.index(*columns)
    draft.relate(child, tuple(columns), parent)
    return child.name


@plants("CO032")
def foreign_key_to_itself(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    if bad:
        draft.relate(table, table.key, table)
    else:
        draft.link(table, table, "parent", required=False)
    return table.name


@plants("CO040")
def deletion_that_the_rows_below_refuse(draft: Draft, bad: bool) -> str:
    parent = own_table(draft, "trial run")
    child = child_table(draft, parent, "spare part")
    link = draft.links[-1]
    if draft.rng.random() < 0.5:
        draft.ask("forget one", f"DELETE FROM {parent.sql} WHERE {draft.q(parent.id)} = {draft.parameter()}")
    else:
        parent.known.update(retention_days=draft.pick((30, 90, 365)))
        parent.index(next(one.name for one in parent.columns if one.type == draft.types["moment"]))
    if not bad:
        draft.links[-1] = replace(link, on_delete="cascade")
    return child.name


@plants("CO044")
def column_that_every_pattern_compares(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "trial run")
    name = table.column("depot code", "code", required=not bad)
    table.index(name)
    start = f"FROM {table.sql} WHERE {draft.q(name)}"
    key = draft.q(table.id)
    draft.ask("those of a depot", draft.limited(f"SELECT {key} {start} = {draft.parameter()} ORDER BY {key}"), rows=50)
    draft.ask("how many of a depot", f"SELECT count(*) {start} = {draft.parameter()}", rows=1)
    draft.ask("newest of a depot", f"SELECT max({key}) {start} = {draft.parameter()}", rows=1)
    return name
