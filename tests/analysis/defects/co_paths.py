"""Keys and constraints: what many rows repeat, what two paths say, and what one table alone leaves out."""

from dataclasses import replace
from typing import Any

from tests.analysis.defects.drafts import Draft, Table, options
from tests.analysis.defects.growing import child_table, own_table, with_keys
from tests.analysis.defects.planting import plants


@plants("CO051")
def wide_key_that_is_repeated(draft: Draft, bad: bool) -> str:
    if draft.rng.random() < 0.5:
        return _key_of_many_columns(draft, bad)
    parent = draft.table(draft.pick(("web page", "park", "exhibition")), key=not bad)
    words = draft.pick(("title", "full name", "page url", "heading title"))
    name = parent.column(words, draft.text(draft.pick((120, 160, 200))), required=True)
    if bad:
        parent.key = (name,)
    else:
        parent.unique(name)
    draft.link(draft.table("guest feedback"), parent, column=draft.style.name("about what"))
    return parent.name


def _key_of_many_columns(draft: Draft, bad: bool) -> str:
    parent = draft.table("bus run", key=not bad)
    first = draft.link(parent, draft.pick(one for one in with_keys(draft) if one is not parent))
    rest = [parent.column(words, "integer", required=True) for words in ("line no", "trip no", "stop no")]
    child = draft.table("ticket sale")
    if bad:
        parent.key = (first, *rest)
        columns = tuple(child.column(f"run {one.name}", one.type, required=True) for one in parent.columns[:4])
        child.index(*columns)
        draft.relate(child, columns, parent)
    else:
        parent.unique(first, *rest)
        draft.link(child, parent)
    child.column("sold on", "day", required=True)
    return parent.name


@plants("CO052")
def choice_that_is_entered_twice(draft: Draft, bad: bool) -> str:
    lookup = draft.table(draft.pick(("weather kind", "visit reason", "part category", "payment method")))
    name = lookup.column(draft.pick(("name", "label", "title")), "name", required=True)
    if draft.rng.random() < 0.5:
        lookup.column("description", "note")
    if not bad:
        lookup.unique(name)
    draft.link(draft.pick(one for one in with_keys(draft) if one is not lookup), lookup, required=False)
    return lookup.name


@plants("CO053")
def profile_that_there_may_be_two_of(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    said = draft.rng.random() < 0.4
    table = draft.table("annex" if said else f"{parent.words} {draft.pick(('profile', 'summary', 'biography'))}")
    link = draft.link(table, parent, index=bad)
    table.column("wording", "note", required=True)
    if said:
        comment = draft.pick(("One-to-one with its parent.", "1:1", "Each has one: one to one."))
        table.columns = [_commented(one, comment) if one.name == link else one for one in table.columns]
    if not bad:
        table.unique(link)
    return table.name


def _commented(column: Any, comment: str) -> Any:
    return replace(column, comment=comment)


@plants("CO054", "postgres", "mysql", "mariadb")
def document_of_any_shape(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    kind, begun, made = draft.pick((("object", "{}", "(json_object())"), ("array", "[]", "(json_array())")))
    words = draft.pick(("settings", "labels", "extra fields"))
    default = f"'{begun}'" if draft.dialect == "postgres" else draft.pick((made, f"('{begun}')"))
    name = table.column(words, "json", required=True, default=default)
    if not bad:
        column = draft.q(name)
        typed = f"jsonb_typeof({column}) = '{kind}'"
        table.check(typed if draft.dialect == "postgres" else f"JSON_TYPE({column}) = '{kind.upper()}'", name)
    return name


@plants("CO054", "mariadb", "sqlite", "tsql", "oracle")
def document_in_a_text(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    name = table.column(draft.pick(("settings json", "payload json")), "note")
    if not bad:
        asked = {"tsql": "ISJSON({}) = 1", "oracle": "{} IS JSON"}.get(draft.dialect, "json_valid({})")
        table.check(asked.format(draft.q(name)), name)
    return name


@plants("CO055")
def two_paths_that_disagree(draft: Draft, bad: bool) -> str:
    top = draft.pick(with_keys(draft))
    middle = draft.table(f"{top.words} {draft.pick(('section', 'hall', 'stage'))}")
    own = draft.link(middle, top, on_delete=draft.pick(("cascade", "no action")))
    middle.column("wording", "note", required=True)
    below = draft.table(draft.pick(("field survey", "safety check")))
    step = draft.link(below, middle, declared=bad)
    direct = draft.link(below, top)
    below.column("wording", "note", required=True)
    if not bad:
        middle.unique(middle.id, own)
        below.index(step, direct)
        draft.relate(below, (step, direct), middle, parent_columns=(middle.id, own))
    return below.name


@plants("CO056", least=12)
def table_that_tells_no_time(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("spare part", "club visitor")))
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    for words, role in (("colour", "name"), ("shelf mark", "code"), ("remark", "note")):
        table.column(words, role)
    if not bad:
        table.column("created at", "moment", required=True, default=draft.now)
    return table.name


@plants("CO057", "mysql", "mariadb", least=6)
def time_of_change_that_one_table_forgets(draft: Draft, bad: bool) -> str:
    tables: list[Table] = [one for one in draft.tables.values() if len(one.key) == 1]
    forgetful = draft.pick(tables)
    while len(tables) < 5:
        tables.append(child_table(draft, tables[0], f"annex {len(tables)}"))
    for table in tables:
        kept = (
            options("mysql", on_update="current_timestamp") if table is not forgetful or not bad else options("mysql")
        )
        table.column("updated at", "timestamp", required=True, default="current_timestamp", options=kept)
    return forgetful.name
