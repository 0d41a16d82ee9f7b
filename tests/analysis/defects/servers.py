"""What one database server does otherwise than others, and designs that did not think of it."""

from designer.schema import model
from tests.analysis.defects.drafts import Draft, options
from tests.analysis.defects.growing import child_table, own_table, with_keys
from tests.analysis.defects.planting import plants


@plants("CO050", "sqlite")
def key_that_may_be_null(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(("currency rate", "spare part", "tariff rule")), key=False)
    words, role = draft.pick((("rate code", "code"), ("part label", "name"), ("number", "bigint")))
    table.key = (table.column(words, role, required=not bad),)
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    return table.name


@plants("CO059", "mysql", "mariadb")
def cascade_past_a_trigger(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    child = draft.table(draft.pick(("spare part", "field survey")))
    draft.link(child, parent, on_delete="cascade" if bad else "restrict")
    name, when = draft.style.name(f"{child.words} gone"), draft.pick(("BEFORE", "AFTER"))
    sql = f"CREATE TRIGGER {name} {when} DELETE ON {child.sql} FOR EACH ROW SET @gone = old.{draft.q(child.id)}"
    child.known["id"] = f"table of {child.words}"
    draft.add("opaque", model.Opaque(kind="trigger", name=name, sql=sql, requires=(child.known["id"],)))
    return child.name


@plants("CO060", "mysql", "mariadb")
def engine_that_keeps_nothing(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    engine = draft.pick(("MyISAM", "MYISAM", "Aria")) if bad else "InnoDB"
    table.known["options"] = options("mysql", engine=engine)
    return table.name


@plants("CO061", "tsql")
def optional_value_that_one_row_may_lack(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("club visitor", "spare part")))
    name = table.column(draft.pick(("tax number", "badge number", "register number")), "code")
    if not bad:
        table.index(name, unique=True, where=f"{draft.q(name)} IS NOT NULL")
    elif draft.rng.random() < 0.5:
        table.unique(name)
    else:
        table.index(name, unique=True)
    return name


@plants("CO062", "tsql")
def two_paths_of_cascades(draft: Draft, bad: bool) -> str:
    top = draft.pick(with_keys(draft))
    middle = draft.table("field survey")
    draft.link(middle, top, on_delete="cascade")
    below = draft.table("spare part")
    draft.link(below, middle, on_delete="cascade")
    below.column("wording", "note", required=True)
    if draft.rng.random() < 0.3:
        draft.link(below, below, "earlier", required=False, on_delete="set null" if bad else "no action")
    else:
        action = draft.pick(("cascade", "set null"))
        draft.link(below, top, required=False, on_delete=action if bad else "no action")
    return below.name


@plants("TY033", "postgres", "mysql", "mariadb", "tsql")
def seconds_in_four_bytes(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    words = draft.pick(("last login time", "published at", "expires at", "sent time", "joined date"))
    return table.column(words, "integer" if bad else "bigint")


@plants("TY033", "mysql", "mariadb")
def end_that_may_not_lie_past_2038(draft: Draft, bad: bool) -> str:
    table = child_table(draft, draft.pick(with_keys(draft)), draft.pick(("lease", "site permit")))
    words = draft.pick(("expires at", "valid until", "renewal due"))
    return table.column(words, "timestamp" if bad else "datetime")


@plants("TY034", "sqlite")
def word_that_means_no_text(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("spare part", "club visitor")))
    words = draft.pick(("part code", "badge label", "shelf mark"))
    return table.column(words, draft.pick(("STRING", "string(40)", "str")) if bad else "TEXT")


@plants("TY035", "mysql", "mariadb")
def texts_of_three_bytes(draft: Draft, bad: bool) -> str:
    table = own_table(draft)
    table.column("remark", "note")
    own = draft.pick(({"charset": "utf8"}, {"charset": "utf8mb3"}, {"collation": "utf8_general_ci"}))
    table.known["options"] = options("mysql", **(own if bad else {"charset": "utf8mb4"}))
    return table.name
