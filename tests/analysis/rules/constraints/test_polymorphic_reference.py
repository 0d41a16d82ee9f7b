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


def test_a_table_whose_name_ends_so_is_meant() -> None:
    service = entity("x_service", "id int", pk="id")
    assert found("CO012", service, entity("logs", "service_type text", "service_id int")) == ()


def test_the_rows_own_number_refers_to_nothing() -> None:
    assert found("CO012", entity("modules", "mod_id int", "mod_type text", "dir text", pk="mod_id, dir")) == ()
    assert len(found("CO012", entity("ratings", "object_type text", "object_id int", pk="object_type, object_id"))) == 1


def test_a_word_that_fits_anything_is_no_table_that_ends_so() -> None:
    kept = entity("maintenance_records", "id int", pk="id")
    (finding,) = found("CO012", kept, entity("attachments", "record_type text", "record_id int"))
    assert finding.confidence == "likely"


@pytest.mark.parametrize(
    ("columns", "confidence"),
    [
        (("auditable_type text", "auditable_id int"), "likely"),
        (("document_table text", "document_id int"), "likely"),
        (("msg_type text", "msg_id int"), "hint"),
    ],
)
def test_a_pair_that_may_be_number_and_sort_of_one_thing_is_a_hint(columns: tuple[str, ...], confidence: str) -> None:
    (finding,) = found("CO012", entity("notes", *columns))
    assert finding.confidence == confidence


def test_many_likely_ones_are_listed_apart_from_hints() -> None:
    likely = [entity(f"t{n}", "subject_type text", "subject_id int") for n in range(6)]
    both = found("CO012", *likely, entity("notes", "msg_type text", "msg_id int"))
    assert [one.confidence for one in both] == ["likely", "hint"]


def test_the_class_and_id_of_a_style_are_no_reference() -> None:
    style = ("id int", "frame_style_class varchar(255)", "frame_style_id varchar(255)")
    assert found("CO012", entity("pages", *style, pk="id")) == ()
    assert len(found("CO012", entity("notes", "id int", "subject_class text", "subject_id int", pk="id"))) == 1


def test_a_table_of_versions_is_to_outlive_what_it_speaks_of() -> None:
    (finding,) = found("CO012", entity("versions", "id int", "item_type text", "item_id int", pk="id"))
    assert finding.confidence == "hint"


def test_the_model_of_a_product_names_no_table() -> None:
    assert found("CO012", entity("order_lines", "products_id int", "products_model text")) == ()
    assert len(found("CO012", entity("notes", "notable_id int", "notable_model text"))) == 1


def test_the_pair_of_a_librarys_table_is_a_hint() -> None:
    brought = entity("active_storage_attachments", "id int", "record_type text", "record_id int")
    sent = entity("notifications", "id int", "notifiable_type text", "notifiable_id int")
    own = entity("comments", "id int", "record_type text", "record_id int")
    assert [str(one.confidence) for one in found("CO012", brought, sent, own)] == ["likely", "hint", "hint"]
