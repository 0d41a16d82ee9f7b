"""Triggers that keep a table and the part that is taken out of it in step, whichever of the two somebody writes.

A row written to the wide table by code that knows its columns writes the fact to the part, and to every other row that
holds the same fact; one written without them, or given another key alone, takes them from the part. A row written to
the part is written to the rows of the wide table. A setting of the transaction keeps the two from calling each other
without end.
"""

import zlib

from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import name
from designer.planning.bodies import quoted_body
from designer.planning.division import Division
from designer.schema.schema import Schema
from designer.sql.identifiers import NAME_BYTES, clip_bytes

_FLAG = "migration.divides_{}"
"""One for each part: what one part writes to the wide table, the triggers of another have to follow."""

Statements = tuple[str, ...]


def kept_in_step(schema: Schema, one: Division) -> tuple[Statements, Statements] | None:
    """The statements that make the triggers, and that drop them.

    schema: one that has the wide table and its part. None where a row of the wide table may have several in the part,
    so that there is no saying which of them it stands for.
    """
    if one.part not in schema.located or not all(there in schema.located for _, there in one.columns):
        return None
    whole, part = schema.entity(one.entity), schema.entity(one.part)
    if set(one.key) not in [set(key.columns) for key in part.keys]:
        return None
    generated = {attribute.id for attribute in part.attributes if attribute.generated}
    pairs = [(a, b) for a, b in one.columns if a not in generated]
    key = [(_column(schema, a), _column(schema, b)) for a, b in pairs if a in one.key]
    moved = [(_column(schema, a), _column(schema, b)) for a, b in pairs if a not in one.key]
    there, here = qualified(schema, whole), qualified(schema, part)
    single = {b for a, b in pairs if a in one.key} in [set(each.columns) for each in whole.keys]
    own = clip_bytes(f"divide_{whole.name}_{part.name}", NAME_BYTES)
    back = clip_bytes(f"rejoin_{whole.name}_{part.name}", NAME_BYTES)
    wide, narrow = beside(schema, whole, own), beside(schema, part, back)
    after = clip_bytes(f"{own}_after", NAME_BYTES)
    events = "INSERT OR UPDATE OR DELETE" if single else "INSERT OR UPDATE"
    flag = _flag(there, here)
    made = (
        _function(wide, _of_whole(there, here, key, moved, flag, single=single)),
        _function(narrow, _of_part(there, key, moved, flag)),
        f"CREATE TRIGGER {name(own)} BEFORE INSERT OR UPDATE ON {there} FOR EACH ROW EXECUTE FUNCTION {wide}();",
        f"CREATE TRIGGER {name(after)} AFTER {events} ON {there} FOR EACH ROW EXECUTE FUNCTION {wide}();",
        f"CREATE TRIGGER {name(back)} AFTER INSERT OR UPDATE ON {here} FOR EACH ROW EXECUTE FUNCTION {narrow}();",
    )
    gone = (
        f"DROP TRIGGER {name(own)} ON {there};", f"DROP TRIGGER {name(after)} ON {there};",
        f"DROP TRIGGER {name(back)} ON {here};", f"DROP FUNCTION {wide}();", f"DROP FUNCTION {narrow}();",
    )  # fmt: skip
    return made, gone


def is_found(schema: Schema, one: Division) -> bool:
    """Whether an index of the wide table finds the rows of a fact. Without one every write of it reads the table."""
    whole = schema.entity(one.entity)
    key = {there for mine, there in one.columns if mine in one.key}
    listed = [list(each.columns) for each in whole.keys]
    listed += [list(each.columns) for each in whole.indexes if each.method == "btree" and not each.where]
    return any(set(each[: len(key)]) == key for each in listed)


def found_by(schema: Schema, one: Division) -> tuple[str, str]:
    """The statements that make and drop an index for that."""
    whole = schema.entity(one.entity)
    own = clip_bytes(f"divide_{whole.name}_{schema.entity(one.part).name}_by", NAME_BYTES)
    columns = ", ".join(_column(schema, there) for mine, there in one.columns if mine in one.key)
    return f"CREATE INDEX {name(own)} ON {qualified(schema, whole)} ({columns});", (
        f"DROP INDEX {beside(schema, whole, own)};"
    )


def quietly(there: str, here: str) -> str:
    """A statement of PL/pgSQL after which the triggers of a part do nothing in this transaction: for rows that are
    taken from the one table to the other as they are. there, here: the wide table and the part."""
    return f"PERFORM set_config('{_flag(there, here)}', 'on', true);"


def _flag(there: str, here: str) -> str:
    return _FLAG.format(zlib.crc32(f"{there} {here}".encode()))


def _column(schema: Schema, attribute_id: str) -> str:
    return name(schema.attribute(attribute_id).name)


def _function(function: str, body: str) -> str:
    return f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS {quoted_body(body, 'keep')};"


Pairs = list[tuple[str, str]]


def _of_whole(there: str, here: str, key: Pairs, moved: Pairs, flag: str, *, single: bool) -> str:
    """What a row of the wide table does; each pair is (the part's column, the wide table's)."""
    keyless = " OR ".join(f"NEW.{b} IS NULL" for _, b in key)
    found = " AND ".join(f"p.{a} = NEW.{b}" for a, b in key)
    unsaid = " AND ".join(f"NEW.{b} IS NULL" for _, b in moved)
    says = " OR ".join(f"NEW.{b} IS DISTINCT FROM OLD.{b}" for _, b in moved)
    moves = " OR ".join(f"NEW.{b} IS DISTINCT FROM OLD.{b}" for _, b in key)
    into = ", ".join(a for a, _ in (*key, *moved))
    values = ", ".join(f"NEW.{b}" for _, b in (*key, *moved))
    conflict = ", ".join(a for a, _ in key)
    updates = ", ".join(f"{a} = EXCLUDED.{a}" for a, _ in moved)
    differs = " OR ".join(f"p.{a} IS DISTINCT FROM EXCLUDED.{a}" for a, _ in moved)
    siblings = " AND ".join(f"w.{b} = NEW.{b}" for _, b in key)
    stale = " OR ".join(f"w.{b} IS DISTINCT FROM NEW.{b}" for _, b in moved)
    copies = ", ".join(f"{b} = NEW.{b}" for _, b in moved)
    left = " AND ".join(f"{a} = OLD.{b}" for a, b in key)
    deleted = (
        f"\n    IF TG_OP = 'DELETE' THEN\n        DELETE FROM {here} WHERE {left};\n        RETURN NULL;\n    END IF;"
    )
    return f"""
BEGIN{deleted if single else ""}
    IF {keyless} OR current_setting('{flag}', true) = 'on' THEN
        RETURN NEW;
    END IF;
    IF TG_WHEN = 'AFTER' THEN
        UPDATE {there} AS w SET {copies} WHERE {siblings} AND ({stale});
        RETURN NULL;
    END IF;
    IF ((TG_OP = 'INSERT' AND {unsaid}) OR (TG_OP = 'UPDATE' AND ({moves}) AND NOT ({says})))
            AND EXISTS (SELECT FROM {here} AS p WHERE {found}) THEN
        SELECT {", ".join(f"p.{a}" for a, _ in moved)} INTO {", ".join(f"NEW.{b}" for _, b in moved)}
            FROM {here} AS p WHERE {found};
    ELSIF (TG_OP = 'INSERT' AND NOT ({unsaid})) OR (TG_OP = 'UPDATE' AND ({moves} OR {says})) THEN
        PERFORM set_config('{flag}', 'on', true);
        INSERT INTO {here} AS p ({into}) VALUES ({values})
            ON CONFLICT ({conflict}) DO UPDATE SET {updates} WHERE {differs};
        PERFORM set_config('{flag}', '', true);
    END IF;
    RETURN NEW;
END
"""


def _of_part(there: str, key: Pairs, moved: Pairs, flag: str) -> str:
    """What a row of the part does to the wide table's."""
    copies = ", ".join(f"{b} = NEW.{a}" for a, b in moved)
    met = " AND ".join(f"w.{b} = NEW.{a}" for a, b in key)
    stale = " OR ".join(f"w.{b} IS DISTINCT FROM NEW.{a}" for a, b in moved)
    return f"""
BEGIN
    IF current_setting('{flag}', true) = 'on' THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('{flag}', 'on', true);
    UPDATE {there} AS w SET {copies} WHERE {met} AND ({stale});
    PERFORM set_config('{flag}', '', true);
    RETURN NULL;
END
"""
