from designer.schema.build import entity, link
from tests.analysis.rules.checking import found

CARS = entity("cars", "colour_id int", "make_id int")


def test_a_table_with_one_list_or_one_user_is_left_alone() -> None:
    divided = entity("lookups", "id int", "list_type text", "code text", pk="id")
    plain = entity("lookups", "id int", "code text", pk="id")
    links = (link("cars.colour_id", "lookups.id"), link("cars.make_id", "lookups.id"))
    assert found("CO020", plain, CARS, *links) == ()
    assert found("CO020", divided, CARS, links[0]) == ()
    assert len(found("CO020", divided, CARS, *links)) == 1
