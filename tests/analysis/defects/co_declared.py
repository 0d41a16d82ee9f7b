"""Constraints: what people declared or accepted, and nothing keeps."""

from designer.schema import model
from tests.analysis.defects.drafts import Draft
from tests.analysis.defects.growing import child_table, with_keys
from tests.analysis.defects.planting import plants


@plants("CO036")
def accepted_key_that_nothing_keeps(draft: Draft, bad: bool) -> str:
    table = child_table(draft, draft.pick(with_keys(draft)), draft.pick(("spare part", "trial run", "field survey")))
    columns = [
        table.column(words, "code", required=True)
        for words in draft.pick((("serial number",), ("house code", "drawer code"), ("badge number",)))
    ]
    others = tuple(one.name for one in table.columns if one.name not in columns)
    table.facts.append(model.FunctionalDependency(determinant=tuple(columns), dependent=others))
    if not bad:
        table.unique(*columns)
    return columns[-1]


@plants("CO037")
def delete_where_rows_are_wanted_back(draft: Draft, bad: bool) -> str:
    draft.requirements["recovery"] = "soft delete"
    table = child_table(draft, draft.pick(with_keys(draft)), draft.pick(("spare part", "research grant")))
    key = f"{draft.q(table.id)} = {draft.parameter()}"
    mark = table.column("deleted at", "moment") if draft.rng.random() < 0.5 or not bad else None
    said = f"UPDATE {table.sql} SET {draft.q(mark or table.id)} = {draft.now} WHERE {key}"
    return draft.ask("withdraw one", f"DELETE FROM {table.sql} WHERE {key}" if bad else said) and table.name


@plants("CO038")
def change_that_leaves_its_time(draft: Draft, bad: bool) -> str:
    table = child_table(draft, draft.pick(with_keys(draft)), draft.pick(("spare part", "research grant")))
    name = table.column(draft.pick(("updated at", "last modified", "modified on")), "moment", default=draft.now)
    text = draft.q(table.column("remark", "note"))
    also = "" if bad else f", {draft.q(name)} = {draft.now}"
    key = f"{draft.q(table.id)} = {draft.parameter(2)}"
    draft.ask("write a remark", f"UPDATE {table.sql} SET {text} = {draft.parameter()}{also} WHERE {key}")
    return name


@plants("CO039")
def default_that_nobody_knows(draft: Draft, bad: bool) -> str:
    table = child_table(draft, draft.pick(with_keys(draft)), draft.pick(("spare part", "research grant")))
    if draft.rng.random() < 0.4 and draft.dialect != "oracle":
        return table.column("nickname", draft.text(60), default="''" if bad else None)
    words, default = draft.pick((("left on", "'1900-01-01'"), ("birth date", draft.now), ("closed on", "'1970-01-01'")))
    return table.column(words, "day", default=default if bad else None)


@plants("CO041")
def tree_that_a_row_may_close_on_itself(draft: Draft, bad: bool) -> str:
    table = child_table(draft, draft.pick(with_keys(draft)), draft.pick(("folder", "cost centre", "menu entry")))
    name = draft.link(table, table, draft.pick(("parent", "predecessor", "parent entry")), required=False)
    if not bad:
        table.check(f"{draft.q(name)} <> {draft.q(table.id)}", name)
    return table.name


@plants("CO043")
def code_of_a_form_that_nothing_asks_for(draft: Draft, bad: bool) -> str:
    table = child_table(draft, draft.pick(with_keys(draft)), draft.pick(("spare part", "research grant")))
    front, back = draft.pick(("AB", "X", "KLM")), draft.pick((3, 5))
    samples = tuple(f"{front}-{draft.rng.randrange(10**back):0{back}}{letter}" for letter in "QRSTUV")
    words = draft.pick(("batch code", "file reference", "serial number"))
    name = table.column(words, "code", required=True, samples=samples)
    if not bad:
        table.check(f"{draft.q(name)} <> {draft.say('')}", name)
    return name


@plants("CO045", "postgres", "mysql", "mariadb", "tsql", "oracle")
def history_that_nothing_keeps(draft: Draft, bad: bool) -> str:
    table = child_table(draft, draft.pick(with_keys(draft)), draft.pick(("spare part", "research grant")))
    draft.requirements["recovery"] = "history"
    if not bad:
        draft.table(f"{table.words} history")
    wording, key = draft.q(draft.style.name("wording")), draft.q(table.id)
    change = f"UPDATE {table.sql} SET {wording} = {draft.parameter()} WHERE {key} = {draft.parameter(2)}"
    remove = f"DELETE FROM {table.sql} WHERE {key} = {draft.parameter()}"
    draft.ask("tidy up", draft.pick((change, remove)))
    return table.name
