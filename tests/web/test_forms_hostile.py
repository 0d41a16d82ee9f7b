"""Names that mean to break out, given to a column by its form and taken back; texts follow both ways."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from designer.store.cache import schema_of
from designer.store.models import Design
from tests.exporters.drawn_designs import HOSTILE
from tests.web.browsing import FRAGMENT, errors_of, fill
from tests.web.conftest import ClientOf


@pytest.mark.parametrize("name", ["", "   ", "\u00a0"])
def test_a_name_of_nothing_is_refused(name: str, design: Design, alice: User, client_of: ClientOf) -> None:
    answer = fill(client_of(alice), reverse("add_entity", args=[design.id]), name=name)
    assert (answer.status_code, errors_of(answer)["name"]) == (422, ["Give it a name."])


def test_a_column_takes_any_name_and_gives_it_up_again(design: Design, alice: User, client_of: ClientOf) -> None:
    client = client_of(alice)
    column = schema_of(design).entity("orders").attributes[1]
    assert column.name == "customer_id"
    # A line holds no line end; a column called as the statement's own word is not renamed again by guessing.
    typed = [name for name in HOSTILE if name.strip() and "\n" not in name and name != "select"]
    for name in (*typed, "customer_id"):
        answer = fill(client, reverse("edit_object", args=[design.id, column.id]), FRAGMENT, name=name)
        assert answer.status_code == 200, (name, errors_of(answer))
        assert "<script>alert" not in answer.content.decode()
        design.refresh_from_db()
        assert schema_of(design).get(column.id).name == name
    assert schema_of(design).access_patterns[0].statements == ("SELECT * FROM orders WHERE customer_id = $1",)
