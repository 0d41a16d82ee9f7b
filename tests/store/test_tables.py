"""The store's own tables, held to what the product asks of others."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from designer.schema.kinds import KINDS
from designer.store.tables import SINGLES, TABLES

pytestmark = pytest.mark.django_db

_INDEXES = """
    SELECT t.relname, i.indexrelid::regclass::text, i.indisunique,
           array(SELECT a.attname::text FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k(number, place)
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number ORDER BY k.place),
           i.indpred IS NOT NULL
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE t.relname LIKE 'store\\_%'
"""
_FOREIGN_KEYS = """
    SELECT t.relname, c.conname, c.confdeltype::text,
           array(SELECT a.attname::text FROM unnest(c.conkey) AS k(number)
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number)
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype = 'f' AND t.relname LIKE 'store\\_%'
"""
_PERSONAL = {"store_apitoken", "store_apireply", "store_mail", "store_notification", "store_noticesettings"}
"""What belongs to a person, who may be in several teams."""


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_the_migrations_are_those_of_the_models() -> None:
    call_command("makemigrations", "store", check=True, dry_run=True, stdout=StringIO())


def test_every_unique_key_of_a_tenant_table_holds_the_team() -> None:
    without = [
        name
        for table, name, unique, columns, _ in rows(_INDEXES)
        if unique and "team_id" not in columns and table not in _PERSONAL
    ]
    assert without == ["store_team_pkey"]


def test_every_foreign_key_is_served_by_an_index() -> None:
    indexes = rows(_INDEXES)
    unserved = [
        name
        for table, name, _, columns in rows(_FOREIGN_KEYS)
        if not any(table == other and set(keys[: len(columns)]) == set(columns) for other, _, _, keys, _ in indexes)
    ]
    assert unserved == []


def test_no_index_is_the_beginning_of_another() -> None:
    indexes = rows(_INDEXES)
    redundant = [
        name
        for table, name, unique, columns, partial in indexes
        if not unique
        and not partial
        and any(
            table == other and name != longer and keys[: len(columns)] == columns
            for other, longer, _, keys, _ in indexes
        )
    ]
    assert redundant == []


def test_every_foreign_key_says_what_a_deletion_does() -> None:
    """What lives in something goes with it; what refers to something forbids its deletion at commit."""
    actions = {name: action for _, name, action, _ in rows(_FOREIGN_KEYS)}
    assert {actions[name] for name in actions if name.endswith("_design_fkey")} == {"c"}
    assert {actions[name] for name in actions if name.endswith("_actor_fkey")} == {"n"}
    assert set(actions.values()) == {"a", "c", "n"}


def test_every_column_of_every_table_is_mapped() -> None:
    for kind in KINDS:
        table = TABLES[kind.name]
        columns = {field.column for field in table.table._meta.local_concrete_fields if field.column}
        assert columns == {*table.columns, *table.constants, "team_id", "design_id"}, kind.name
    for name, (model, slots) in SINGLES.items():
        columns = {field.column for field in model._meta.local_concrete_fields if field.column}
        of_rows = {"id", "team_id", "design_id", "revision", "proposal_for_id", "settled", "created_at", "changed_at"}
        assert columns - of_rows == {column for slot in slots for column in slot.columns}, name
