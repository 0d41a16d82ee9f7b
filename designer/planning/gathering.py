"""What is gathered while a statement is read: locks, rewrites, scans, on which relations."""

from designer.planning.model import BLOCKS
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor

ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"
SHARE_ROW_EXCLUSIVE = "SHARE ROW EXCLUSIVE"
SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE"


class Gathering:
    """The effects of one statement so far, by relation, and the design that it runs on."""

    def __init__(self, cursor: Cursor, schema: Schema | None) -> None:
        self.cursor, self.schema = cursor, schema
        self.kinds: list[str] = []
        self.locks: dict[str, str] = {}
        self.rewrites: dict[str, None] = {}
        self.scans: dict[str, None] = {}
        self.builds: dict[str, None] = {}
        self.makes: list[str] = []

    def lock(self, relation: str, mode: str) -> None:
        order = list(BLOCKS)
        held = self.locks.get(relation)
        if held is None or order.index(mode) > order.index(held):
            self.locks[relation] = mode

    def entity(self, relation: str) -> Entity | None:
        if self.schema is None:
            return None
        try:
            return self.schema.entity(relation)
        except KeyError:
            return None

    def full(self, entity: Entity) -> str:
        assert self.schema is not None
        return f"{self.schema.namespace(entity.schema) or 'public'}.{entity.name}"

    def _relation(self) -> str:
        self.cursor.take("IF", "EXISTS") or self.cursor.take("IF", "NOT", "EXISTS")
        self.cursor.take("ONLY")
        parts = self.cursor.qualified()
        return ".".join(parts) if len(parts) > 1 else f"public.{parts[0]}"

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
