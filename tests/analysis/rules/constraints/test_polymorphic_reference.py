import pytest

from designer.schema.build import entity, link
from tests.analysis.rules.checking import found


@pytest.mark.parametrize(
    "columns",
    [("subject_id int",), ("subject_type text", "object_id int"), ("type text", "id int"), ("a_type date", "a_id int")],
)
def test_half_a_pair_is_left_alone(columns: tuple[str, ...]) -> None:
    assert found("CO012", entity("notes", *columns)) == ()


def test_a_guarded_id_or_the_kind_of_a_known_thing_is_left_alone() -> None:
    rooms = entity("rooms", "id int", pk="id")
    stats = entity("stats", "room_id int", "room_type text")
    assert found("CO012", rooms, stats) == ()
    assert found("CO012", rooms, entity("s", "x_id int", "x_type text"), link("s.x_id", "rooms.id")) == ()


def test_a_pair_is_found() -> None:
    (finding,) = found("CO012", entity("notes", "subject_type text", "subject_id int"))
    assert len(finding.subject.attributes) == 2
