"""Keys and constraints: rows that cannot be told apart, values and references that nothing guards."""

from designer.schema import model
from tests.analysis.defects.drafts import Draft, Table
from tests.analysis.defects.growing import (
    child_table,
    junction_between,
    own_table,
    parent_and_child,
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


@plants("CO004")
def nothing_required(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("club visitor", "service offer", "machine")))
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table), required=False)
    for number, (words, role) in enumerate(
        (("nickname", "name"), ("begun on", "day"), ("remark", "note"), ("plate", "code"))
    ):
        table.column(words, role, required=not bad and not number)
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


@plants("CO007")
def state_of_any_spelling(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    words = draft.pick(("approval status", "payment status", "delivery status", "workflow state", "processing status"))
    name = table.column(words, draft.text(20), required=True)
    if not bad:
        table.check(f"{draft.q(name)} IN ('new', 'open', 'done')", name)
    return name


@plants("CO007")
def values_known_from_queries(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    words = draft.pick(("kind", "severity", "visibility", "channel", "outcome", "phase"))
    values = draft.pick((("low", "high"), ("web", "shop", "phone"), ("private", "shared", "public")))
    shares = tuple(model.ValueShare(value=one, frequency=round(1 / len(values), 2)) for one in values)
    declared = draft.rng.random() < 0.5
    name = table.column(
        words,
        draft.text(20),
        required=True,
        values=shares if declared else (),
        distinct=len(values) if declared else None,
    )
    listed = ", ".join(draft.say(one) for one in values)
    if not declared:
        select = f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {draft.q(name)}"
        draft.ask("those of some kinds", draft.limited(f"{select} IN ({listed}) ORDER BY {draft.q(table.id)}"))
        for value in values[:2]:
            draft.ask(
                f"those of the kind {value}",
                draft.limited(f"{select} = {draft.say(value)} ORDER BY {draft.q(table.id)}"),
            )
    if not bad:
        table.check(f"{draft.q(name)} IN ({listed})", name)
    return name


@plants("CO008")
def quantity_below_zero(draft: Draft, bad: bool) -> str:
    words, role = draft.pick(
        (("quantity", "count"), ("unit price", "money"), ("age", "small"), ("price", "money"),
         ("stock quantity", "count"),
         ("height", "measure"), ("width", "measure"), ("sale price", "money"), ("stock", "count"))
    )  # fmt: skip
    table = own_table(draft, "spare part")
    name = table.column(words, role)
    if not bad:
        table.check(draft.pick((f"{draft.q(name)} >= 0", f"{draft.q(name)} > 0")), name)
    return name


@plants("CO009")
def end_before_the_beginning(draft: Draft, bad: bool) -> str:
    first, last = draft.pick(
        (("start date", "end date"), ("starts at", "ends at"), ("valid from", "valid to"),
         ("check in date", "check out date"),
         ("begin date", "end date"), ("booked from", "booked until"), ("stay begin", "stay end"),
         ("available from", "available until"), ("start date time", "end date time"), ("from date", "to date"))
    )  # fmt: skip
    table = own_table(draft, draft.pick(("machine booking", "holiday plan", "guest stay")))
    role = "moment" if first.endswith((" at", "time")) else "day"
    one = table.column(first, role, required=True)
    other = table.column(last, role, required=draft.rng.random() < 0.5)
    if not bad:
        sign = draft.pick(("<", "<="))
        table.check(
            draft.pick((f"{draft.q(one)} {sign} {draft.q(other)}", f"{draft.q(other)} >= {draft.q(one)}")), "period"
        )
    return other


@plants("CO010", "postgres", "mysql", "tsql", "oracle")
def validity_that_overlaps(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    table = draft.table(f"{parent.words} " + draft.pick(("price list", "tariff", "rate", "condition")), key=bad)
    link = draft.link(table, parent, index=bad)
    first, last = draft.pick(
        (("valid from", "valid to"), ("valid from", "valid until"), ("effective from", "effective to"))
    )
    one = table.column(first, "day", required=True)
    other = table.column(last, "day")
    table.check(f"{draft.q(one)} < {draft.q(other)}", "period")
    amount = table.column("agreed value", "money", required=True)
    table.check(f"{draft.q(amount)} >= 0", amount)
    if not bad and draft.dialect == "postgres":
        table.key = (link, one)
        elements = (
            model.ExclusionElement(column=link, operator="="),
            model.ExclusionElement(expression=f"daterange({one}, {other})", operator="&&"),
        )
        table.exclusions.append(model.Exclusion(name=f"{table.name}_no_overlap", elements=elements))
    elif not bad:  # the end follows from the next beginning
        table.drop(other)
        table.checks = [check for check in table.checks if draft.q(other) not in check.expression]
        table.key = (link, one)
    return table.name


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


@plants("CO019")
def facts_as_names_and_values(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    words = draft.pick(("attribute", "property", "custom field", "extra", "meta"))
    table = draft.table(f"{parent.words} {words}")
    link = draft.link(table, parent)
    if not bad:
        table.column("settings", "json", required=True)
        return ""
    key = table.column(
        draft.pick(("attribute name", "name", "key name", "meta key", "field name")), "name", required=True
    )
    table.column(draft.pick(("value", "attribute value", "meta value", "field value")), draft.text(None))
    table.unique(link, key)
    return table.name


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


@plants("CO021")
def very_many_columns(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    subjects = ("engine", "brake", "wheel", "cabin", "roof", "door", "mirror", "lamp", "seat", "pump", "valve", "belt")
    facets = ("colour", "maker", "finish", "origin", "warranty", "grade", "remark") if bad else ("maker",)
    for subject in subjects:
        for facet in facets:
            table.column(f"{subject} {facet}", "name")
    return table.name


@plants("CO023")
def default_that_is_refused(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    if draft.rng.random() < 0.3:
        name = table.column("weekday position", "small", required=True, default="0" if bad else "1")
        table.check(f"{draft.q(name)} IN (1, 2, 3, 4, 5, 6, 7)", name)
        return name
    right, wrong = draft.pick((("new", "created"), ("open", "OPEN"), ("medium", "normal")))
    name = table.column("handling phase", draft.text(20), required=True, default=draft.say(wrong if bad else right))
    listed = ", ".join(draft.say(one) for one in (right, "kept", "done"))
    table.check(f"{draft.q(name)} IN ({listed})", name)
    return name


@plants("CO024", "postgres", "mysql", "mariadb", "sqlite", "tsql")
def flag_of_three_values(draft: Draft, bad: bool) -> str:
    words = draft.pick(
        ("is active", "is visible", "is billable", "has parking", "newsletter", "is primary", "archived")
    )
    table = own_table(draft)
    return table.column(words, "flag", required=not bad, default=draft.truth(draft.rng.random() < 0.5))


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


@plants("CO026", least=8)
def table_that_nothing_links(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("machine", "spare part", "cost centre", "service offer")))
    table.column("label", "name", required=True)
    table.column("bought on", "day")
    if not bad:
        draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
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
    if bad and draft.rng.random() < 0.5:
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


@plants("CO030")
def check_against_null(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    name = table.column("contact label", "name")
    column = draft.q(name)
    wrong = draft.pick(
        (f"{column} <> NULL", f"{column} != NULL", f"NOT ({column} = NULL)", f"{column} = NULL OR {column} <> ''")
    )
    table.check(wrong if bad else f"{column} IS NOT NULL", name)
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


@plants("CO035")
def bounds_in_any_order(draft: Draft, bad: bool) -> str:
    first, last, role = draft.pick(
        (("min price", "max price", "money"), ("minimum age", "maximum age", "small"),
         ("started at", "finished at", "moment"),
         ("min temperature", "max temperature", "measure"), ("start page", "end page", "integer"),
         ("salary min", "salary max", "money"), ("lower limit", "upper limit", "measure"),
         ("opened at", "closed at", "moment"))
    )  # fmt: skip
    table = own_table(draft, draft.pick(("trial run", "service offer")))
    one, other = table.column(first, role), table.column(last, role)
    if first != "min temperature" and role != "moment":
        table.check(f"{draft.q(one)} >= 0", one)
        table.check(f"{draft.q(other)} >= 0", other)
    if not bad:
        table.check(f"{draft.q(one)} <= {draft.q(other)}", "bounds")
    return other
