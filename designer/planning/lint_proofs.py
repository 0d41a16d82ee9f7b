"""What a file has proved before it says NOT NULL: the server then reads nothing."""

from dataclasses import dataclass, field, replace

from designer.planning.effects import Effects
from designer.sql.cursor import Cursor, Unreadable

_UNKNOWN = ""
"""The column of a constraint that an earlier file has added."""


@dataclass(slots=True)
class Proofs:
    """Checks that say a column is not null, by table and name, and columns for which one is validated."""

    checks: dict[tuple[str, str], str] = field(default_factory=dict)
    proved: set[tuple[str, str]] = field(default_factory=set)

    def told(self, cursor: Cursor, found: Effects) -> Effects:
        """The statement's effects, SET NOT NULL of a proved column without the reading."""
        reader = cursor.part(0, cursor.size)
        try:
            if not reader.take("ALTER", "TABLE"):
                return found
            reader.take("IF", "EXISTS")
            reader.take("ONLY")
            table = reader.qualified()[-1]
            actions = reader.split()
            free = [self._read(table, action) for action in actions]
        except Unreadable:
            return found
        if not any(free):
            return found
        kinds = tuple("set not null proved" if kind == "set not null" else kind for kind in found.kinds)
        return replace(found, kinds=kinds, scans=() if all(free) else found.scans)

    def _read(self, table: str, action: Cursor) -> bool:
        """Takes down an action; whether it sets NOT NULL where that is proved."""
        if action.take("ADD", "CONSTRAINT"):
            name = action.name()
            if action.take("CHECK") and action.at("("):
                first, last = action.inside()
                inside = action.part(first, last)
                if inside.on_name:
                    column = inside.name()
                    if inside.take("IS", "NOT", "NULL") and inside.done:
                        self.checks[table, name] = column
                        if action.done:
                            self.proved.add((table, column))
            else:
                self.checks[table, name] = name  # another constraint: no proof of anything
        elif action.take("VALIDATE", "CONSTRAINT"):
            self.proved.add((table, self.checks.get((table, action.name()), _UNKNOWN)))
        elif action.take("ALTER"):
            action.take("COLUMN")
            column = action.name()
            return action.at("SET", "NOT", "NULL") and bool({(table, column), (table, _UNKNOWN)} & self.proved)
        return False
