"""The dictionary in the browser: the same content as its exports, every name escaped, every link answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from django.contrib.auth.models import User

from designer.exporters.dictionary import entries
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import Decision, Enum, EnumValue, Group, Layout
from designer.schema.schema import Schema
from designer.store.cache import schema_of as stored
from designer.store.models import Design
from tests.web.conftest import ClientOf
from tests.web.queries import assert_same_queries

DesignOf = Callable[[Schema], Design]
EVIL = "<script>alert('x')</script>"


def test_an_empty_design_has_an_empty_dictionary(design_of: DesignOf, alice: User, client_of: ClientOf) -> None:
    design = design_of(schema_of(name="nothing"))
    assert "No tables yet" in client_of(alice).get(f"/d/{design.id}/dictionary/").content.decode()


def test_hostile_names_and_comments_are_escaped(design_of: DesignOf, alice: User, client_of: ClientOf) -> None:
    made = schema_of(entity("plain", "id bigint", pk="id"), pattern(EVIL, f"SELECT '{EVIL}'"), name="evil")
    table = made.entities[0]
    column = replace(table.attributes[0], name=EVIL, comment=EVIL, default=EVIL)
    groups = Layout(groups=(Group(name=EVIL, entities=(table.id,)),))
    enum = Enum(id="e", name=EVIL, values=(EnumValue(id="v", value=EVIL),), comment=EVIL)
    decision = Decision(id="d", finding="IX002", subject=table.id, reason=EVIL)
    hostile = replace(
        made,
        comment=EVIL,
        entities=(replace(table, name=EVIL, comment=EVIL, attributes=(column,)),),
        layout=groups,
        enums=(enum,),
        decisions=(decision,),
    )
    text = client_of(alice).get(f"/d/{design_of(hostile).id}/dictionary/").content.decode()
    assert EVIL not in text
    assert text.count("&lt;script&gt;") > 10


def test_every_table_is_there_with_all_that_its_entry_says(design: Design, alice: User, client_of: ClientOf) -> None:
    text = client_of(alice).get(f"/d/{design.id}/dictionary/").content.decode()
    for entry in entries(stored(design)):
        assert f'id="{entry.anchor}"' in text
        for line in entry.attributes:
            assert f'id="{line.anchor}"' in text
    for part in ("Refers to", "Referred to by", "orders_pkey", "orders of a customer", "1\u2009200 a minute"):
        assert part in text


def test_links_inside_the_page_lead_somewhere(design_of: DesignOf, alice: User, client_of: ClientOf) -> None:
    schema = schema_of(
        entity("a b", "id bigint", pk="id"),
        entity("c", "a bigint"),
        link("c.a", "a b.id"),
        pattern("p", "SELECT 1 FROM c"),
    )
    text = client_of(alice).get(f"/d/{design_of(schema).id}/dictionary/").content.decode()
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(re.findall(r'id="([^"]+)"', text))


def test_a_large_dictionary_takes_no_more_queries(design_of: DesignOf, alice: User, client_of: ClientOf) -> None:
    assert_same_queries(client_of(alice), design_of, lambda design: f"/d/{design.id}/dictionary/")
