"""What an expression reads beside the row."""

from designer.analysis.facts import Facts
from designer.analysis.steadiness import unsteady_part
from designer.analysis.watched import Readings
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.build import entity, schema_of
from designer.schema.model import Opaque


def test_everyone_who_asks_rests_on_the_functions_of_the_design() -> None:
    schema = schema_of(entity("days", "id bigint", "at timestamptz", pk="id"))
    before = Facts(schema, readings=Readings())
    asked: tuple[set[str], set[str]] = set(), set()
    for read in asked:
        with before.reading(read):
            assert unsteady_part(before, schema.entities[0], "timeofday()") is not None
    own = Opaque(kind="function", name="timeofday()", sql="CREATE FUNCTION timeofday() …")
    after = before.following(apply([edits.add(schema, own)], schema))
    assert after.since is not None
    assert not any(read.isdisjoint(after.since.around) for read in asked)
    assert unsteady_part(after, schema.entities[0], "timeofday()") is None
