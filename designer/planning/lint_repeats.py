"""Statements that stand outside a transaction and cannot be run twice: they are in the way of another try."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from designer.planning.lint_findings import LintFinding
from designer.sql.cursor import Cursor, Unreadable

_KINDS = (
    "TABLE", "INDEX", "VIEW", "SEQUENCE", "TYPE", "DOMAIN", "SCHEMA", "FUNCTION", "PROCEDURE", "TRIGGER", "POLICY",
    "RULE", "EXTENSION", "ROLE", "COLLATION", "AGGREGATE", "OPERATOR", "CAST", "STATISTICS", "PUBLICATION",
)  # fmt: skip
_ONCE = ("RENAME", "ATTACH", "DETACH", "INHERIT")
_ONCE_OF_COLUMNS = (("ADD", "GENERATED"), ("DROP", "IDENTITY"), ("DROP", "EXPRESSION"))
_HEADS = ("PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE", "NOT")

Named = tuple[str, str]


@dataclass(slots=True)
class Repeats:
    """What a file says so far. alone: whether each statement is known to be committed by itself."""

    alone: bool = False
    concurrent: bool = False
    count: int = 0
    gone: set[Named] = field(default_factory=set)
    once: list[tuple[LintFinding, bool]] = field(default_factory=list)

    def read(self, cursor: Cursor, *, transaction: bool) -> None:
        """Takes down one statement. What cannot be read says nothing."""
        keys = cursor.keys
        self.count += not transaction
        concurrent = "CONCURRENTLY" in keys
        self.concurrent = self.concurrent or concurrent
        try:
            mend = self._mend(cursor.part(0, cursor.size))
        except Unreadable:
            return
        if mend is not None and not transaction:
            words = " ".join([word for word in keys[:4] if word.isalpha()][:2])
            self.once.append((_finding(words, mend, cursor), concurrent))

    def found(self) -> Iterator[LintFinding]:
        """The findings, when all is read. A statement that is all of a file is in nobody's way."""
        if self.concurrent or (self.alone and self.count > 1):
            yield from (one for one, concurrent in self.once if self.alone or not concurrent)

    def _mend(self, cursor: Cursor) -> str | None:
        """What would let the statement be run twice; None where it can be."""
        if cursor.take("INSERT", "INTO"):
            return None if {"CONFLICT", "EXISTS"} & set(cursor.keys) else "ON CONFLICT DO NOTHING"
        if cursor.take("ALTER", "TABLE"):
            return self._altered(cursor)
        verb = cursor.take_one_of("CREATE", "ALTER", "DROP")
        if verb is None or {"TEMP", "TEMPORARY", "REPLACE"} & set(cursor.keys[1:4]):
            return None
        kind = next((word for word in cursor.keys[1:4] if word in _KINDS), "")
        if verb == "ALTER":
            again = {"RENAME", "VALUE", "ADD"} & set(cursor.keys) and "EXISTS" not in cursor.keys
            return "a file of its own" if again else None
        if not kind:
            return "a file of its own"
        cursor.index = cursor.keys.index(kind) + 1
        cursor.take("CONCURRENTLY")
        return self._dropped(kind, cursor) if verb == "DROP" else self._created(kind, cursor)

    def _dropped(self, kind: str, cursor: Cursor) -> str | None:
        if not cursor.take("IF", "EXISTS"):
            return "IF EXISTS"
        self.gone.add((kind, cursor.qualified()[-1]))
        while cursor.take(","):
            self.gone.add((kind, cursor.qualified()[-1]))
        return None

    def _created(self, kind: str, cursor: Cursor) -> str | None:
        if cursor.take("IF", "NOT", "EXISTS"):
            return None
        if kind == "INDEX" and cursor.at("ON"):
            return "give it a name, so that another try finds it"
        own = cursor.qualified()[-1]
        if (kind, own) in self.gone:
            self.gone.discard((kind, own))
            return None
        if kind == "INDEX" and "CONCURRENTLY" in cursor.keys:
            return f"DROP INDEX CONCURRENTLY IF EXISTS {cursor.text(cursor.index - 1, cursor.index)};"
        return "IF NOT EXISTS, or DROP … IF EXISTS before it, or a file of its own"

    def _altered(self, cursor: Cursor) -> str | None:
        cursor.take("IF", "EXISTS")
        cursor.take("ONLY")
        start = cursor.index
        table = cursor.qualified()[-1]
        written = cursor.text(start, cursor.index)
        mends = [self._of_action(table, written, action) for action in cursor.split()]
        return next((mend for mend in mends if mend is not None), None)

    def _of_action(self, table: str, written: str, action: Cursor) -> str | None:
        if action.take("ADD"):
            return self._added(table, written, action)
        if action.take("DROP"):
            constraint = action.take("CONSTRAINT")
            action.take("COLUMN")
            if not action.take("IF", "EXISTS"):
                return "IF EXISTS"
            if constraint:
                self.gone.add((table, action.name()))
            return None
        if action.take("ALTER"):
            action.take("COLUMN")
            action.name()
            once = any(action.at(*words) for words in _ONCE_OF_COLUMNS) and "EXISTS" not in action.keys
            return "a file of its own" if once else None
        once = action.key() in _ONCE or action.at("NO", "INHERIT") or action.at("SET", "SCHEMA")
        return "a file of its own" if once else None

    def _added(self, table: str, written: str, action: Cursor) -> str | None:
        if action.take("CONSTRAINT"):
            start = action.index
            own = action.name()
            if (table, own) in self.gone:
                self.gone.discard((table, own))
                return None
            return f"ALTER TABLE {written} DROP CONSTRAINT IF EXISTS {action.text(start, action.index)};"
        if action.key() in _HEADS:
            return "give it a name, so that another try finds it"
        action.take("COLUMN")
        return None if action.at("IF", "NOT", "EXISTS") else "IF NOT EXISTS"


def _finding(words: str, mend: str, cursor: Cursor) -> LintFinding:
    said = (
        f"{words} outside a transaction, and not to be run twice: when a later statement fails, this one stands in the"
        " way of another try"
    )
    before = mend.endswith(";")
    rewrite = (mend, f"{cursor.text(0, cursor.size)};") if before else ()
    return LintFinding("MG048", "info", cursor.line, said if before else f"{said}; {mend}", rewrite_sql=rewrite)
