from dataclasses import replace

import pytest

from designer.schema.build import attribute, entity, options, pattern, schema_of
from designer.schema.model import Dialect, Generated, Opaque
from tests.analysis.rules.checking import found, found_in

_edit = pattern("edit", "UPDATE notes SET body = 'x' WHERE id = 5")


def _notes(column: str = "updated_at timestamptz", **properties: object) -> object:
    return entity("notes", "id bigint", "body text", attribute(column, **properties), pk="id")


@pytest.mark.parametrize(
    "column", ["price_updated_at timestamptz", "updated_by text", "created_at timestamptz", "updated_at bigint"]
)
def test_the_times_of_other_things_are_left_alone(column: str) -> None:
    assert found("CO038", _notes(column), _edit) == ()


def test_nothing_is_said_without_an_update_that_leaves_the_time() -> None:
    assert found("CO038", _notes()) == ()
    assert found("CO038", _notes(), pattern("read", "SELECT body FROM notes WHERE id = 5")) == ()
    assert found("CO038", _notes(), pattern("edit", "UPDATE notes SET body = 'x', updated_at = now()")) == ()


def test_an_update_of_another_table_that_reads_this_one_is_left_alone() -> None:
    other = entity("others", "id bigint", "note_id bigint", pk="id")
    statement = "UPDATE others o SET note_id = 5 FROM notes n WHERE n.id = o.note_id"
    assert found("CO038", _notes(), other, pattern("move", statement)) == ()


def test_a_trigger_of_the_table_or_a_value_that_is_generated_settles_it() -> None:
    schema = schema_of(_notes(), _edit)
    (told,) = found_in("CO038", schema)
    assert told.evidence["patterns that leave it"] == ("edit",)
    trigger = Opaque(id="t", kind="trigger", name="touch on notes", sql="CREATE TRIGGER touch …")
    assert found_in("CO038", replace(schema, opaque=(replace(trigger, requires=(schema.entities[0].id,)),))) == ()
    assert len(found_in("CO038", replace(schema, opaque=(replace(trigger, kind="view"),)))) == 1
    assert found("CO038", _notes(generated=Generated(expression="now()")), _edit) == ()


def test_mysql_keeps_the_time_by_a_clause_which_is_the_fix() -> None:
    mysql = {"dialect": Dialect(name="mysql")}
    kept = options(mysql={"on_update": "current_timestamp"})
    assert found("CO038", _notes("updated_at datetime", options=kept), _edit, **mysql) == ()
    (finding,) = found("CO038", _notes("last_modified datetime(6)"), _edit, **mysql)
    assert finding.fix[0].set["options"]["mysql"]["on_update"] == "current_timestamp(6)"
