"""What a statement does to others while it runs: locks, rewrites, scans. Read from the statement's own words.

The claims are PostgreSQL's (12 to 18) and are held to a real server by tests, form by form: `pg_locks`, file nodes
and scan counters before and after. They hold for our own plans and for migrations that somebody else wrote alike,
since they need the statement alone; the design, where there is one, tells the types that columns have before.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from designer.planning.altering import Action
from designer.planning.gathering import ACCESS_EXCLUSIVE, SHARE_ROW_EXCLUSIVE, SHARE_UPDATE_EXCLUSIVE
from designer.planning.maintaining import Maintaining
from designer.planning.model import BLOCKS, Lock
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable


@dataclass(frozen=True, slots=True)
class Effects:
    """kinds: the forms of the statement, as hazards are told by; relation names are qualified as far as written.

    makes: tables that it makes.
    """

    kinds: tuple[str, ...] = ()
    locks: tuple[Lock, ...] = ()
    rewrites: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    builds: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()

    def without(self, relations: Collection[str]) -> "Effects":
        """The effects but for those on these tables, which are new; none is left of a statement about one of them."""
        about = self.locks[0].relation if self.locks else None
        return Effects(
            () if about in relations else self.kinds,
            tuple(lock for lock in self.locks if lock.relation not in relations),
            tuple(one for one in self.rewrites if one not in relations),
            tuple(one for one in self.scans if one not in relations),
            tuple(one for one in self.builds if one not in relations),
            self.makes,
        )


NOTHING = Effects()


def effects(statement: str, schema: Schema | None = None) -> Effects:
    """The effects of one statement; NOTHING for one that takes no lock on a table, or that cannot be read."""
    try:
        return _Reader(Cursor.over(statement.rstrip().rstrip(";")), schema).read()
    except Unreadable:
        return NOTHING


def merged(all_effects: list[Effects]) -> Effects:
    """Those of several statements in one transaction: for each relation the strongest lock."""
    order = list(BLOCKS)
    strongest: dict[str, str] = {}
    for one in all_effects:
        for lock in one.locks:
            held = strongest.get(lock.relation)
            if held is None or order.index(lock.mode) > order.index(held):
                strongest[lock.relation] = lock.mode

    def united(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item for one in all_effects for item in getattr(one, name)))

    locks = tuple(Lock(relation, mode) for relation, mode in strongest.items())
    return Effects(united("kinds"), locks, united("rewrites"), united("scans"), united("builds"), united("makes"))


class _Reader(Maintaining):
    """One statement being read; what it does is gathered on the way."""

    def read(self) -> Effects:
        handler = self._handler()
        if handler is not None:
            handler()
        return Effects(
            tuple(self.kinds),
            tuple(Lock(relation, mode) for relation, mode in self.locks.items()),
            tuple(self.rewrites),
            tuple(self.scans),
            tuple(self.builds),
            tuple(self.makes),
        )

    def _handler(self) -> Callable[[], None] | None:
        cursor = self.cursor
        for words, handler in (
            (("ALTER", "TABLE"), self._alter_table),
            (("ALTER", "INDEX"), self._alter_index),
            (("ALTER", "VIEW"), self._exclusive_on_name),
            (("ALTER", "MATERIALIZED", "VIEW"), self._exclusive_on_name),
            (("ALTER", "SEQUENCE"), self._alter_sequence),
            (("CREATE", "INDEX"), self._create_index),
            (("CREATE", "UNIQUE", "INDEX"), self._create_index),
            (("DROP", "INDEX"), self._drop_index),
            (("DROP", "TABLE"), self._drop_table),
            (("CREATE", "TABLE"), self._create_table),
            (("CREATE", "UNLOGGED", "TABLE"), self._create_table),
            (("CREATE", "TEMP", "TABLE"), self._create_table),
            (("CREATE", "TEMPORARY", "TABLE"), self._create_table),
            (("CREATE", "MATERIALIZED", "VIEW"), self._create_materialized),
            (("CREATE", "TRIGGER"), self._create_trigger),
            (("CREATE", "OR", "REPLACE", "TRIGGER"), self._create_trigger),
            (("CREATE", "CONSTRAINT", "TRIGGER"), self._create_trigger),
            (("CREATE", "POLICY"), lambda: self._on(ACCESS_EXCLUSIVE, "create policy")),
            (("ALTER", "POLICY"), lambda: self._on(ACCESS_EXCLUSIVE, "alter policy")),
            (("DROP", "POLICY"), lambda: self._on(ACCESS_EXCLUSIVE, "drop policy")),
            (("DROP", "TRIGGER"), lambda: self._on(ACCESS_EXCLUSIVE, "drop trigger")),
            (("COMMENT", "ON", "TABLE"), lambda: self._comment(False)),
            (("COMMENT", "ON", "COLUMN"), lambda: self._comment(True)),
            (("TRUNCATE",), self._truncate),
            (("LOCK",), self._lock_table),
            (("REINDEX",), self._reindex),
            (("CLUSTER",), self._cluster),
            (("VACUUM",), self._vacuum),
            (("REFRESH", "MATERIALIZED", "VIEW"), self._refresh),
        ):
            if cursor.take(*words):
                return handler
        return None

    # What is gathered

    def _seek(self, *words: str) -> bool:
        while not self.cursor.done:
            if self.cursor.take(*words):
                return True
            self.cursor.skip()
        return False

    def _on(self, mode: str, kind: str) -> None:
        self.kinds.append(kind)
        if self._seek("ON"):
            self.lock(self._relation(), mode)

    # Statements

    def _exclusive_on_name(self) -> None:
        self.kinds.append("alter view")
        self.lock(self._relation(), ACCESS_EXCLUSIVE)

    def _alter_sequence(self) -> None:
        self.kinds.append("alter sequence")
        renames = any(key in ("RENAME", "SCHEMA", "LOGGED", "UNLOGGED") for key in self.cursor.keys)
        relation = self._relation()
        self.lock(relation, ACCESS_EXCLUSIVE if renames else SHARE_ROW_EXCLUSIVE)

    def _alter_index(self) -> None:
        self.kinds.append("alter index")
        relation = self._relation()
        if self.cursor.at("SET", "TABLESPACE"):
            self.lock(relation, ACCESS_EXCLUSIVE)
            self.rewrites[relation] = None
        else:
            self.lock(relation, SHARE_UPDATE_EXCLUSIVE)

    def _create_index(self) -> None:
        concurrent = self.cursor.take("CONCURRENTLY")
        self.kinds.append("create index concurrently" if concurrent else "create index")
        self._seek("ON")
        relation = self._relation()
        self.lock(relation, SHARE_UPDATE_EXCLUSIVE if concurrent else "SHARE")
        self.scans[relation] = None
        self.builds[relation] = None

    def _drop_index(self) -> None:
        concurrent = self.cursor.take("CONCURRENTLY")
        self.kinds.append("drop index concurrently" if concurrent else "drop index")
        relation = self._relation()
        mode = SHARE_UPDATE_EXCLUSIVE if concurrent else ACCESS_EXCLUSIVE
        self.lock(relation, mode)
        table = self._table_of_index(relation)
        if table:
            self.lock(table, mode)

    def _drop_table(self) -> None:
        self.kinds.append("drop table")
        relation = self._relation()
        self.lock(relation, ACCESS_EXCLUSIVE)
        entity = self.entity(relation)
        if entity and self.schema:
            for link in self.schema.references_from(entity.id):
                self.lock(self.full(self.schema.entity(link.parent)), ACCESS_EXCLUSIVE)
        if "CASCADE" in self.cursor.keys:
            self.kinds.append("cascade")

    def _create_table(self) -> None:
        self.kinds.append("create table")
        self.makes.append(self._relation())
        if self.cursor.take("PARTITION", "OF"):
            self.kinds.append("partition of")
            self.lock(self._relation(), ACCESS_EXCLUSIVE)
            return
        for place, key in enumerate(self.cursor.keys):
            inside = self.cursor.part(place + 1, self.cursor.size)
            if key == "REFERENCES" and inside.on_name:
                parts = inside.qualified()
                self.lock(".".join(parts) if len(parts) > 1 else f"public.{parts[0]}", SHARE_ROW_EXCLUSIVE)

    def _create_materialized(self) -> None:
        self.kinds.append("create materialized view")
        self.makes.append(self._relation())

    def _create_trigger(self) -> None:
        self._on(SHARE_ROW_EXCLUSIVE, "create trigger")

    def _comment(self, column: bool) -> None:
        self.kinds.append("comment")
        parts = self.cursor.qualified()
        parts = parts[:-1] if column else parts
        if parts:
            self.lock(".".join(parts) if len(parts) > 1 else f"public.{parts[0]}", SHARE_UPDATE_EXCLUSIVE)

    def _truncate(self) -> None:
        self.kinds.append("truncate")
        self.cursor.take("TABLE")
        relation = self._relation()
        self.lock(relation, ACCESS_EXCLUSIVE)
        if "CASCADE" in self.cursor.keys:
            self.kinds.append("cascade")

    def _refresh(self) -> None:
        concurrent = self.cursor.take("CONCURRENTLY")
        self.kinds.append("refresh concurrently" if concurrent else "refresh")
        self.lock(self._relation(), "EXCLUSIVE" if concurrent else ACCESS_EXCLUSIVE)

    # ALTER TABLE

    def _alter_table(self) -> None:
        relation = self._relation()
        self.cursor.take("*")
        for action in self.cursor.split():
            Action(self, relation, action).read()
