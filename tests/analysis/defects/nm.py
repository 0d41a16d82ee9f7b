"""Names: words that have to be quoted, that say nothing, or that leave the design's own way."""

from tests.analysis.defects.drafts import Draft
from tests.analysis.defects.growing import own_table, two_tables, with_keys
from tests.analysis.defects.planting import plants
from tests.analysis.defects.styles import Style

_RESERVED = {
    "postgres": ("order", "user", "group", "limit", "offset", "check", "desc", "end", "references", "column"),
    "mysql": ("order", "group", "key", "rank", "condition", "range", "desc", "limit", "system", "groups"),
    "mariadb": ("order", "group", "key", "condition", "range", "desc", "limit", "table"),
    "sqlite": ("order", "group", "limit", "check", "references", "index", "table", "values"),
    "tsql": ("user", "order", "group", "percent", "plan", "file", "key", "rule", "public"),
    "oracle": ("NUMBER", "DATE", "LEVEL", "COMMENT", "SIZE", "MODE", "ACCESS", "FILE", "USER", "SHARE"),
}


@plants("NM001")
def reserved_word(draft: Draft, bad: bool) -> str:
    word = draft.pick(_RESERVED[draft.dialect])
    if draft.rng.random() < 0.4:
        name = word if bad else f"{word}_entries" if draft.dialect != "oracle" else f"{word}_ENTRIES"
        table = draft.table(f"{word.lower()} record", name=name)
        draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
        return name if bad else ""
    table = own_table(draft, "spare part")
    mark = "_VALUE" if draft.dialect == "oracle" else "_value"
    return table.column("something", "integer", name=word if bad else word + mark)


@plants("NM002", "postgres", "oracle")
def name_to_be_quoted(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    upper = draft.dialect == "oracle"
    wrong = ("contactLabel", "Contact Label", "contact-label", "ContactLabel", "2nd contact")
    wrong = (*wrong[:3], "contact_label") if upper else (*wrong, "CONTACT_LABEL")
    return table.column("contact label", "name", name=draft.pick(wrong) if bad else None)


@plants("NM002", "mysql", "mariadb", "sqlite", "tsql")
def name_with_other_signs(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    wrong = draft.pick(("Contact Label", "contact-label", "contact.label", "Wert in %"))
    return table.column("contact label", "name", name=wrong if bad else None)


@plants("NM003", "postgres", "mysql", "mariadb", "oracle", "tsql")
def name_longer_than_the_server_keeps(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    words = "percentage of returned deliveries that were accepted by the customer after inspection"
    long = f"{words} {words}" if draft.dialect in ("oracle", "tsql") else words
    return table.column(long if bad else "accepted returns", "measure")


@plants("NM003", "postgres")
def index_longer_than_the_server_keeps(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    column = table.column("accepted returns", "integer")
    table.index(
        column,
        name=f"{table.name}_{'index_for_the_monthly_report_of_all_accepted_returns'}_{column}"[: None if bad else 40],
    )
    return table.indexes[-1].name or ""


@plants("NM004", least=20)
def table_in_another_number(draft: Draft, bad: bool) -> str:
    words = draft.pick(("spare wheel", "trial run", "machine", "cost centre"))
    other = Style(case=draft.style.case, plural=not draft.style.plural, prefix=draft.style.prefix)
    table = draft.table(words, name=(other if bad else draft.style).table(words))
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    return table.name


@plants("NM004", "mysql", "mariadb", "sqlite", "tsql", least=20)
def column_in_another_case(draft: Draft, bad: bool) -> str:
    other = Style(case="snake" if draft.style.case in ("camel", "pascal") else "camel")
    name = (other if bad else draft.style).name(draft.pick(("contact label", "opening hours", "house colour")))
    return own_table(draft, "spare part").column("something", "name", name=name)


@plants("NM005")
def reference_that_says_nothing(draft: Draft, bad: bool) -> str:
    parent, child = two_tables(draft)
    column = draft.style.name(draft.pick(("ref id", "fk", "ref", "fk id", "fk 1", "ref key"))) if bad else None
    return draft.link(child, parent, "" if bad else "former", column=column)


@plants("NM006", "postgres", "mysql", "mariadb", "sqlite", "tsql")
def flag_that_says_no(draft: Draft, bad: bool) -> str:
    wrong = draft.pick(
        ("is not active", "not billable", "no newsletter", "has no parking", "is not visible", "never expires")
    )
    right = "is active"
    return own_table(draft, "spare part").column(
        wrong if bad else right, "flag", required=True, default=draft.truth(False)
    )


@plants("NM007", least=12)
def index_off_the_convention(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "spare part")
    column = table.column("part code", "code")
    name = draft.pick(("by_code", "speed_up_report", "performance_fix_2"))
    name = name.upper() if draft.style.case == "upper" else name
    table.index(column, **({"name": name} if bad else {}))
    return name if bad else ""


@plants("NM007", least=12)
def foreign_key_off_the_convention(draft: Draft, bad: bool) -> str:
    parent, child = two_tables(draft)
    name = draft.pick(("belongs_to_parent", "former_parent", "constraint_7"))
    name = name.upper() if draft.style.case == "upper" else name
    draft.link(child, parent, "former", **({"name": name} if bad else {}))
    return name if bad else ""


@plants("NM008")
def word_in_two_spellings(draft: Draft, bad: bool) -> str:
    full, short = draft.pick(
        (("description", "descr"), ("quantity", "qty"), ("address", "addr"), ("amount", "amt"),
         ("department", "dept"), ("customer", "cust"), ("message", "msg"), ("account", "acct"), ("password", "pwd"),
         ("manager", "mgr"), ("organization", "org"))
    )  # fmt: skip
    one, other = two_tables(draft)
    one.column(f"internal {full}", "name")
    one.column(f"external {full}", "name")
    return other.column(f"former {short if bad else full}", "name")
