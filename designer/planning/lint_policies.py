"""Row security that is switched on before a policy lets anybody but the owner see a row."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from designer.planning.lint_findings import LintFinding
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable


@dataclass(slots=True)
class Policies:
    """What a file says of row security, by table. What one transaction says counts from the same moment on.

    policies: the first moment of each table's; enabled: table, line and moment.
    """

    policies: dict[str, int] = field(default_factory=dict)
    enabled: list[tuple[str, int, int]] = field(default_factory=list)
    moment: int = 0

    def read(self, cursor: Cursor, *, transaction: bool, made: set[str]) -> None:
        """Takes down one statement; tables that the file makes hold nothing yet. What cannot be read says nothing."""
        self.moment += not transaction
        inside = cursor.part(0, cursor.size)
        try:
            if inside.take("CREATE", "POLICY"):
                inside.name()
                inside.expect("ON")
                self.policies.setdefault(_qualified(inside), self.moment)
            elif inside.take("ALTER", "TABLE"):
                inside.take("IF", "EXISTS")
                inside.take("ONLY")
                table = _qualified(inside)
                if table not in made and inside.at("ENABLE", "ROW", "LEVEL", "SECURITY"):
                    self.enabled.append((table, cursor.line, self.moment))
        except Unreadable:
            return

    def found(self, schema: Schema | None) -> Iterator[LintFinding]:
        """The findings, when all is read."""
        for table, line, moment in self.enabled:
            if self.policies.get(table, moment + 1) > moment and not _has_policy(schema, table):
                yield LintFinding(
                    "MG058", "warning", line, f"from here on all but the owner see no row of {table}, as no policy"
                    " lets them: CREATE POLICY before, or in the same transaction", "ACCESS EXCLUSIVE",
                    "reads and writes",
                )  # fmt: skip


def _qualified(cursor: Cursor) -> str:
    parts = cursor.qualified()
    return ".".join(parts) if len(parts) > 1 else f"public.{parts[0]}"


def _has_policy(schema: Schema | None, table: str) -> bool:
    if schema is None:
        return False
    try:
        key = schema.entity(table).id
    except KeyError:
        return False
    return any(one.kind == "policy" and key in one.requires for one in schema.opaque)
