"""Documentation: what nobody wrote down."""

from dataclasses import replace

from designer.schema import model
from tests.analysis.defects.drafts import Draft
from tests.analysis.defects.growing import own_table, with_keys
from tests.analysis.defects.planting import plants


@plants("DO001", least=8)
def tables_without_description(draft: Draft, bad: bool) -> str:
    tables = list(draft.tables.values())
    silent = draft.rng.sample(tables, max(1, len(tables) // draft.pick((3, 4, 6))))
    if bad:
        for table in silent:
            table.known["comment"] = None
            table.columns = [replace(one, comment=None) for one in table.columns]
    return silent[0].name


@plants("DO002")
def pattern_without_rate(draft: Draft, bad: bool) -> str:
    table = draft.pick(with_keys(draft))
    select = f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {draft.q(table.id)} = {draft.parameter()}"
    return draft.ask("look it up", select, per_minute=None if bad else 3.0, rows=1)


@plants("DO003")
def decision_without_reason(draft: Draft, bad: bool) -> str:
    table = draft.pick(with_keys(draft))
    reason = draft.pick(("", " ", "\n")) if bad else "Agreed with the owners of the reports."
    draft.add("decisions", model.Decision(finding="CO021", subject=table.name, reason=reason))
    return "CO021"


@plants("DO004")
def pattern_without_owner(draft: Draft, bad: bool) -> str:
    table = draft.pick(with_keys(draft))
    select = f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {draft.q(table.id)} = {draft.parameter()}"
    for number in range(3):
        draft.ask(f"look it up {number}", select, rows=1)
    return draft.ask("nobody asked for this", select, owner=None if bad else "sales team", rows=1)


@plants("DO005")
def column_that_says_nothing(draft: Draft, bad: bool) -> str:
    words = draft.pick(("fld7", "q9", "xx", "col3", "field12", "zz", "f4", "attr 5", "custom 1", "spare 2"))
    return own_table(draft, "spare part").column(words if bad else "colour", draft.text(40), comment=None)
