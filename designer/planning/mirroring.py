"""Keeping a second table with the same columns like a first one: triggers, a copy of the rows, and a look at both.

Whoever writes to the source writes to the target within the same statement, with the rights of the table's owner. Rows
that were there before are copied in batches. A row is copied under a lock that keeps others from deleting it, or from
giving it another key, until it is in both tables; rows that somebody else holds are passed over and copied at the end,
one at a time, so that the copy never waits while it holds a row that a writer may want.
"""

from dataclasses import dataclass

from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import literal, name
from designer.planning.backfill import Batches, in_batches
from designer.planning.bodies import quoted_body
from designer.planning.division import WITHOUT_EQUALITY
from designer.planning.model import Options
from designer.schema.model import Attribute, Entity, PrimaryKey, Unique
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import NAME_BYTES, clip_bytes

Statements = tuple[str, ...]

_FIRST = "0_"
"""Triggers of an event fire in the order of their names: this one before those of the user, which may write the same
row again."""


def identifying(schema: Schema, entity: Entity) -> PrimaryKey | Unique | None:
    """A key by which every row is found, and that the server can look for while it inserts."""
    for key in entity.keys:
        columns = [schema.attribute(one) for one in key.columns]
        filled = isinstance(key, PrimaryKey) or all(one.not_null or one.identity for one in columns)
        if filled and not key.deferrable and not key.without_overlaps:
            return key
    return None


@dataclass(frozen=True, slots=True)
class Mirror:
    """From one table of a design to another one of it with columns of the same names."""

    schema: Schema
    source: Entity
    target: Entity
    word: str = "mirror"

    def triggers(self) -> tuple[Statements, Statements]:
        """The statements that make the triggers on the source, and that drop them."""
        own = clip_bytes(f"{_FIRST}{self.word}_{self.source.name}", NAME_BYTES)
        empties = clip_bytes(f"{_FIRST}{self.word}_all_{self.source.name}", NAME_BYTES)
        rows, whole = (beside(self.schema, self.source, one) for one in (own, empties))
        table = self.there
        made = (
            self._function(rows, self._body()),
            self._function(whole, f"\nBEGIN\n    DELETE FROM {self.here};\n    RETURN NULL;\nEND\n"),
            f"CREATE TRIGGER {name(own)} AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {rows}();",
            f"CREATE TRIGGER {name(empties)} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {whole}();",
        )
        gone = (
            f"DROP TRIGGER {name(own)} ON {table};", f"DROP TRIGGER {name(empties)} ON {table};",
            f"DROP FUNCTION {rows}();", f"DROP FUNCTION {whole}();",
        )  # fmt: skip
        return made, gone

    def copied(self) -> str:
        """All rows in one statement, for a source that nobody writes to."""
        columns = ", ".join(self._columns)
        return f"INSERT INTO {self.here} ({columns})\nSELECT {columns} FROM {self.there};"

    def filling(self, options: Options) -> str:
        """All rows in batches; to be run again where it was stopped."""
        columns = ", ".join(self._columns)
        statement = f"INSERT INTO {self.here} ({columns}) SELECT {columns} FROM {self.there} WHERE ({self.missing})"
        kept = f"FOR {self._lock}"
        conflict = f"ON CONFLICT ({', '.join(self._key)}) DO NOTHING"
        rest = _REST.format(one=f"{statement} LIMIT 1 {kept} {conflict}", left=f"{self.there} WHERE {self.missing}")
        batches = Batches(
            statement, self.missing, tail=f" {kept} SKIP LOCKED {conflict}", rest=rest, before=_ALL_ROWS
        )  # fmt: skip
        return in_batches(self.schema, self.source, batches, options)

    def looked(self) -> str:
        """Raises where the two do not hold the same; one reading of each."""
        differs = " OR ".join(
            f"d.{name(one.name)}{as_text} IS DISTINCT FROM s.{name(one.name)}{as_text}"
            for one in self._attributes
            for as_text in ["::text" if parse_type(one.type).base in WITHOUT_EQUALITY else ""]
        )
        met = self._met("d", "s")
        looks = (
            (f"FROM {self.there} WHERE {self.missing}", f"rows of {self.there} are not in {self.here} yet: run the"
             " copy again"),
            (f"FROM {self.here} AS d WHERE NOT EXISTS (SELECT FROM {self.there} AS s WHERE {met})",
             f"{self.here} holds rows that {self.there} does not"),
            (f"FROM {self.there} AS s JOIN {self.here} AS d ON {met} WHERE {differs}",
             f"rows of {self.here} differ from those of {self.there}"),
        )  # fmt: skip
        body = "\n".join(
            f"    IF EXISTS (SELECT {text}) THEN RAISE EXCEPTION '%', {literal(words)}; END IF;"
            for text, words in looks
        )
        block = f"\nBEGIN\n    {_ALL_ROWS}\n{body}\nEND\n"
        return f"DO {quoted_body(block, 'look')};"

    @property
    def here(self) -> str:
        """The target, as statements name it."""
        return qualified(self.schema, self.target)

    @property
    def there(self) -> str:
        """The source."""
        return qualified(self.schema, self.source)

    @property
    def missing(self) -> str:
        """What holds for a row of the source that the target has not."""
        return f"NOT EXISTS (SELECT FROM {self.here} AS d WHERE {self._met('d', self.there)})"

    @property
    def _attributes(self) -> list[Attribute]:
        return [one for one in self.target.attributes if not one.generated]

    @property
    def _columns(self) -> list[str]:
        return [name(one.name) for one in self._attributes]

    @property
    def _key(self) -> list[str]:
        key = identifying(self.schema, self.target)
        assert key is not None
        return [name(one) for one in self.schema.names(key.columns)]

    @property
    def _lock(self) -> str:
        """KEY SHARE keeps the columns of the source's own keys; where the target's has others, all have to stay."""
        kept = {name(one) for key in self.source.keys if not key.deferrable for one in self.schema.names(key.columns)}
        return "KEY SHARE" if set(self._key) <= kept else "SHARE"

    def _met(self, one: str, other: str) -> str:
        return " AND ".join(f"{one}.{column} = {other}.{column}" for column in self._key)

    def _body(self) -> str:
        columns, key = self._columns, self._key
        found = " AND ".join(f"{one} = OLD.{one}" for one in key)
        values = ", ".join(f"NEW.{one}" for one in columns)
        sets = ", ".join(f"{one} = NEW.{one}" for one in columns)
        # A row that moves between partitions is deleted in one and inserted in another: it is still there.
        stays = f" AND NOT EXISTS (SELECT FROM {self.there} AS s WHERE {self._met('s', 'OLD')})"
        others = ", ".join(f"{one} = EXCLUDED.{one}" for one in columns if one not in key)
        action = f"UPDATE SET {others}" if others else "NOTHING"
        return f"""
#variable_conflict use_column
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM {self.here} WHERE {found}{stays if self.source.partition_by else ""};
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        UPDATE {self.here} SET {sets} WHERE {found};
        IF FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO {self.here} ({", ".join(columns)}) VALUES ({values})
        ON CONFLICT ({", ".join(key)}) DO {action};
    RETURN NULL;
END
"""

    def _function(self, function: str, body: str) -> str:
        homes = [self.schema.namespace(one.schema) or "public" for one in self.schema.extensions]
        path = ", ".join(map(name, dict.fromkeys(("pg_catalog", *homes, "pg_temp"))))
        return (
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
            f" SET search_path = {path} AS {quoted_body(body, 'keep')};"
        )


_ALL_ROWS = "PERFORM set_config('row_security', 'off', true);"
"""A policy that hides rows from whoever runs this makes it fail, rather than leave them out."""

_REST = """
    LOOP
        EXIT WHEN NOT EXISTS (SELECT FROM {left});
        {one};
        GET DIAGNOSTICS filled = ROW_COUNT;
        total := total + filled;
        COMMIT;
    END LOOP;"""
