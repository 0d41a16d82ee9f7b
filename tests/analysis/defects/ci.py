"""Integrity and concurrency: what two sessions at once can break."""

from designer.schema import model
from tests.analysis.defects.drafts import Draft, Table
from tests.analysis.defects.growing import own_table, with_keys
from tests.analysis.defects.planting import plants

_LOCKING = ("postgres", "mysql", "oracle")


def _account(draft: Draft) -> Table:
    table = own_table(draft, draft.pick(("gift card", "prepaid wallet", "stock level")))
    table.column("credit", "integer", required=True)
    table.column("version", "integer", required=True, default="1")
    table.known.update(rows=80_000)
    return table


@plants("CI001", *_LOCKING)
def read_computed_and_written_back(draft: Draft, bad: bool) -> str:
    table = _account(draft)
    key, credit, version = draft.q(table.id), draft.q(draft.style.name("credit")), draft.q(draft.style.name("version"))
    read = f"SELECT {credit}, {version} FROM {table.sql} WHERE {key} = {draft.parameter()}"
    write = f"UPDATE {table.sql} SET {credit} = {draft.parameter()} WHERE {key} = {draft.parameter(2)}"
    if not bad:
        read, write = draft.pick(
            ((f"{read} FOR UPDATE", write), (read, f"{write} AND {version} = {draft.parameter(3)}"),
             (read, write.replace(f"= {draft.parameter()} ", f"= {credit} + {draft.parameter()} ", 1)))
        )  # fmt: skip
    return draft.ask("spend a part of it", read, write, per_minute=float(draft.pick((5, 200))))


@plants("CI001", "tsql", "mariadb", "sqlite")
def written_back_without_version(draft: Draft, bad: bool) -> str:
    table = _account(draft)
    key, credit, version = draft.q(table.id), draft.q(draft.style.name("credit")), draft.q(draft.style.name("version"))
    read = f"SELECT {credit}, {version} FROM {table.sql} WHERE {key} = {draft.parameter()}"
    write = f"UPDATE {table.sql} SET {credit} = {draft.parameter()} WHERE {key} = {draft.parameter(2)}"
    return draft.ask("spend a part of it", read, write if bad else f"{write} AND {version} = {draft.parameter(3)}")


@plants("CI002", *_LOCKING)
def queue_that_workers_wait_for(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("mail job", "export task", "outbox message")))
    state = draft.q(table.column("job state", draft.text(20), required=True))
    table.check(f"{state} IN ('waiting', 'running', 'done')", "state")
    table.index(draft.style.name("job state"), table.id)
    key = draft.q(table.id)
    read = draft.limited(f"SELECT {key} FROM {table.sql} WHERE {state} = 'waiting' ORDER BY {key}", draft.pick((1, 10)))
    locked = draft.rng.random() < 0.6
    lock = (" FOR UPDATE" if locked else "") if bad else " FOR UPDATE SKIP LOCKED"
    write = f"UPDATE {table.sql} SET {state} = 'running' WHERE {key} = {draft.parameter()}"
    return draft.ask("take the next job", read + lock, write, per_minute=120.0)


@plants("CI003")
def counter_that_all_update(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("visit counter", "site statistic", "ballot box")))
    hits = draft.q(
        table.column(draft.pick(("hits", "views", "votes", "downloads", "next number")), "integer", required=True)
    )
    table.known.update(rows=draft.pick((1, 3, 20)))
    one = draft.rng.random() < 0.5 or not draft.style.sequential
    where = f"{draft.q(table.id)} = {draft.parameter()}" if one else f"{draft.q(table.id)} = 1"
    rate = draft.pick((3_000, 12_000)) if bad else draft.pick((0.5, 2))
    statement = f"UPDATE {table.sql} SET {hits} = {hits} + {draft.pick(('1', draft.parameter(2)))} WHERE {where}"
    return draft.ask("count one more", statement, per_minute=float(rate))


@plants("CI004", "postgres", "sqlite", "tsql")
def at_most_one_that_nothing_keeps(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    table = draft.table("postal address")
    owner = draft.link(table, parent, index=bad)
    flag = table.column("is default", "flag", required=True, default=draft.truth(False))
    condition = f"{draft.q(flag)} = {draft.truth(True).strip('()')}"
    said = "at most one default address"
    draft.add(
        "invariants",
        model.Invariant(kind="at most one", entity=table.name, scope=(owner,), where=condition, text=said),
    )
    if not bad:
        table.index(owner, unique=True, where=condition)
    return said


@plants("CI004", "postgres")
def overlap_that_nothing_keeps(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    table = draft.table("machine booking")
    owner = draft.link(table, parent)
    first, last = table.column("begins at", "moment", required=True), table.column("ends at", "moment", required=True)
    table.check(f"{first} < {last}", "period")
    said = "no double booking"
    draft.add(
        "invariants",
        model.Invariant(kind="no overlap", entity=table.name, attributes=(first, last), scope=(owner,), text=said),
    )
    if not bad:
        elements = (
            model.ExclusionElement(column=owner, operator="="),
            model.ExclusionElement(expression=f"tstzrange({first}, {last})", operator="&&"),
        )
        table.exclusions.append(model.Exclusion(name=f"{table.name}_no_overlap", elements=elements))
    return said


@plants("CI004")
def bound_that_nothing_keeps(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("gift card", "prepaid wallet")))
    name = table.column("credit", "integer", required=True)
    said = "a card never holds less than nothing"
    draft.add("invariants", model.Invariant(kind="non-negative", entity=table.name, attributes=(name,), text=said))
    if not bad:
        table.check(f"{draft.q(name)} >= 0", name)
    return said


@plants("CI004")
def order_that_nothing_keeps(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "trial run")
    first, last = table.column("heard at", "moment"), table.column("answered at", "moment")
    said = "an answer follows what was heard"
    draft.add("invariants", model.Invariant(kind="ordered", entity=table.name, attributes=(first, last), text=said))
    if not bad:
        table.check(f"{draft.q(first)} <= {draft.q(last)}", "order")
    return said


@plants("CI004", "postgres", "sqlite", "tsql")
def unique_among_the_living_that_nothing_keeps(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "club visitor")
    name = table.column("badge label", "code", required=True)
    gone = table.column("left at", "moment")
    said = "a badge has one holder at a time"
    condition = f"{draft.q(gone)} IS NULL"
    draft.add(
        "invariants",
        model.Invariant(kind="unique among", entity=table.name, attributes=(name,), where=condition, text=said),
    )
    if not bad:
        table.index(name, unique=True, where=condition)
    return said


@plants("CI005")
def locks_in_two_orders(draft: Draft, bad: bool) -> tuple[str, ...]:
    one, other = _account(draft), own_table(draft, "ledger total")
    other.column("credit", "integer", required=True)
    credit = draft.q(draft.style.name("credit"))
    given, key = draft.parameter(), draft.parameter(2)
    first, second = (
        f"UPDATE {table.sql} SET {credit} = {credit} + {given} WHERE {draft.q(table.id)} = {key}"
        for table in (one, other)
    )
    draft.ask("move money in", first, second)
    return ("move money in", draft.ask("move money out", *((second, first) if bad else (first, second))))


@plants("CI006", "postgres", "mysql", "mariadb", "tsql", "oracle")
def looked_at_and_then_written(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    table = draft.table("seat booking")
    reference = draft.q(draft.link(table, parent))
    kind = draft.q(table.column("seat kind", "code", required=True))
    look = f"SELECT COUNT(*) FROM {table.sql} WHERE {reference} = {draft.parameter()}"
    write = f"INSERT INTO {table.sql} ({reference}, {kind}) VALUES ({draft.parameter()}, {draft.parameter(2)})"
    level = ("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",)
    return draft.ask("take a seat", *(() if bad else level), look, write, per_minute=float(draft.pick((60, 900))))


@plants("CI007")
def form_saved_over_another(draft: Draft, bad: bool) -> str:
    table = _account(draft)
    credit, version, note = (draft.q(draft.style.name(one)) for one in ("credit", "version", "explanation"))
    table.column("explanation", "note")
    key = draft.q(table.id)
    draft.ask(
        "open the form",
        f"SELECT {credit}, {note}, {version} FROM {table.sql} WHERE {key} = {draft.parameter()}",
        per_minute=20.0,
    )
    given = [draft.parameter(number) for number in (1, 2, 3, 4)]
    save = f"UPDATE {table.sql} SET {credit} = {given[0]}, {note} = {given[1]} WHERE {key} = {given[2]}"
    return draft.ask("save the form", save if bad else f"{save} AND {version} = {given[3]}", per_minute=2.0)


@plants("CI008", "postgres", "tsql", "oracle")
def reference_that_is_switched_off(draft: Draft, bad: bool) -> str:
    parent = draft.pick(with_keys(draft))
    table = draft.table("seat booking")
    draft.link(table, parent, enforced=not bad)
    return table.name


@plants("CI008")
def copy_that_nothing_looks_at(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(("gift card", "prepaid wallet")))
    code, region = table.column("zone code", "code", required=True), table.column("zone wording", draft.text(80))
    known = model.FunctionalDependency(id="zones", determinant=(code,), dependent=(region,))
    table.facts.append(known)
    table.copies.append(model.Denormalization(dependency="zones", refresh="application", reason="read all day"))
    if not bad:
        draft.requirements["monitoring"] = {"integrity checks": "each night"}
    return region
