"""What keeps an old and a new column in step while both are there: functions and their triggers."""

from dataclasses import dataclass

from designer.exporters.postgres.changes.conversions import conversion
from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import name
from designer.planning.bodies import quoted_body
from designer.planning.movings import Moving
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import NAME_BYTES, clip_bytes

_WITHOUT_EQUALITY = ("json", "xml", "point", "line", "polygon")


@dataclass(frozen=True, slots=True)
class Triggers:
    """For one column on its way. entity: the table's id; former: what the old column is called after the switch.

    Each kind is given as the statements that make it and those that take it away.
    """

    entity: str
    moving: Moving
    former: str

    def both_ways(self, schema: Schema, old: str, new: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Both columns follow each other: what a statement sets wins, the new column first."""
        is_new, is_old = _differs(new, self.moving.new.type), _differs(old, self.moving.old.type)
        body = f"""
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.{name(new)} IS NOT NULL THEN
            NEW.{name(old)} := {self.back(f"NEW.{name(new)}")};
        ELSE
            NEW.{name(new)} := {self.there(f"NEW.{name(old)}")};
        END IF;
    ELSIF ({is_new} OR NEW.{name(old)} IS NULL) AND NOT {is_old} THEN
        NEW.{name(old)} := {self.back(f"NEW.{name(new)}")};
    ELSIF {is_old} OR NEW.{name(new)} IS NULL THEN
        NEW.{name(new)} := {self.there(f"NEW.{name(old)}")};
    END IF;
    RETURN NEW;
END
"""
        return self._with_function(schema, "keep", body)

    def follower(self, schema: Schema) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """After the switch every writer writes the new column: the old one follows."""
        old, new = f"NEW.{name(self.former)}", f"NEW.{name(self.moving.new.name)}"
        return self._with_function(schema, "follow", f"\nBEGIN\n    {old} := {self.back(new)};\n    RETURN NEW;\nEND\n")

    def _with_function(self, schema: Schema, word: str, body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        entity = schema.entity(self.entity)
        own = clip_bytes(f"{word}_{entity.name}_{self.moving.old.name}", NAME_BYTES)
        function, table = beside(schema, entity, own), qualified(schema, entity)
        make = (
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS {quoted_body(body, 'keep')};",
            f"CREATE TRIGGER {name(own)} BEFORE INSERT OR UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {function}();",
        )
        return make, (f"DROP TRIGGER {name(own)} ON {table};", f"DROP FUNCTION {function}();")

    def there(self, value: str) -> str:
        """A value of the old type as one of the new."""
        return _cast(self.moving.old.type, self.moving.new.type, value)

    def back(self, value: str) -> str:
        """A value of the new type as one of the old."""
        return _cast(self.moving.new.type, self.moving.old.type, value)


def _differs(column: str, type_text: str) -> str:
    """Whether an UPDATE changes the column; by its text where the type has no equality."""
    as_text = "::text" if parse_type(type_text).base in _WITHOUT_EQUALITY else ""
    return f"(NEW.{name(column)}{as_text} IS DISTINCT FROM OLD.{name(column)}{as_text})"


def _cast(old: str, new: str, value: str) -> str:
    if old == new:
        return value
    template = conversion(old, new)
    return f"({template.format(value)})" if template else f"{value}::{new}"
