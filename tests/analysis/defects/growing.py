"""Where plants are put: tables of the clean design, and new ones beside them."""

from tests.analysis.defects.clean import junction
from tests.analysis.defects.drafts import Draft, Table

_NEW = (
    "annual audit", "field survey", "press release", "budget proposal", "guest feedback", "service offer",
    "safety check", "trial run", "spare part", "marketing campaign", "research grant", "delivery note",
)  # fmt: skip


def own_table(draft: Draft, words: str | None = None) -> Table:
    """A new table, linked to one of the design and with a few columns of its own; or one of the design."""
    if words is None and draft.rng.random() < 0.5:
        return draft.pick(with_keys(draft))
    return child_table(draft, draft.pick(with_keys(draft)), words or draft.pick(_NEW))


def with_keys(draft: Draft) -> list[Table]:
    """The tables of the design that have a key of their own."""
    return [one for one in draft.tables.values() if len(one.key) == 1]


def child_table(draft: Draft, parent: Table, words: str) -> Table:
    """A new table that belongs to another, and says something of its own."""
    table = draft.table(words)
    draft.link(table, parent)
    table.column("wording", "note", required=True)
    table.column("created at", "moment", required=True, default=draft.now)
    return table


def parent_and_child(draft: Draft) -> tuple[Table, Table]:
    """Two tables of the design of which one refers to the other, once and by one column; made where there are none."""
    by_name = {one.name: one for one in with_keys(draft)}
    pairs = [(one.parent, one.child) for one in draft.links if one.child in by_name]
    known = [one for one in pairs if pairs.count(one) == 1 and one[0] != one[1]]
    if known:
        parent, child = draft.pick(known)
        return by_name[parent], by_name[child]
    parent = draft.pick(with_keys(draft))
    return parent, child_table(draft, parent, draft.pick(_NEW))


def two_tables(draft: Draft) -> tuple[Table, Table]:
    """Two different tables of the design."""
    one, other = draft.rng.sample(with_keys(draft), 2)
    return one, other


def junction_between(draft: Draft) -> tuple[Table, Table, Table]:
    """A new junction and the two tables that it joins."""
    one, other = two_tables(draft)
    words = draft.pick(("assignment", "membership", "coverage", "pairing"))
    return junction(draft, f"{words} of {one.words}", one, other), one, other
