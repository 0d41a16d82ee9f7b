"""Designs with nothing to say of them: real-looking tables, made the way a careful team makes them."""

import random

from designer.schema import model
from tests.analysis.defects.drafts import Draft, Table
from tests.analysis.defects.styles import Style, any_style
from tests.analysis.defects.vocabulary import Parent, Property, Thing, domains


def clean_draft(rng: random.Random, dialect: str, tables: int, style: Style | None = None) -> Draft:
    """A design of about so many tables (whole fields of life, the last one cut where its links allow)."""
    draft = Draft(rng, dialect, style or any_style(rng, dialect))
    fields = list(domains().values())
    rng.shuffle(fields)
    things: list[Thing] = []
    for one in fields:
        things += _linked(one)[: max(3, tables - len(things))] if len(things) < tables else ()
    for thing in _in_touch(things):
        _add(draft, thing)
    for table in tuple(draft.tables.values()):
        _ask(draft, table)
    draft.requirements.update(deployment="single", horizon_months=24)
    return draft


def _linked(things: tuple[Thing, ...]) -> list[Thing]:
    """The same in an order in which each stands behind what it refers to, and next to it as far as that can be."""
    left = sorted(things, key=lambda one: sum(one.words in {p.thing for p in other.parents} for other in things) == 0)
    done: list[Thing] = []
    while left:
        known = {one.words for one in done}
        ready = [one for one in left if {p.thing for p in one.parents} <= known]
        done.append(next((one for one in ready if one.parents), ready[0]))
        left.remove(done[-1])
    return done


def _in_touch(things: list[Thing]) -> list[Thing]:
    """Those that refer to another or are referred to."""
    referred = {parent.thing for one in things for parent in one.parents}
    return [one for one in things if one.parents or one.words in referred]


def _add(draft: Draft, thing: Thing) -> None:
    if thing.junction:
        junction(draft, thing.words, *(draft.tables[one.thing] for one in thing.parents))
        return
    table = draft.table(thing.words)
    for parent in thing.parents:
        _refer(draft, table, parent)
    for one in thing.properties:
        add_property(table, one)
    table.column("created at", "moment", required=True, default=draft.now)


def _refer(draft: Draft, table: Table, parent: Parent) -> None:
    draft.link(table, draft.tables[parent.thing], parent.role, required=parent.required)


def junction(draft: Draft, words: str, one: Table, other: Table) -> Table:
    """A table of pairs."""
    table = draft.table(words, key=False)
    first = draft.link(table, one, index=False)
    second = draft.link(table, other)
    table.key = (first, second)
    return table


def add_property(table: Table, one: Property) -> str:
    """A column for a property, with what keeps its values right."""
    draft = table.draft
    if one.role == "state":
        return add_state(table, one.words, one.values)
    default = draft.truth(False) if one.role == "flag" else None
    name = table.column(one.words, one.role, required=one.required, default=default)
    if one.unique:
        table.unique(name)
    if one.role in ("money", "count", "share", "measure") and not one.words.endswith(("tude", "value")):
        table.check(f"{draft.q(name)} >= 0", name)
    if one.role == "email" and one.unique:
        table.check(f"{draft.q(name)} = lower({draft.q(name)})", name)
    return name


def add_state(table: Table, words: str, values: tuple[str, ...]) -> str:
    """A column that takes one of these values and no other."""
    draft = table.draft
    listed = ", ".join(draft.say(one) for one in values)
    inside = draft.rng.random() < 0.5
    if inside and draft.dialect in ("mysql", "mariadb"):
        return table.column(words, f"enum({listed})", required=True, default=draft.say(values[0]))
    if inside and draft.dialect == "postgres":
        enum = draft.style.name(f"{table.words} {words}")
        draft.add("enums", model.Enum(name=enum, values=tuple(model.EnumValue(value=one) for one in values)))
        return table.column(words, enum, required=True, default=draft.say(values[0]))
    name = table.column(words, draft.text(20), required=True, default=draft.say(values[0]))
    table.check(f"{draft.q(name)} IN ({listed})", name)
    return name


def _ask(draft: Draft, table: Table) -> None:
    """The patterns of a table: one row by its key, and the rows that belong to another."""
    if draft.rng.random() < 0.5 or len(table.key) != 1 or len(table.columns) < 4:
        return
    listed = ", ".join(draft.q(one.name) for one in table.columns[1:4])
    by_key = f"SELECT {listed} FROM {table.sql} WHERE {draft.q(table.id)} = {draft.parameter()}"
    draft.ask(f"show a {table.words}", by_key, rows=1)
    link = next((one for one in draft.links if one.child == table.name), None)
    if link is not None:
        key, order = draft.q(link.columns[0]), draft.q(table.id)
        select = f"SELECT {listed} FROM {table.sql} WHERE {key} = {draft.parameter()} ORDER BY {order}"
        draft.ask(f"list each {table.words} that belongs together", draft.limited(select), per_minute=7, rows=50)
