"""Growth and operations: what declared volumes, retention and requirements do not bear."""

from datetime import date, timedelta

from designer.schema import model
from designer.schema.frozen import FrozenMap
from tests.analysis.defects.drafts import Draft, Table
from tests.analysis.defects.growing import own_table, with_keys
from tests.analysis.defects.planting import plants

_SERVERS = ("postgres", "mysql", "mariadb", "tsql", "oracle")
_THINGS = ("audit record", "click record", "sensor message", "parcel scan")


def _log(draft: Draft, *, key: bool = True) -> Table:
    table = draft.table(draft.pick(_THINGS), key=key)
    draft.link(table, draft.pick(one for one in with_keys(draft) if one is not table))
    table.column("logged at", "moment", required=True)
    return table


@plants("GR001", *_SERVERS)
def table_that_outgrows_itself(draft: Draft, bad: bool) -> str:
    table = _log(draft)
    rows, per_day = draft.pick(((250_000_000, 1_000_000), (900_000_000, 100_000), (0, 2_000_000)))
    draft.requirements["horizon_months"] = 24
    if not bad and draft.rng.random() < 0.5:
        per_day //= 50
        rows = min(rows, 10_000_000)
    elif not bad:
        table.known["retention_days"] = 30
        table.known["deletes_per_day"] = per_day
        rows = 30 * per_day
        if draft.dialect == "postgres":
            settings = FrozenMap({"autovacuum_vacuum_scale_factor": "0.01"})
            table.known["options"] = FrozenMap({"postgres": settings})
        table.index(draft.style.name("logged at"))
    table.known.update(rows=rows, rows_per_day=per_day)
    return table.name


@plants("GR002", *_SERVERS, "sqlite")
def retention_without_a_way_to_delete(draft: Draft, bad: bool) -> str:
    table = _log(draft)
    table.known.update(rows=draft.pick((500_000, 40_000_000)), rows_per_day=10_000, deletes_per_day=10_000)
    table.known["retention_days"] = draft.pick((30, 90, 365))
    if not bad:
        table.index(draft.style.name("logged at"))
    return table.name


@plants("GR002", *_SERVERS, "sqlite")
def retention_without_an_age(draft: Draft, bad: bool) -> str:
    table = own_table(draft, draft.pick(_THINGS))
    moment = draft.style.name("created at")
    if bad:
        table.drop(moment)
    else:
        table.index(moment)
    table.known.update(rows=draft.pick((500_000, 40_000_000)), retention_days=draft.pick((30, 90)))
    return table.name


@plants("GR003", *_SERVERS)
def more_connections_than_the_server_takes(draft: Draft, bad: bool) -> str:
    processes, pool, most = draft.pick(((20, 10, 100), (8, 25, 150), (64, 4, 200)))
    draft.requirements.update(processes=processes, pool_size=pool if bad else 2, max_connections=most)
    return str(most)


@plants("GR004", "postgres")
def no_room_for_updates(draft: Draft, bad: bool) -> str:
    table = _log(draft)
    rows = draft.pick((2_000_000, 8_000_000))
    table.known.update(rows=rows, updates_per_day=rows * draft.pick((0.5, 2)))
    if not bad:
        table.known["options"] = FrozenMap({"postgres": FrozenMap({"fillfactor": "80"})})
    return table.name


@plants("GR005", "postgres")
def vacuum_that_comes_too_late(draft: Draft, bad: bool) -> str:
    table = _log(draft)
    table.known.update(rows=draft.pick((90_000_000, 250_000_000)), updates_per_day=draft.pick((1_000_000, 4_000_000)))
    if not bad:
        settings = {"autovacuum_vacuum_scale_factor": "0.01", "fillfactor": "90"}
        table.known["options"] = FrozenMap({"postgres": FrozenMap(settings)})
    return table.name


@plants("GR006", *_SERVERS)
def reads_its_own_writes(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "guest feedback")
    name = draft.q(table.column("remark", "note"))
    draft.requirements["replica_reads"] = bad or draft.rng.random() < 0.5
    write = draft.pick(
        (f"UPDATE {table.sql} SET {name} = {draft.parameter()} WHERE {draft.q(table.id)} = {draft.parameter(2)}",
         f"DELETE FROM {table.sql} WHERE {draft.q(table.id)} = {draft.parameter()}",
         f"INSERT INTO {table.sql} ({name}) VALUES ({draft.parameter()})")
    )  # fmt: skip
    read = f"SELECT {draft.q(table.id)}, {name} FROM {table.sql} WHERE {draft.q(table.id)} = {draft.parameter()}"
    if bad:
        return draft.ask("write and show", write, read)
    draft.ask("only write", write)
    return draft.ask("only show", read, rows=1)


@plants("GR007")
def backup_that_loses_more_than_allowed(draft: Draft, bad: bool) -> str:
    draft.requirements["rpo_minutes"] = draft.pick((5, 15, 60))
    wrong = draft.pick(
        ({"schedule": "nightly dump"}, {"method": "mysqldump", "schedule": "every day at 2"},
        {"schedule": "weekly full backup"},
         {"schedule": "daily"}, {"interval_hours": 12}, {"every": "24 hours"}, {"schedule": "once a day"})
    )  # fmt: skip
    right = {"schedule": "daily base backup", "wal": "archived continuously"}
    draft.requirements["backup"] = wrong if bad else right
    return "minutes"


@plants("GR007")
def limit_without_any_backup(draft: Draft, bad: bool) -> str:
    draft.requirements[draft.pick(("rpo_minutes", "rto_minutes"))] = draft.pick((15, 60))
    if not bad:
        draft.requirements["backup"] = {"schedule": "hourly", "standby": "a second server", "wal": "streamed"}
        draft.requirements["rpo_minutes"] = 60
    return "no backup"


@plants("GR008", "postgres")
def partitions_that_end(draft: Draft, bad: bool) -> str:
    table = _log(draft, key=False)
    moment = draft.style.name("logged at")
    table.known["partition_by"] = model.PartitionBy(strategy="range", keys=(model.PartitionKey(column=moment),))
    ahead = draft.pick((-400, -20, 15)) if bad else 1_500
    end = date.today().replace(day=1) + timedelta(days=ahead)
    begin = end - timedelta(days=draft.pick((31, 365)))
    for number, (since, until) in enumerate(((begin - timedelta(days=31), begin), (begin, end))):
        part = draft.table(f"{table.words} part {number}", key=False)
        part.columns = list(table.columns)
        bound = f"FOR VALUES FROM ('{since}') TO ('{until}')"
        part.known["partition_of"] = model.PartitionOf(parent=table.name, bound=bound)
    return table.name


@plants("GR009", "postgres")
def sequence_that_ends_before_its_column(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(_THINGS), key=False)
    key = draft.style.key(table.words)
    if draft.rng.random() < 0.5:
        name = f"{table.name}_{key}_seq"
        table.column("key", "bigint", required=True, name=key, default=f"nextval('{name}'::regclass)")
        wrong = draft.pick(({"type": "integer"}, {"type": "bigint", "maximum": 999_999_999}))
        draft.add("sequences", model.Sequence(name=name, **(wrong if bad else {"type": "bigint"})))
    else:
        most = draft.pick((9_999_999, 2_147_483_647)) if bad else None
        table.column("key", "bigint", required=True, name=key, identity=model.Identity(maximum=most))
    table.key = (key,)
    return table.name


@plants("GR010", "postgres", "mysql", "mariadb", "tsql", "oracle")
def table_divided_by_nothing(draft: Draft, bad: bool) -> str:
    table = draft.table("chat message", key=False)
    number = table.column("message number", draft.key_type, required=True)
    tenant = table.column("tenant id", draft.key_type, required=True)
    table.column("wording", "note", required=True)
    table.key = (number,) if bad else (tenant, number)
    table.known.update(rows=draft.pick((30_000_000, 700_000_000)))
    draft.requirements.update(deployment="distributed", tenancy=tenant)
    return table.name


@plants("GR011", *_SERVERS)
def limit_that_nobody_watches(draft: Draft, bad: bool) -> str:
    need, name, watched = draft.pick(
        (({"max_connections": 200}, "connections", {"connections": "alarm at 80 %"}),
         ({"rpo_minutes": 15, "backup": {"wal": "archived"}}, "backups", {"wal archive": "its age, each minute"}),
         ({"replica_reads": True, "replica_lag_seconds": 5}, "replica lag", {"replication": "seconds behind"}))
    )  # fmt: skip
    draft.requirements.update(need)
    draft.requirements["monitoring"] = {"disk space": "alarm at 85 %", **({} if bad else watched)}
    return name


@plants("GR012", *_SERVERS)
def shown_before_it_is_there(draft: Draft, bad: bool) -> str:
    table = own_table(draft, "guest feedback")
    name, key = draft.q(table.column("remark", "note")), draft.q(table.id)
    draft.requirements.update(replica_reads=True, replica_lag_seconds=draft.pick((1, 30)) if bad else 0.02)
    draft.ask("save it", f"UPDATE {table.sql} SET {name} = {draft.parameter()} WHERE {key} = {draft.parameter(2)}")
    draft.ask("show it", f"SELECT {name} FROM {table.sql} WHERE {key} = {draft.parameter()}", rows=1)
    return table.name


@plants("GR013", *_SERVERS)
def divided_by_a_column_that_nobody_names(draft: Draft, bad: bool) -> str:
    table = draft.table("chat message", key=False)
    number, tenant = (table.column(one, draft.key_type, required=True) for one in ("message number", "tenant id"))
    table.key = (tenant, number)
    table.known.update(rows=draft.pick((30_000_000, 700_000_000)))
    given = draft.parameter(), draft.parameter(2)
    where = f"{draft.q(tenant)} = {given[0]} AND {draft.q(number)} = {given[1]}"
    draft.ask("one message", f"SELECT {draft.q(number)} FROM {table.sql} WHERE {where}", rows=1)
    draft.requirements.update(deployment="distributed", **({} if bad else {"tenancy": tenant}))
    return f"{table.name}.{tenant}"


@plants("GR014", *_SERVERS)
def tenant_that_fills_a_node(draft: Draft, bad: bool) -> str:
    table = draft.table("chat message", key=False)
    number = table.column("message number", draft.key_type, required=True)
    share = draft.pick((0.25, 0.7)) if bad else 0.02
    values = (model.ValueShare(value="1", frequency=share),)
    tenant = table.column("tenant id", draft.key_type, required=True, distinct=90_000, values=values)
    table.key = (tenant, number)
    table.known.update(rows=draft.pick((30_000_000, 700_000_000)))
    draft.requirements.update(deployment="distributed", tenancy=tenant)
    return table.name


@plants("GR014", "postgres")
def parts_that_all_new_rows_go_to(draft: Draft, bad: bool) -> str:
    table = _log(draft, key=False)
    table.known.update(rows=90_000_000, rows_per_day=200_000)
    first = draft.style.name("logged at") if bad else table.columns[0].name
    strategy = "range" if bad else "hash"
    table.known["partition_by"] = model.PartitionBy(strategy=strategy, keys=(model.PartitionKey(column=first),))
    draft.requirements["deployment"] = "distributed"
    return table.name


@plants("GR015", "postgres")
def sequence_that_has_come_far(draft: Draft, bad: bool) -> str:
    table = draft.table(draft.pick(_THINGS), key=False)
    key = draft.style.key(table.words)
    kind = draft.pick(("integer", "int")) if bad else "bigint"
    table.column("key", kind, required=True, name=key, identity=model.Identity())
    table.key = (key,)
    reached = draft.pick((1_700_000_000, 2_147_483_000))
    table.known.update(rows=draft.pick((90, 400_000)), x=FrozenMap({"server": {"reached": {key: reached}}}))
    return table.name


@plants("GR016", "postgres")
def table_that_nobody_cleans(draft: Draft, bad: bool) -> str:
    table = _log(draft)
    rows = draft.pick((200_000, 8_000_000))
    seen = draft.pick(({"dead_rows": rows}, {"never_analyzed": True}))
    table.known.update(rows=rows, x=FrozenMap({"server": seen if bad else {"dead_rows": rows // 10}}))
    return table.name
