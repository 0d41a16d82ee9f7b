"""Keys: rows that cannot be told apart, and keys that keep apart too much, too little, or twice."""

from designer.schema import model
from tests.analysis.defects.drafts import Draft, Table
from tests.analysis.defects.growing import (
    own_table,
    two_tables,
    with_keys,
)
from tests.analysis.defects.planting import plants

_NULLS_DIFFER = ("postgres", "mysql", "mariadb", "sqlite")


def _keyless(draft: Draft) -> Table:
    parent = draft.pick(with_keys(draft))
    table = draft.table(draft.pick(("import line", "visit statistic", "spare part", "price observation")), key=False)
    draft.link(table, parent)
    table.column("reference number", "code", required=True)
    table.column("explanation", "note")
    return table


@plants("CO001")
def table_without_key(draft: Draft, bad: bool) -> str:
    table = _keyless(draft)
    name = table.column("line number", "integer", required=True)
    if not bad:
        table.key = (table.columns[0].name, name)
    return table.name


@plants("CO002")
def unique_in_place_of_primary(draft: Draft, bad: bool) -> str:
    table = _keyless(draft)
    number = table.column("line number", "integer", required=True)
    columns = draft.pick(((number,), (table.columns[0].name, number)))
    if bad:
        table.unique(*columns)
    else:
        table.key = columns
    return table.name


@plants("CO003")
def key_that_people_change(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("club visitor", "subscriber", "portal user")), key=not bad)
    words, role = draft.pick((("email", "email"), ("username", "code"), ("phone number", "phone"), ("login", "code")))
    name = table.column(words, role, required=True)
    if bad:
        table.key = (name,)
    else:
        table.unique(name)
    if role == "email":
        table.check(f"{draft.q(name)} = lower({draft.q(name)})", name)
    child = draft.table("guest feedback")
    draft.link(child, table)
    child.column("wording", "note", required=True)
    return table.name


@plants("CO005", *_NULLS_DIFFER)
def unique_over_a_missing_parent(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("folder", "menu entry", "cost centre", "tariff rule")))
    tree = draft.rng.random() < 0.6
    parent = table if tree else draft.pick(one for one in with_keys(draft) if one is not table)
    top = draft.link(table, parent, draft.pick(("parent", "upper")) if tree else "", required=False, index=False)
    words = draft.pick(("title", "label", "code"))
    name = table.column(words, "code", required=True)
    if not bad and tree and draft.dialect == "postgres":
        table.unique(top, name, nulls_not_distinct=True)
        return name
    if not bad:
        table.columns = [one for one in table.columns if one.name != top]
        table.columns.append(model.Attribute(name=top, type=draft.key_type, not_null=model.NotNull(), comment="Where."))
    table.unique(top, name)
    return table.name


@plants("CO006", "postgres", "mysql", "mariadb", "sqlite", "tsql")
def unique_that_ignores_soft_deletion(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("club visitor", "subscriber", "tariff rule")))
    words = draft.pick(("email", "username", "slug", "title", "code"))
    name = table.column(words, "code", required=True)
    if words == "email":
        table.check(f"{draft.q(name)} = lower({draft.q(name)})", name)
    flag = draft.rng.random() < 0.3
    if flag:
        gone = table.column("is deleted", "flag", required=True, default=draft.truth(False))
    else:
        gone = table.column(draft.pick(("deleted at", "removed at")), "moment")
    if bad:
        table.unique(name)
    elif draft.dialect in ("mysql", "mariadb"):
        alive = f"(CASE WHEN {draft.q(gone)} {'= 0' if flag else 'IS NULL'} THEN {draft.q(name)} END)"
        table.index(keys=(model.IndexKey(expression=alive),), unique=True)
    else:
        alive = f"{draft.q(gone)} = {draft.truth(False)}" if flag else f"{draft.q(gone)} IS NULL"
        table.index(name, unique=True, where=alive)
    return table.name


@plants("CO025")
def unique_across_tenants(draft: Draft, bad: bool) -> str:
    tenant = draft.table(draft.pick(("tenant", "organization", "workspace")))
    column = draft.style.reference(tenant.words)
    draft.requirements["tenancy"] = column
    table = draft.table(draft.pick(("club visitor", "spare part", "cost centre")))
    draft.link(table, tenant, index=bad)
    name = table.column(draft.pick(("email", "label", "part code", "slug", "title")), "code", required=True)
    if name.lower() == "email":
        table.check(f"{draft.q(name)} = lower({draft.q(name)})", name)
    table.unique(*(() if bad else (column,)), name)
    return table.name


@plants("CO027", "postgres")
def constraint_not_validated(draft: Draft, bad: bool) -> str:
    parent, child = two_tables(draft)
    if draft.rng.random() < 0.5:
        return draft.link(child, parent, "former", required=False, validated=not bad)
    name = child.column("handling score", "integer")
    child.check(f"{name} >= 0", name, validated=not bad)
    return child.name


@plants("CO028")
def same_constraint_twice(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    name = table.column("part code", "code", required=True)
    quantity = table.column("quantity", "count", required=True)
    expression = f"{draft.q(quantity)} >= 0"
    table.unique(name)
    table.check(expression, quantity)
    if bad and draft.rng.random() < 0.5 and draft.dialect != "sqlite":  # which makes one index for both
        table.unique(name, name=f"{table.name}_again")
    elif bad:
        table.check(
            draft.pick((expression, f"({expression})", expression.replace(" ", ""))), name=f"{table.name}_again"
        )
    return table.name


@plants("CO029")
def key_that_contains_another(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "club visitor")
    name = table.column("membership code", "code", required=True)
    shorter = draft.pick((True, False))
    if shorter:
        table.unique(name)
        other = table.column("house code", "code", required=True)
        if bad:
            table.unique(name, other)
    elif bad:
        table.unique(*draft.pick(((table.id, name), (name, table.id))))
    return table.name


@plants("CO033")
def name_that_two_rows_share(draft: Draft, bad: bool) -> str:
    thing, words = draft.pick(
        (("club visitor", "username"), ("blog entry", "slug"), ("portal user", "login"), ("merchandise", "sku"),
         ("paperback", "isbn"), ("web page", "slug"), ("subscriber", "username"))
    )  # fmt: skip
    table = own_table(draft, thing)
    name = table.column(words, "code", required=True)
    if not bad:
        table.unique(name) if draft.rng.random() < 0.5 else table.index(name, unique=True)
    return name


@plants("CO034")
def default_on_a_unique_column(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    words, role = draft.pick((("part code", "code"), ("badge label", "name"), ("queue position", "integer")))
    default = "0" if role == "integer" else draft.pick(("''", "'unknown'", "'n/a'"))
    name = table.column(words, role, required=True, default=default if bad else None)
    table.unique(name)
    return name
