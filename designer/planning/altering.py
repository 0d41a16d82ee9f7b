"""What each action of ALTER TABLE does to others while it runs."""

from designer.planning.gathering import ACCESS_EXCLUSIVE, SHARE_ROW_EXCLUSIVE, SHARE_UPDATE_EXCLUSIVE, Gathering
from designer.planning.retyping import retyping
from designer.planning.standing import stands_on
from designer.planning.volatility import may_be_volatile
from designer.schema.model import Attribute, Entity
from designer.schema.types import parse_type
from designer.sql.cursor import Cursor

_SERIALS = ("SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL2", "SERIAL4", "SERIAL8")


class Action:
    """One action of ALTER TABLE."""

    def __init__(self, reader: Gathering, relation: str, cursor: Cursor) -> None:
        self.reader, self.relation, self.cursor = reader, relation, cursor

    def read(self) -> None:
        """Takes the action's effects down with the reader."""
        cursor = self.cursor
        for words, handler in (
            (("ADD", "COLUMN"), self._add_column),
            (("ADD",), self._add),
            (("DROP", "CONSTRAINT"), lambda: self._drops("drop constraint")),
            (("DROP", "COLUMN"), lambda: self._drops("drop column")),
            (("DROP",), lambda: self._drops("drop column")),
            (("VALIDATE", "CONSTRAINT"), self._validate),
            (("ALTER", "CONSTRAINT"), lambda: self._says("alter constraint")),
            (("ALTER", "COLUMN"), self._alter_column),
            (("ALTER",), self._alter_column),
            (("RENAME", "CONSTRAINT"), lambda: self._says("rename constraint")),
            (("RENAME", "COLUMN"), lambda: self._says("rename column")),
            (("RENAME", "TO"), self._rename),
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
        self.reader.lock(self.relation, mode)

    def _drops(self, kind: str) -> None:
        """What a foreign key that goes refers to is locked too, as it has a trigger less."""
        self._says(kind)
        self.cursor.take("IF", "EXISTS")
        entity, schema = self.reader.entity(self.relation), self.reader.schema
        if entity is None or schema is None:
            return
        named = self.cursor.name()
        for link in schema.references_from(entity.id):
            own = named in schema.names(link.columns) if kind == "drop column" else link.name == named
            if own and link.enforced:
                self.reader.lock(self.reader.full(schema.entity(link.parent)), ACCESS_EXCLUSIVE)

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
        default = "DEFAULT" in keys
        volatile = default and may_be_volatile(cursor, self.reader.schema)
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
            self.reader.kinds.append("add unique" if "UNIQUE" in keys else "add primary key")
            self.reader.builds[self.relation] = None
        if "REFERENCES" in keys and default:  # without one every row holds NULL, and none is looked at
            self.reader.kinds.append("add foreign key")
            self.reader.scans[self.relation] = None
        self._referenced(keys)

    def _referenced(self, keys: list[str]) -> None:
        if "REFERENCES" in keys:
            place = self.cursor.keys.index("REFERENCES")
            inside = self.cursor.part(place + 1, self.cursor.size)
            parts = inside.qualified()
            self.reader.lock(".".join(parts) if len(parts) > 1 else f"public.{parts[0]}", SHARE_ROW_EXCLUSIVE)

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
            elif "OVERLAPS" in keys:  # which no index that was built before can become
                self._scans("add exclusion")
                self.reader.builds[self.relation] = None
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
        entity = self.reader.entity(self.relation)
        if entity is not None and self.reader.schema is not None:
            named = self.cursor.name()
            for link in self.reader.schema.references_from(entity.id):
                if link.name == named:
                    self.reader.lock(self.reader.full(self.reader.schema.entity(link.parent)), "ROW SHARE")

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
        entity = self.reader.entity(self.relation)
        proved = entity is not None and any(
            check.validated and check.enforced and _says_not_null(check.expression, column) for check in entity.checks
        )
        (self._says if proved else self._scans)("set not null proved" if proved else "set not null")

    def _retype(self, column: str) -> None:
        cursor = self.cursor
        keys = cursor.keys
        last = next((n for n in range(cursor.index, cursor.size) if keys[n] in ("USING", "COLLATE")), cursor.size)
        target = cursor.text(cursor.index, last)
        converted = "USING" in keys[last:] and not self._only_casts(column, target, keys.index("USING", last))
        entity = self.reader.entity(self.relation)
        attribute = entity.attribute(column) if entity else None
        if attribute is None or retyping(attribute.type, target, converted=converted) == "rewrite":
            self._rewrites("change type")
            self.reader.scans[self.relation] = None
            return
        assert entity is not None
        if self._collates_anew(attribute, keys, last) and _is_indexed(entity, attribute):
            self._says("change collation")
            self.reader.builds[self.relation] = None
            self.reader.scans[self.relation] = None
            return
        self._says("change type free")
        if any(column in check.expression for check in entity.checks):
            self.reader.scans[self.relation] = None

    def _only_casts(self, column: str, target: str, using: int) -> bool:
        """Whether USING says what happens without it: the column as the new type."""
        cursor = self.cursor.part(using + 1, self.cursor.size)
        if not cursor.on_name or cursor.name() != column or not cursor.take("::"):
            return False
        return parse_type(cursor.text(cursor.index, cursor.size)) == parse_type(target)

    def _collates_anew(self, attribute: Attribute, keys: list[str], last: int) -> bool:
        """Whether the column is sorted otherwise afterwards; without a word on it, as its type is."""
        if last < len(keys) and keys[last] == "COLLATE":
            named = self.cursor.part(last + 1, self.cursor.size).qualified()
            return attribute.collation is None or not attribute.collation.replace('"', "").endswith(named[-1])
        return attribute.collation is not None

    def _rename(self) -> None:
        """What the rest of the transaction says of the new name is about a table that is locked already."""
        self._says("rename table")
        home = self.relation.rpartition(".")[0]
        self.reader.makes.append(f"{home}.{self.cursor.name()}")

    def _attach(self) -> None:
        part = self._named()
        self._says("attach partition", SHARE_UPDATE_EXCLUSIVE)
        self.reader.lock(part, ACCESS_EXCLUSIVE)
        self.reader.scans[part] = None

    def _detach(self) -> None:
        part = self._named()
        if {"CONCURRENTLY", "FINALIZE"} & set(self.cursor.keys):
            self._says("detach concurrently", SHARE_UPDATE_EXCLUSIVE)
            self.reader.lock(part, ACCESS_EXCLUSIVE)
        else:
            self._says("detach partition")
            self.reader.lock(part, ACCESS_EXCLUSIVE)

    def _inherit(self) -> None:
        self._says("inherit")

    def _named(self) -> str:
        parts = self.cursor.qualified()
        return ".".join(parts) if len(parts) > 1 else f"public.{parts[0]}"


def _is_indexed(entity: Entity, attribute: Attribute) -> bool:
    return any(stands_on(one, attribute) for one in (*entity.keys, *entity.indexes, *entity.exclusions))


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
