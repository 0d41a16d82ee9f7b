"""Values: lists that nothing closes, bounds that nothing keeps, tables that hold facts of any kind."""

from designer.schema import model
from tests.analysis.defects.drafts import Draft
from tests.analysis.defects.growing import (
    own_table,
    with_keys,
)
from tests.analysis.defects.planting import plants


@plants("CO004")
def nothing_required(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("club visitor", "service offer", "machine")))
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table), required=False)
    for number, (words, role) in enumerate(
        (("nickname", "name"), ("begun on", "day"), ("remark", "note"), ("plate", "code"))
    ):
        table.column(words, role, required=not bad and not number)
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


@plants("CO042")
def choice_without_a_name(draft: Draft, bad: bool) -> str:
    lookup = draft.table(draft.pick(("salutation", "blood group", "weather kind")))
    name = lookup.column(draft.pick(("name", "label", "title")), "name", required=not bad)
    draft.link(draft.pick(one for one in with_keys(draft) if one is not lookup), lookup, required=False)
    return name


@plants("CO064", "postgres", "mysql", "tsql")
def bookings_that_overlap(draft: Draft, bad: bool) -> str:
    thing = draft.table(draft.pick(("meeting room", "machine", "rental car")))
    table = draft.table(draft.pick(("booking", "reservation") if bad else ("cleaning", "check up")))
    draft.link(table, thing)
    first, last = draft.pick((("starts at", "ends at"), ("start time", "end time"), ("begins at", "ends at")))
    one, other = table.column(first, "moment", required=True), table.column(last, "moment", required=True)
    table.check(f"{draft.q(one)} < {draft.q(other)}", "period")
    return table.name
