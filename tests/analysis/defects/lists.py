"""Lists of values and of keys, telephone numbers, and names and words that one table alone does without."""

from tests.analysis.defects.drafts import Draft
from tests.analysis.defects.growing import child_table, own_table, with_keys
from tests.analysis.defects.planting import plants
from tests.analysis.defects.styles import Style

_STATES = ("new", "open", "paid", "sent", "lost", "back")


@plants("NF012")
def table_for_each_state(draft: Draft, bad: bool) -> tuple[str, ...]:
    pair = draft.pick((("open", "closed"), ("active", "inactive"), ("january", "february"), ("europe", "asia")))
    thing = draft.pick(("repair job", "loan request"))
    tables = []
    for word in pair if bad else (draft.pick(pair),):
        table = child_table(draft, draft.pick(with_keys(draft)[:1]), f"{word} {thing}")
        table.column("shelf mark", "code")
        table.column("colour", "name")
        tables.append(table.name)
    return tuple(tables) if bad else ()


@plants("TY031")
def telephone_of_many_spellings(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("club visitor", "subscriber")))
    words = draft.pick(("phone number", "mobile number", "phone", "home phone"))
    name = table.column(words, draft.text(draft.pick((20, 30, 40))), required=True)
    if draft.rng.random() < 0.7:
        table.unique(name)
    else:
        select = f"SELECT {draft.q(table.id)} FROM {table.sql} WHERE {draft.q(name)} = {draft.parameter()}"
        draft.ask("who is calling", select, rows=1)
        table.index(name)
    if not bad:
        table.check(f"{draft.q(name)} LIKE '+%'", name)
    return name


@plants("TY032")
def list_that_grows_in_a_type(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    name = table.column("subject heading", draft.text(40), required=True)
    values = ", ".join(draft.say(f"heading {number}") for number in range(draft.pick((16, 20, 30)) if bad else 8))
    table.check(f"{draft.q(name)} IN ({values})", name)
    return name


@plants("CO058")
def list_of_keys_in_a_text(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    table = draft.table(draft.pick(("press release", "research grant")))
    draft.link(table, next(one for one in with_keys(draft) if one is not table))
    words = draft.pick((f"{parent.words} ids", f"{parent.words} id list", f"related {parent.words} ids"))
    if bad:
        return table.column(words, "note")
    pairs = draft.table(f"{table.words} {parent.words}", key=False)
    pairs.key = (draft.link(pairs, table, index=False), draft.link(pairs, parent))
    return ""


@plants("CO063")
def list_changed_in_one_place(draft: Draft, bad: bool) -> tuple[str, ...]:
    names = []
    for words, values in (("repair job", _STATES), ("loan request", _STATES[:-1] if bad else _STATES)):
        table = child_table(draft, with_keys(draft)[0], words)
        name = table.column("handling phase", draft.text(20), required=True)
        table.check(f"{draft.q(name)} IN ({', '.join(map(draft.say, values))})", name)
        names.append(table.name)
    return tuple(names)


@plants("NM009")
def second_id(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("spare part", "field survey")))
    words = f"{table.words} id" if draft.style.key(table.words) == draft.style.name("id") else "id"
    return table.column(words if bad else "shop number", "integer", comment=None)


@plants("NM010", least=14, style=Style(prefix="app"))
def table_without_the_prefix(draft: Draft, bad: bool) -> str:
    name = None if not bad else draft.style.name(draft.pick(("gadgets", "leaflets")))
    table = draft.table("gadget", **({"name": name} if name else {}))
    draft.link(table, next(one for one in with_keys(draft) if one is not table))
    table.column("wording", "note", required=True)
    return table.name


@plants("DO006", least=16)
def column_that_nobody_described(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    words = draft.pick(("loading factor", "grade point", "shelf mark"))
    return table.column(words, "name", **({"comment": None} if bad else {}))
