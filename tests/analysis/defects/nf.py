"""Normalization: facts kept twice, in lists, in numbered columns, in tables per year."""

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
from tests.analysis.defects.styles import plural


@plants("NF001")
def numbered_columns(draft: Draft, bad: bool) -> tuple[str, ...]:
    table = own_table(draft)
    stem, kind = draft.pick(
        (("phone", "phone"), ("email", "email"), ("image url", "url"), ("skill", "name"), ("contact", "name"),
         ("remark", "note"), ("category", "code"), ("discount", "share"), ("answer", "name"), ("attachment", "url"))
    )  # fmt: skip
    count, apart = draft.pick((3, 4, 5)), draft.pick((" ", ""))
    if not bad:
        kept = child_table(draft, table, f"{table.words} {stem}")
        kept.column("position", "small", required=True)
        kept.column(stem, kind, required=True)
        return ()
    return tuple(table.column(f"{stem}{apart}{number}", kind) for number in range(1, count + 1))


@plants("NF002")
def fact_about_a_part_of_the_key(draft: Draft, bad: bool) -> str:
    junction, one, _ = junction_between(draft)
    words, kind = draft.pick((("region name", "name"), ("grading scheme", "name"), ("list price", "money")))
    table = junction if bad else one
    fact = table.column(words, kind)
    if kind == "money":
        table.check(f"{draft.q(fact)} >= 0", fact)
    determinant = junction.key[:1] if bad else one.key
    table.facts.append(model.FunctionalDependency(determinant=determinant, dependent=(fact,)))
    return fact


@plants("NF003")
def fact_about_something_else(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    given, follows = draft.pick(
        (("postal code", "city name"), ("bank code", "bank name"), ("tariff code", "tariff label"),
         ("airport code", "airport name"), ("model code", "manufacturer name"), ("currency code", "currency label"))
    )  # fmt: skip
    if not bad:
        table = own_table(draft, given.removesuffix(" code") + " listing")
    one = table.column(given, "code", required=True)
    other = table.column(follows, "name", required=True)
    if not bad:
        table.unique(one)
    table.facts.append(model.FunctionalDependency(determinant=(one,), dependent=(other,)))
    return other


@plants("NF004")
def determinant_that_is_no_key(draft: Draft, bad: bool) -> str:
    words, one, other, fixed = draft.pick(
        (("lesson plan", "pupil", "subject", "tutor"), ("service visit", "client", "trade", "craftsman"),
         ("advisory", "scholar", "faculty", "adviser"))
    )  # fmt: skip
    table = draft.table(words, key=False)
    first = table.column(f"{one} number", "integer", required=True)
    second = table.column(f"{other} code", "code", required=True)
    third = table.column(f"{fixed} number", "integer", required=True)
    table.key = (first, second)
    holder = table
    if not bad:
        table.drop(second)
        table.key = (first, third)
        holder = draft.table(f"{fixed} post", key=False)
        third = holder.column(f"{fixed} number", "integer", required=True)
        second = holder.column(f"{other} code", "code", required=True)
        holder.key = (third,)
    holder.facts.append(model.FunctionalDependency(determinant=(third,), dependent=(second,)))
    return second if bad else ""


@plants("NF005")
def name_of_the_parent(draft: Draft, bad: bool) -> str:
    parent, child = parent_and_child(draft)
    words = draft.pick(("name", "title", "label"))
    if not any(one.name == draft.style.name(words) for one in parent.columns):
        parent.column(words, "name", required=True)
    if bad:
        return child.column(f"{parent.words} {words}", "name")
    return ""


@plants("NF006")
def list_in_a_text(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    words, lists = draft.pick(
        (
            ("tags", ("red,green", "blue,red,green", "green,blue,black")),
            ("skills", ("welding;turning", "painting;welding", "turning;milling;painting")),
            ("allergens", ("nuts, milk", "egg, soy", "fish, celery, milk")),
            ("member ids", ("12,15,99", "7,12", "101,7,8,9")),
            ("languages", ("de|en|fr", "en|it", "fr|en")),
            ("keywords", ("school,budget", "budget,traffic,school", "traffic,noise")),
        )
    )
    if not bad:
        kept = child_table(draft, table, f"{table.words} entry")
        kept.column("entry label", "name", required=True, samples=tuple(lists[0].split(lists[0][3])))
        return ""
    return table.column(words, draft.text(200), samples=lists)


@plants("NF006", "mysql", "mariadb", "postgres", "tsql")
def list_that_queries_take_apart(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    words = draft.pick(("roles", "tags", "assigned teams", "favourite colours"))
    if not bad:
        kept = child_table(draft, table, f"{table.words} entry")
        kept.column("entry label", "name", required=True)
        return ""
    name = table.column(words, draft.text(200))
    column, value = draft.q(name), draft.parameter()
    condition = {
        "postgres": f"{value} = ANY (string_to_array({column}, ','))",
        "tsql": f"',' + {column} + ',' LIKE '%,' + {value} + ',%'",
    }.get(draft.dialect, f"FIND_IN_SET({value}, {column})")
    draft.ask("find by one of the list", f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {condition}")
    return name


@plants("NF007")
def computed_value_of_a_row(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "cost estimate")
    total, factors = draft.pick(
        (("line total", ("quantity", "unit price")), ("total price", ("unit price", "quantity")),
         ("gross amount", ("net amount", "tax amount")), ("total amount", ("net amount", "tax amount")))
    )  # fmt: skip
    for words in factors:
        name = table.column(words, "count" if words == "quantity" else "money", required=True)
        table.check(f"{draft.q(name)} >= 0", name)
    sign = " * " if "quantity" in factors else " + "
    expression = sign.join(draft.q(draft.style.name(one)) for one in factors)
    generated = None if bad else model.Generated(expression=expression)
    return table.column(total, "money", generated=generated)


@plants("NF007")
def age_beside_the_birth_date(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("club visitor", "trial participant", "animal record")))
    table.column(draft.pick(("birth date", "date of birth", "born on")), "day", required=True)
    if not bad:
        return ""
    name = table.column("age", "small")
    table.check(f"{draft.q(name)} >= 0", name)
    return name


@plants("NF007")
def number_of_children(draft: Draft, bad: bool) -> str:
    parent, child = parent_and_child(draft)
    if not bad:
        return ""
    *front, last = child.words.split()
    many = " ".join((*front, plural(last)))
    words = draft.pick((f"{child.words} count", f"number of {many}", f"{many} count"))
    name = parent.column(words, "integer", required=True, default="0")
    parent.check(f"{draft.q(name)} >= 0", name)
    return name


@plants("NF008")
def table_for_each_year(draft: Draft, bad: bool) -> tuple[str, ...]:
    parent = own_table(draft)
    words = draft.pick(("turnover", "visit statistic", "ledger entry", "budget figure"))
    first, count = draft.pick((2018, 2021, 2023)), draft.pick((2, 3, 4))
    apart = draft.pick(("", "_")) if draft.style.case in ("snake", "upper") else ""
    if not bad:
        _figures(draft.table(words), parent).column("calendar year", "year", required=True)
        return ()
    made = []
    for year in range(first, first + count):
        table = draft.table(f"{words} {year}", name=f"{draft.style.table(words)}{apart or '_'}{year}")
        made.append(_figures(table, parent).name)
    return tuple(made)


@plants("NF008")
def table_for_each_branch(draft: Draft, bad: bool) -> tuple[str, ...]:
    parent = own_table(draft)
    words = draft.pick(("turnover", "visit statistic", "ledger entry", "budget figure"))
    if not bad:
        _figures(draft.table(words), parent).column("branch code", "code", required=True)
        return ()
    made = []
    for number in range(1, draft.pick((4, 5, 6))):
        table = draft.table(words if number == 1 else f"{words} {number}", name=f"{draft.style.table(words)}{number}")
        made.append(_figures(table, parent).name)
    return tuple(made)


def _figures(table: Table, parent: Table) -> Table:
    table.draft.link(table, parent)
    table.column("booked on", "day", required=True)
    table.column("reference number", "code", required=True)
    table.column("explanation", "note")
    return table


@plants("NF009")
def columns_of_the_parent(draft: Draft, bad: bool) -> tuple[str, ...]:
    parent = draft.pick(with_keys(draft))
    child = child_table(draft, parent, "spare part")
    shared = draft.pick(
        ((("register number", "code"), ("legal form", "name")), (("chamber of commerce", "name"),
         ("register court", "name")),
         (("fiscal code", "code"), ("home district", "name")), (("quality grade", "code"), ("origin region", "name"),
          ("blend recipe", "name")))
    )  # fmt: skip
    for words, kind in shared:
        parent.column(words, kind, comment=None)
    if not bad:
        return ()
    return tuple(child.column(words, kind, comment=None) for words, kind in shared)


@plants("NF010")
def copy_that_nothing_reads_or_refreshes(draft: Draft, bad: bool) -> str:
    parent, child = parent_and_child(draft)
    link = next(one for one in draft.links if one.child == child.name and one.parent == parent.name)
    copied = child.column("display label", "name")
    fact = model.FunctionalDependency(id="fact of the copy", determinant=link.columns, dependent=(copied,))
    child.facts.append(fact)
    select = f"SELECT {draft.q(copied)} FROM {child.sql} WHERE {draft.q(child.id)} = {draft.parameter()}"
    pattern = draft.ask("show the label", select, rows=1)
    lacking = draft.pick(("pattern", "refresh", "both"))
    refresh = draft.pick(("trigger", "application"))
    child.copies.append(
        model.Denormalization(
            dependency=fact.id,
            access_pattern=None if bad and lacking != "refresh" else pattern,
            refresh=None if bad and lacking != "pattern" else refresh,
            reason="The list is read at every page.",
        )
    )
    return copied


@plants("NF011")
def independent_facts_in_one_table(draft: Draft, bad: bool) -> tuple[str, ...]:
    one, other = two_tables(draft)
    topic = own_table(draft, draft.pick(("workshop", "field campaign", "recipe", "campsite")))
    if not bad:
        for end in (one, other):
            junction_of(draft, topic, end)
        return ()
    table = draft.table(f"{topic.words} plan", key=False)
    columns = tuple(draft.link(table, end, index=end is not topic) for end in (topic, one, other))
    table.key = columns
    table.many_valued.append(model.MultivaluedDependency(determinant=columns[:1], dependent=columns[1:2]))
    return (table.name,)


def junction_of(draft: Draft, topic: Table, end: Table) -> None:
    """A table of pairs of the two."""
    table = draft.table(f"{topic.words} {end.words} pair", key=False)
    table.key = (draft.link(table, topic, index=False), draft.link(table, end))
