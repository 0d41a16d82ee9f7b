"""What a statement does to others while it runs: locks, rewrites, scans. Read from the statement's own words.

The claims are PostgreSQL's (12 to 18) and are held to a real server by tests, form by form: `pg_locks`, file nodes
and scan counters before and after. They hold for our own plans and for migrations that somebody else wrote alike,
since they need the statement alone; the design, where there is one, tells the types that columns have before.
"""

from collections.abc import Callable
from dataclasses import dataclass

from designer.planning.model import BLOCKS, Lock
from designer.planning.retyping import retyping
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.tokens import Kind

ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"
SHARE_ROW_EXCLUSIVE = "SHARE ROW EXCLUSIVE"
SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE"
_VOLATILE = ("random", "gen_random_uuid", "uuid_generate_v4", "clock_timestamp", "nextval", "uuidv7", "uuidv4",
             "timeofday", "setval", "txid_current", "statement_id")  # fmt: skip
_SERIALS = ("SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL2", "SERIAL4", "SERIAL8")


@dataclass(frozen=True, slots=True)
class Effects:
    """kind: the form of the statement, as hazards are told by; relation names are qualified as far as written."""

    kinds: tuple[str, ...] = ()
    locks: tuple[Lock, ...] = ()
    rewrites: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    builds: tuple[str, ...] = ()


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
    return Effects(united("kinds"), locks, united("rewrites"), united("scans"), united("builds"))


class _Reader:
    """One statement being read; what it does is gathered on the way."""

    def __init__(self, cursor: Cursor, schema: Schema | None) -> None:
        self.cursor, self.schema = cursor, schema
        self.kinds: list[str] = []
        self.locks: dict[str, str] = {}
        self.rewrites: dict[str, None] = {}
        self.scans: dict[str, None] = {}
        self.builds: dict[str, None] = {}

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
            (("REFRESH", "MATERIALIZED", "VIEW"), self._refresh),
        ):
            if cursor.take(*words):
                return handler
        return None

    # What is gathered

    def _lock(self, relation: str, mode: str) -> None:
        order = list(BLOCKS)
        held = self.locks.get(relation)
        if held is None or order.index(mode) > order.index(held):
            self.locks[relation] = mode

    def _relation(self) -> str:
        self.cursor.take("IF", "EXISTS") or self.cursor.take("IF", "NOT", "EXISTS")
        self.cursor.take("ONLY")
        parts = self.cursor.qualified()
        return ".".join(parts) if len(parts) > 1 else f"public.{parts[0]}"

    def _entity(self, relation: str) -> Entity | None:
        if self.schema is None:
            return None
        try:
            return self.schema.entity(relation)
        except KeyError:
            return None

    def _seek(self, *words: str) -> bool:
        while not self.cursor.done:
            if self.cursor.take(*words):
                return True
            self.cursor.skip()
        return False

    def _on(self, mode: str, kind: str) -> None:
        self.kinds.append(kind)
        if self._seek("ON"):
            self._lock(self._relation(), mode)

    # Statements

    def _exclusive_on_name(self) -> None:
        self.kinds.append("alter view")
        self._lock(self._relation(), ACCESS_EXCLUSIVE)

    def _alter_sequence(self) -> None:
        self.kinds.append("alter sequence")
        renames = any(key in ("RENAME", "SCHEMA", "LOGGED", "UNLOGGED") for key in self.cursor.keys)
        relation = self._relation()
        self._lock(relation, ACCESS_EXCLUSIVE if renames else SHARE_ROW_EXCLUSIVE)

    def _alter_index(self) -> None:
        self.kinds.append("alter index")
        relation = self._relation()
        if self.cursor.at("SET", "TABLESPACE"):
            self._lock(relation, ACCESS_EXCLUSIVE)
            self.rewrites[relation] = None
        else:
            self._lock(relation, SHARE_UPDATE_EXCLUSIVE)

    def _create_index(self) -> None:
        concurrent = self.cursor.take("CONCURRENTLY")
        self.kinds.append("create index concurrently" if concurrent else "create index")
        self._seek("ON")
        relation = self._relation()
        self._lock(relation, SHARE_UPDATE_EXCLUSIVE if concurrent else "SHARE")
        self.scans[relation] = None
        self.builds[relation] = None

    def _drop_index(self) -> None:
        concurrent = self.cursor.take("CONCURRENTLY")
        self.kinds.append("drop index concurrently" if concurrent else "drop index")
        relation = self._relation()
        mode = SHARE_UPDATE_EXCLUSIVE if concurrent else ACCESS_EXCLUSIVE
        self._lock(relation, mode)
        table = self._table_of_index(relation)
        if table:
            self._lock(table, mode)

    def _table_of_index(self, relation: str) -> str | None:
        if self.schema is None:
            return None
        home, _, bare = relation.rpartition(".")
        for entity in self.schema.entities:
            if (self.schema.namespace(entity.schema) or "public") == home and any(
                index.name == bare for index in entity.indexes
            ):
                return f"{home}.{entity.name}"
        return None

    def _drop_table(self) -> None:
        self.kinds.append("drop table")
        relation = self._relation()
        self._lock(relation, ACCESS_EXCLUSIVE)
        entity = self._entity(relation)
        if entity and self.schema:
            for link in self.schema.references_from(entity.id):
                self._lock(self._full(self.schema.entity(link.parent)), ACCESS_EXCLUSIVE)
        if "CASCADE" in self.cursor.keys:
            self.kinds.append("cascade")

    def _full(self, entity: Entity) -> str:
        assert self.schema is not None
        return f"{self.schema.namespace(entity.schema) or 'public'}.{entity.name}"

    def _create_table(self) -> None:
        self.kinds.append("create table")
        self._relation()
        if self.cursor.take("PARTITION", "OF"):
            self.kinds.append("partition of")
            self._lock(self._relation(), ACCESS_EXCLUSIVE)
            return
        for place, key in enumerate(self.cursor.keys):
            inside = self.cursor.part(place + 1, self.cursor.size)
            if key == "REFERENCES" and inside.on_name:
                parts = inside.qualified()
                self._lock(".".join(parts) if len(parts) > 1 else f"public.{parts[0]}", SHARE_ROW_EXCLUSIVE)

    def _create_trigger(self) -> None:
        self._on(SHARE_ROW_EXCLUSIVE, "create trigger")

    def _comment(self, column: bool) -> None:
        self.kinds.append("comment")
        parts = self.cursor.qualified()
        parts = parts[:-1] if column else parts
        if parts:
            self._lock(".".join(parts) if len(parts) > 1 else f"public.{parts[0]}", SHARE_UPDATE_EXCLUSIVE)

    def _truncate(self) -> None:
        self.kinds.append("truncate")
        self.cursor.take("TABLE")
        relation = self._relation()
        self._lock(relation, ACCESS_EXCLUSIVE)
        if "CASCADE" in self.cursor.keys:
            self.kinds.append("cascade")

    def _refresh(self) -> None:
        concurrent = self.cursor.take("CONCURRENTLY")
        self.kinds.append("refresh concurrently" if concurrent else "refresh")
        self._lock(self._relation(), "EXCLUSIVE" if concurrent else ACCESS_EXCLUSIVE)

    # ALTER TABLE

    def _alter_table(self) -> None:
        relation = self._relation()
        self.cursor.take("*")
        for action in self.cursor.split():
            _Action(self, relation, action).read()


class _Action:
    """One action of ALTER TABLE."""

    def __init__(self, reader: _Reader, relation: str, cursor: Cursor) -> None:
        self.reader, self.relation, self.cursor = reader, relation, cursor

    def read(self) -> None:
        """Takes the action's effects down with the reader."""
        cursor = self.cursor
        for words, handler in (
            (("ADD", "COLUMN"), self._add_column),
            (("ADD",), self._add),
            (("DROP", "CONSTRAINT"), lambda: self._says("drop constraint")),
            (("DROP", "COLUMN"), lambda: self._says("drop column")),
            (("DROP",), lambda: self._says("drop column")),
            (("VALIDATE", "CONSTRAINT"), self._validate),
            (("ALTER", "CONSTRAINT"), lambda: self._says("alter constraint")),
            (("ALTER", "COLUMN"), self._alter_column),
            (("ALTER",), self._alter_column),
            (("RENAME", "CONSTRAINT"), lambda: self._says("rename constraint")),
            (("RENAME", "COLUMN"), lambda: self._says("rename column")),
            (("RENAME", "TO"), lambda: self._says("rename table")),
            (("RENAME",), lambda: self._says("rename column")),
            (("SET", "SCHEMA"), lambda: self._says("set schema")),
            (("SET", "("), lambda: self._says("set options", SHARE_UPDATE_EXCLUSIVE)),
            (("RESET",), lambda: self._says("set options", SHARE_UPDATE_EXCLUSIVE)),
            (("CLUSTER", "ON"), lambda: self._says("cluster on", SHARE_UPDATE_EXCLUSIVE)),
            (("SET", "WITHOUT", "CLUSTER"), lambda: self._says("cluster on", SHARE_UPDATE_EXCLUSIVE)),
            (("SET", "LOGGED"), lambda: self._rewrites("set logged")),
            (("SET", "UNLOGGED"), lambda: self._rewrites("set unlogged")),
            (("SET", "TABLESPACE"), lambda: self._rewrites("set tablespace")),
            (("SET", "ACCESS", "METHOD"), lambda: self._rewrites("set access method")),
            (("ATTACH", "PARTITION"), self._attach),
            (("DETACH", "PARTITION"), self._detach),
            (("ENABLE", "ROW"), lambda: self._says("row security")),
            (("DISABLE", "ROW"), lambda: self._says("row security")),
            (("FORCE", "ROW"), lambda: self._says("row security")),
            (("NO", "FORCE"), lambda: self._says("row security")),
            (("ENABLE",), lambda: self._says("triggers on or off", SHARE_ROW_EXCLUSIVE)),
            (("DISABLE",), lambda: self._says("triggers on or off", SHARE_ROW_EXCLUSIVE)),
            (("REPLICA", "IDENTITY"), lambda: self._says("replica identity")),
            (("INHERIT",), self._inherit),
            (("NO", "INHERIT"), self._inherit),
            (("OWNER",), lambda: self._says("owner")),
        ):
            if cursor.take(*words):
                handler()
                return
        self._says("alter table")

    def _says(self, kind: str, mode: str = ACCESS_EXCLUSIVE) -> None:
        self.reader.kinds.append(kind)
        self.reader._lock(self.relation, mode)

    def _rewrites(self, kind: str) -> None:
        self._says(kind)
        self.reader.rewrites[self.relation] = None

    def _scans(self, kind: str, mode: str = ACCESS_EXCLUSIVE) -> None:
        self._says(kind, mode)
        self.reader.scans[self.relation] = None

    def _add_column(self) -> None:
        cursor = self.cursor
        cursor.take("IF", "NOT", "EXISTS")
        cursor.name()
        keys = cursor.keys[cursor.index :]
        words = [token.text.lower() for token in cursor.tokens[cursor.index :] if token.kind is Kind.WORD]
        default = "DEFAULT" in keys
        volatile = default and any(word in _VOLATILE for word in words)
        identity = "IDENTITY" in keys
        stored = "STORED" in keys
        serial = bool(keys) and keys[0] in _SERIALS
        if volatile or identity or stored or serial:
            kind = "volatile default" if volatile else "generated stored" if stored else "identity"
            self._rewrites(f"add column {kind}")
        elif "NOT" in keys and "NULL" in keys and not default:
            self._scans("add column not null")
        else:
            self._says("add column")
        if "CHECK" in keys:
            self.reader.scans[self.relation] = None
        if "UNIQUE" in keys or "PRIMARY" in keys:
            self.reader.builds[self.relation] = None
        self._referenced(keys)

    def _referenced(self, keys: list[str]) -> None:
        if "REFERENCES" in keys:
            place = self.cursor.keys.index("REFERENCES")
            inside = self.cursor.part(place + 1, self.cursor.size)
            parts = inside.qualified()
            self.reader._lock(".".join(parts) if len(parts) > 1 else f"public.{parts[0]}", SHARE_ROW_EXCLUSIVE)

    def _add(self) -> None:
        cursor = self.cursor
        if cursor.take("CONSTRAINT"):
            cursor.name()
        keys = cursor.keys[cursor.index :]
        lazy = _ends(keys, "NOT", "VALID") or _ends(keys, "NOT", "ENFORCED")
        if cursor.at("CHECK"):
            (self._says if lazy else self._scans)("add check not valid" if lazy else "add check")
        elif cursor.at("NOT", "NULL"):
            (self._says if lazy else self._scans)("add not null not valid" if lazy else "set not null")
        elif cursor.at("FOREIGN", "KEY"):
            if lazy:
                self._says("add foreign key not valid", SHARE_ROW_EXCLUSIVE)
            else:
                self._scans("add foreign key", SHARE_ROW_EXCLUSIVE)
            self._referenced(keys)
        elif cursor.at("UNIQUE") or cursor.at("PRIMARY", "KEY"):
            what = "unique" if cursor.at("UNIQUE") else "primary key"
            if "USING" in keys and "INDEX" in keys[keys.index("USING") : keys.index("USING") + 2]:
                self._says(f"add {what} using index")
            else:
                self._scans(f"add {what}")
                self.reader.builds[self.relation] = None
        elif cursor.at("EXCLUDE"):
            self._scans("add exclusion")
            self.reader.builds[self.relation] = None
        elif cursor.on_name:
            self._add_column()

    def _validate(self) -> None:
        self._scans("validate constraint", SHARE_UPDATE_EXCLUSIVE)
        entity = self.reader._entity(self.relation)
        if entity is not None and self.reader.schema is not None:
            named = self.cursor.name()
            for link in self.reader.schema.references_from(entity.id):
                if link.name == named:
                    self.reader._lock(self.reader._full(self.reader.schema.entity(link.parent)), "ROW SHARE")

    def _alter_column(self) -> None:
        cursor = self.cursor
        column = cursor.name()
        if cursor.take("SET", "DATA", "TYPE") or cursor.take("TYPE"):
            self._retype(column)
        elif cursor.at("SET", "NOT", "NULL"):
            self._set_not_null(column)
        elif cursor.at("SET", "STATISTICS") or cursor.at("SET", "(") or cursor.at("RESET"):
            self._says("column statistics", SHARE_UPDATE_EXCLUSIVE)
        elif cursor.at("SET", "EXPRESSION"):
            self._rewrites("set expression")
        elif cursor.at("DROP", "NOT", "NULL"):
            self._says("drop not null")
        else:
            self._says("alter column")

    def _set_not_null(self, column: str) -> None:
        entity = self.reader._entity(self.relation)
        proved = entity is not None and any(
            check.validated and check.enforced and _says_not_null(check.expression, column) for check in entity.checks
        )
        (self._says if proved else self._scans)("set not null proved" if proved else "set not null")

    def _retype(self, column: str) -> None:
        cursor = self.cursor
        keys = cursor.keys
        last = next((n for n in range(cursor.index, cursor.size) if keys[n] in ("USING", "COLLATE")), cursor.size)
        target = cursor.text(cursor.index, last)
        converted = "USING" in keys[last:]
        entity = self.reader._entity(self.relation)
        attribute = entity.attribute(column) if entity else None
        if attribute is None or retyping(attribute.type, target, converted=converted) == "rewrite":
            self._rewrites("change type")
            self.reader.scans[self.relation] = None
            return
        self._says("change type free")
        assert entity is not None
        if any(column in check.expression for check in entity.checks):
            self.reader.scans[self.relation] = None

    def _attach(self) -> None:
        part = self._named()
        self._says("attach partition", SHARE_UPDATE_EXCLUSIVE)
        self.reader._lock(part, ACCESS_EXCLUSIVE)
        self.reader.scans[part] = None

    def _detach(self) -> None:
        part = self._named()
        if "CONCURRENTLY" in self.cursor.keys:
            self._says("detach concurrently", SHARE_UPDATE_EXCLUSIVE)
            self.reader._lock(part, ACCESS_EXCLUSIVE)
        else:
            self._says("detach partition")
            self.reader._lock(part, ACCESS_EXCLUSIVE)

    def _inherit(self) -> None:
        self._says("inherit")

    def _named(self) -> str:
        parts = self.cursor.qualified()
        return ".".join(parts) if len(parts) > 1 else f"public.{parts[0]}"


def _ends(keys: list[str], *words: str) -> bool:
    return keys[-len(words) :] == list(words)


def _says_not_null(expression: str, column: str) -> bool:
    words = Cursor.over(expression)
    keys = [key for key in words.keys if key not in ("(", ")")]
    if keys[1:] != ["IS", "NOT", "NULL"]:
        return False
    first = next((n for n, key in enumerate(words.keys) if key not in ("(", ")")), 0)
    words.index = first
    return words.on_name and words.name() == column
