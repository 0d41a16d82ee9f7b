"""Forms of what surrounds the tables: composite types, extensions, carried statements, the backup."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from designer.analysis.engine import analyze
from designer.schema.build import entity, schema_of
from designer.schema.edits import alter
from designer.schema.frozen import FrozenMap
from designer.schema.model import Composite, CompositeAttribute, Opaque, Requirements
from designer.schema.schema import Schema
from designer.store.cache import schema_of as current
from designer.store.editing import edit
from designer.store.models import Design
from tests.web.browsing import FRAGMENT, errors_of, fill, form_of, send
from tests.web.states import now

DesignOf = Callable[[Schema], Design]
VIEW = "CREATE VIEW open_orders AS SELECT id FROM orders"


def added(browser: Client, design: Design, kind: str, **typed: Any) -> Any:
    return fill(browser, reverse("add_object", args=[design.id, kind]), **typed)


def edited(browser: Client, design: Design, key: str, **typed: Any) -> Any:
    return fill(browser, reverse("edit_object", args=[design.id, key]), **typed)


def statement(**values: Any) -> Opaque:
    return Opaque(**{"kind": "view", "name": "v", "sql": "CREATE VIEW v AS SELECT 1", "line": 3, **values})


# What must not be


@pytest.mark.parametrize(
    ("kind", "typed", "field", "words"),
    [
        ("composite", {"name": "c"}, "attributes", "at least one part"),
        ("composite", {"name": "c", "attributes-0-name": "a"}, "attributes", "Row 1: Choose a type"),
        ("composite", {"name": "c", "attributes-0-type": "text"}, "attributes", "Row 1: Give the part a name"),
        ("composite", {"attributes-0-name": "a", "attributes-0-type": "text"}, "name", "Give it a name"),
        (
            "composite",
            {"name": "c", "attributes-0-name": "a", "attributes-0-type": "numeric(1"},
            "attributes",
            "Row 1: The type opens",
        ),
        (
            "composite",
            {f"attributes-{row}-{name}": held for row in (0, 1) for name, held in (("name", "a"), ("type", "text"))}
            | {"name": "c"},
            "attributes",
            "“a” stands here twice",
        ),
        ("extension", {"name": " "}, "name", "Give it a name"),
        ("opaque", {"name": "v", "sql": VIEW}, "kind_of", "Say what it makes"),
        ("opaque", {"kind_of": "view", "sql": VIEW}, "name", "Give it a name"),
        ("opaque", {"kind_of": "view", "name": "v"}, "sql", "Write the statement"),
        ("opaque", {"kind_of": "view", "name": "v", "sql": "-- nothing\n;"}, "sql", "no statement"),
        ("opaque", {"kind_of": "view", "name": "v", "sql": f"{VIEW} WHERE a = 'x"}, "sql", "not complete"),
        ("opaque", {"kind_of": "view", "name": "v", "sql": f"{VIEW}; {VIEW}"}, "sql", "several statements"),
        ("opaque", {"kind_of": "view", "name": "v", "sql": VIEW, "line": "1.5"}, "line", "whole number"),
        (
            "opaque",
            {"kind_of": "view", "name": "v", "sql": VIEW, "needs-0-object": "ordres"},
            "needs",
            "There is no “ordres” in this design; the closest is “orders”",
        ),
    ],
)
def test_bad_input_is_said_at_its_field(
    kind: str, typed: dict[str, str], field: str, words: str, design: Design, browser: Client
) -> None:
    answer = added(browser, design, kind, headers=FRAGMENT, **typed)
    assert answer.status_code == 422
    assert words in " ".join(errors_of(answer)[field])
    sent = {name: value.replace("\n", "\r\n") for name, value in typed.items() if value.strip()}
    assert {name: form_of(answer)[1][name][0] for name in sent} == sent
    assert now(design) == current(design)
    assert design.revision == 1


def test_a_statement_does_not_need_itself(design_of: DesignOf, browser: Client) -> None:
    design = design_of(schema_of(entity("t", "a int"), statement()))
    answer = edited(browser, design, now(design).opaque[0].id, **{"needs-0-object": "view v"})
    assert "cannot need itself" in str(errors_of(answer))


def test_a_statement_is_renamed_after_its_text(design_of: DesignOf, browser: Client) -> None:
    design = design_of(schema_of(entity("t", "a int"), statement()))
    key = now(design).opaque[0].id
    refused = edited(browser, design, key, name="w")
    assert "it is changed there first" in str(errors_of(refused)["name"])
    answer = edited(browser, design, key, name="w", sql="CREATE VIEW w AS SELECT 1")
    assert answer.status_code == 303, errors_of(answer)
    assert (now(design).get(key).name, now(design).get(key).sql) == ("w", "CREATE VIEW w AS SELECT 1")


# What they make


def test_a_composite_keeps_its_parts_in_their_order(design: Design, browser: Client) -> None:
    rows = {"attributes-0-name": "street", "attributes-0-type": "text", "attributes-0-collation": "C"}
    rows |= {"attributes-1-name": "number", "attributes-1-type": "integer", "attributes-1-comment": "Of the house"}
    assert added(browser, design, "composite", name="address", comment="Where", **rows).status_code == 303
    (made,) = now(design).composites
    assert (made.name, made.comment) == ("address", "Where")
    street = CompositeAttribute(name="street", type="text", collation="C")
    number = CompositeAttribute(name="number", type="integer", comment="Of the house")
    assert made.attributes == (street, number)
    address, fields = form_of(browser.get(reverse("edit_object", args=[design.id, made.id]), headers=FRAGMENT))
    turned = send(browser, address, fields, FRAGMENT, rearrange="attributes:down:0")
    assert now(design).get(made.id) == made
    assert send(browser, *form_of(turned)).status_code == 303
    assert now(design).get(made.id).attributes == (number, street)


def test_a_columns_type_follows_the_composites_name(design_of: DesignOf, browser: Client) -> None:
    kind = Composite(name="address", attributes=(CompositeAttribute(name="street", type="text"),))
    design = design_of(schema_of(entity("t", "home address"), kind))
    assert edited(browser, design, now(design).composites[0].id, name="postal address").status_code == 303
    assert now(design).entity("t").attributes[0].type == '"postal address"'


def test_an_extension_is_added_changed_undone_and_deleted(design: Design, browser: Client) -> None:
    assert added(browser, design, "extension", name="citext", schema="public").status_code == 303
    (made,) = now(design).extensions
    assert (made.name, made.schema, made.version) == ("citext", "public", None)
    assert edited(browser, design, made.id, version="1.6").status_code == 303
    assert now(design).get(made.id).version == "1.6"
    assert browser.post(reverse("undo_last", args=[design.id])).status_code in (302, 303)
    assert now(design).get(made.id).version is None
    assert (
        browser.post(
            reverse("delete_object", args=[design.id, made.id]), {"revision": str(now(design) and design.revision)}
        ).status_code
        == 303
    )
    assert now(design).extensions == ()


def test_a_statement_says_what_it_needs_by_name(design: Design, browser: Client) -> None:
    typed = {"kind_of": "view", "name": "open_orders", "sql": f"{VIEW};\r\n", "line": "12", "provides": "open_orders"}
    needs = {"needs-0-object": "orders", "needs-1-object": "customers.email"}
    answer = added(browser, design, "opaque", columns="id\r\nplaced_at", **typed, **needs)
    assert answer.status_code == 303, errors_of(answer)
    schema = now(design)
    (made,) = schema.opaque
    email = schema.entity("customers").attribute("email")
    assert email is not None
    assert made.requires == (schema.entity("orders").id, email.id)
    assert (made.kind, made.sql, made.line) == ("view", f"{VIEW};", 12)
    assert (made.provides, made.columns) == (("open_orders",), ("id", "placed_at"))
    assert edited(browser, design, made.id, line="2", **{"needs-1-object": ""}).status_code == 303
    again = now(design).get(made.id)
    assert (again.requires, again.line) == ((schema.entity("orders").id,), 2)


def test_what_another_changed_of_a_statement_meanwhile_is_kept(
    design_of: DesignOf, browser: Client, edgar: User
) -> None:
    design = design_of(schema_of(entity("t", "a int"), statement()))
    key = now(design).opaque[0].id
    address, fields = form_of(browser.get(reverse("edit_object", args=[design.id, key]), headers=FRAGMENT))
    edit(design, edgar, (alter(now(design), key, columns=("x",)),), label="Columns")
    assert send(browser, address, fields, sql="CREATE VIEW v AS SELECT 2 AS x").status_code == 303
    found = now(design).get(key)
    assert (found.sql, found.columns) == ("CREATE VIEW v AS SELECT 2 AS x", ("x",))
    clash = send(browser, address, fields, columns="y")
    assert clash.status_code == 409
    assert form_of(clash)[1]["columns"] == ["y"]


# The backup


def backup_findings(schema: Schema) -> list[str]:
    return [one.title for one in analyze(schema).findings if one.code == "GR007"]


def test_the_rule_on_backups_is_answered_by_the_form(design: Design, browser: Client) -> None:
    assert edited(browser, design, "requirements", rpo_minutes="15").status_code == 303
    assert "no backup is described" in backup_findings(now(design))[0]
    assert edited(browser, design, "requirements", backup_schedule="daily pg_dump").status_code == 303
    assert now(design).requirements.backup == FrozenMap({"schedule": "daily pg_dump"})
    assert "every 1440 minutes lose more" in backup_findings(now(design))[0]
    assert edited(browser, design, "requirements", backup_minutes="10").status_code == 303
    assert backup_findings(now(design)) == []
    assert edited(browser, design, "requirements", backup_minutes="", backup_wal="archived").status_code == 303
    assert now(design).requirements.backup == FrozenMap({"schedule": "daily pg_dump", "wal": "archived"})
    assert backup_findings(now(design)) == []
    assert edited(browser, design, "requirements", backup_schedule="", backup_wal="").status_code == 303
    assert now(design).requirements.backup is None


def test_what_is_watched_is_said_in_rows_and_taken_back(design: Design, browser: Client) -> None:
    rows = {"monitoring_rows-0-what": "connections", "monitoring_rows-0-value": "alarm at 80 %"}
    assert edited(browser, design, "requirements", replica_lag_seconds="2.5", **rows).status_code == 303
    kept = now(design).requirements
    assert (kept.replica_lag_seconds, kept.monitoring) == (2.5, FrozenMap({"connections": "alarm at 80 %"}))
    twice = {f"monitoring_rows-{place}-what": "connections" for place in (0, 1)}
    refused = edited(browser, design, "requirements", **twice)
    assert refused.status_code == 422
    assert "“connections” is said twice." in refused.content.decode()
    assert edited(browser, design, "requirements", **dict.fromkeys(rows, "")).status_code == 303
    assert now(design).requirements.monitoring is None


def test_what_the_form_of_the_backup_does_not_show_is_kept(design_of: DesignOf, browser: Client) -> None:
    deep = {"tool": "pgbackrest", "tested": True, "every_minutes": "often", "copies": {"place": "abroad"}}
    design = design_of(schema_of(entity("t", "a int"), Requirements(backup=FrozenMap(deep))))
    assert edited(browser, design, "requirements", backup_schedule="hourly dump").status_code == 303
    assert now(design).requirements.backup == FrozenMap({**deep, "schedule": "hourly dump"})
    refused = edited(browser, design, "requirements", **{"backup_rows-3-what": "schedule", "backup_rows-3-value": "x"})
    assert "“schedule” is said twice" in str(errors_of(refused))


# The diagram's groups and notes


def test_groups_have_colours_and_notes_stand_beside_tables(design: Design, browser: Client) -> None:
    orders = now(design).entity("orders").id
    typed = {"groups-0-name": "Sales", "groups-0-color": "g5"}
    typed |= {"notes-0-text": "Archived\r\nlater", "notes-0-entity": orders}
    assert edited(browser, design, "layout", **typed).status_code == 303
    layout = now(design).layout
    assert (layout.groups[0].name, layout.groups[0].color) == ("Sales", "g5")
    assert layout.notes == (FrozenMap({"text": "Archived\nlater", "entity": orders}),)
    page = browser.get(f"/d/{design.id}/").content.decode()
    assert 'class="note-text"' in page
    assert ">Archived</text>" in page


def test_what_the_form_of_notes_does_not_show_is_kept(design: Design, browser: Client, edgar: User) -> None:
    orders = now(design).entity("orders").id
    put = FrozenMap({"text": "Here", "at": [5, 6], "entity": orders})
    strange = FrozenMap({"text": ["no", "text"], "entity": [1]})
    edit(design, edgar, (alter(now(design), "layout", notes=(strange, put)),), label="Notes")
    assert edited(browser, design, "layout", **{"notes-0-text": "There"}).status_code == 303
    there = FrozenMap({"text": "There", "at": [5, 6], "entity": orders})
    assert now(design).layout.notes == (there, strange)
    assert edited(browser, design, "layout", **{"notes-0-entity": ""}).status_code == 303
    assert now(design).layout.notes == (FrozenMap({"text": "There"}), strange)
    assert browser.get(f"/d/{design.id}/").status_code == 200
