"""Names are data: whatever one is called, each form takes it, each page shows it, each export says it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from designer.exporters.registry import exporters
from designer.lab.verify import verify
from designer.schema.build import schema_of as made
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.models import Design
from designer.web.forms.registry import FORMS
from designer.web.links import entity_key
from tests.web.browsing import FRAGMENT, Fields, errors_of, form_of, send

NAMES = (
    "it's",
    'a "quoted" name',
    "<script>alert(1)</script>",
    "two\nlines",
    "a\ttab",
    "x" * 100,
    "😀 👩‍👩‍👧",
    "\u202eevil",
    "select",
    "../..",
    "%00",
    "javascript:alert(1)",
    '"];--',
    "{{7*7}} {% debug %}",
    "'\"><img src=x onerror=alert(1)>",
    "]]>&lt;b&gt;",
    "back\\slash $$ $1",
    "a.b",
    "area m² x²",
    "findings",
    "#fragment?query=1&b=2",
)
PAGES = (
    "", "?tab=findings", "?tab=history", "?detail=all", "findings/", "history/", "patterns/", "export/", "dictionary/",
    "normalize/", "versions/", "compare/", "plan/", "shares/",
)  # fmt: skip
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post")
_OURS = re.compile(r'<script(?: type="module")? src="/static/[^"<>]+" nonce="[^"]+"></script>')


Part = Callable[["Form", str, str], None]


class Form:
    """The forms of one design, filled in as a browser without JavaScript does; each is opened once."""

    def __init__(self, client: Client, design: Design) -> None:
        self.client, self.design = client, design
        self.blank: dict[str, Fields] = {}

    @property
    def schema(self) -> Schema:
        self.design.refresh_from_db()
        return schema_of(self.design)

    def add(self, kind: str, inside: str = "", **typed: Any) -> None:
        arguments = [self.design.id, kind, inside] if inside else [self.design.id, kind]
        url = reverse("add_inside" if inside else "add_object", args=arguments)
        if kind not in self.blank:
            _, fields = form_of(self.client.get(url, headers=FRAGMENT))
            self.blank[kind] = fields
            fields.pop("revision")  # the design as it is
        self._fill(url, self.blank[kind], typed)

    def edit(self, key: str, **typed: Any) -> None:
        url = reverse("edit_object", args=[self.design.id, key])
        self._fill(url, form_of(self.client.get(url, headers=FRAGMENT))[1], typed)

    def _fill(self, url: str, fields: Fields, typed: dict[str, Any]) -> None:
        answer = send(self.client, url, fields, **{name.replace("__", "-"): text for name, text in typed.items()})
        assert answer.status_code == 303, (url, typed, errors_of(answer))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def fill_everything(form: Form) -> None:
    """Every kind of object by its form, each with every name that it can have."""
    for name in NAMES:
        form.add("entity", name=name, comment=name)
        entity = form.schema.entity(name)
        for attribute, type in ((name, "text"), ("number", "integer")):
            form.add("attribute", entity.id, name=attribute, type=type, comment=name, samples=name, default=None)
    parts: tuple[Part, ...] = (unique, check, index, exclusion, dependency, pattern, said)
    for number, (before, name) in enumerate(zip(NAMES[-1:] + NAMES, NAMES, strict=False)):
        key(form, name, before)
        relationship(form, name, before)
        parts[number % len(parts)](form, name, before)


def key(form: Form, name: str, _: str) -> None:
    entity = form.schema.entity(name)
    form.add("primary_key", entity.id, columns__0__column=entity.attributes[1].id, name=f"{name[:40]} pk")


def relationship(form: Form, name: str, before: str) -> None:
    child, parent = form.schema.entity(name), form.schema.entity(before)
    typed = {"pairs__0__column": child.attributes[1].id, "pairs__0__refers": parent.attributes[1].id}
    if parent.primary_key is not None:
        form.add("relationship", child.id, name=name[:40], parent=parent.id, comment=name, **typed)


def unique(form: Form, name: str, _: str) -> None:
    entity = form.schema.entity(name)
    form.add("unique", entity.id, columns__0__column=entity.attributes[0].id, name=f"{name[:40]} key", comment=name)


def check(form: Form, name: str, _: str) -> None:
    expression = f"{quoted(name)} <> ''"
    form.add("check", form.schema.entity(name).id, name=f"{name[:40]} check", expression=expression, comment=name)


def index(form: Form, name: str, _: str) -> None:
    part = f"lower({quoted(name)})"
    form.add("index", form.schema.entity(name).id, name=f"{name[:40]} index", keys__0__part=part, comment=name)


def dependency(form: Form, name: str, _: str) -> None:
    entity = form.schema.entity(name)
    held, number = (one.id for one in entity.attributes)
    form.add("functional_dependency", entity.id, determinant=[number], dependent=[held], state="accepted")


def said(form: Form, name: str, _: str) -> None:
    entity = form.schema.entity(name)
    held, number = (one.id for one in entity.attributes)
    form.add("invariant", entity.id, kind_of="non-negative", attributes__0__column=number, text=name)
    form.add("multivalued_dependency", entity.id, dependent=[held])


def exclusion(form: Form, name: str, _: str) -> None:
    typed = {"elements__0__part": "number", "elements__0__operator": "=", "method": "btree", "comment": name}
    form.add("exclusion", form.schema.entity(name).id, name=f"{name[:40]} exclusion", **typed)


def pattern(form: Form, name: str, _: str) -> None:
    sql = f"SELECT * FROM {quoted(name)} WHERE {quoted(name)} = $1"
    form.add("access_pattern", name=name, sql=sql, owner=name, notes=name)


def fill_types(form: Form) -> None:
    """The design's own objects, and what is changed rather than added."""
    for before, name in zip(NAMES[-1:] + NAMES, NAMES, strict=False):
        form.add("enum", name=f"e {name}", comment=name, values__0__value=name[:60], values__1__value=before[:60])
    for name in NAMES[::2]:
        form.add("domain", name=f"d {name}", type="text", comment=name)
        (made,) = (one for one in form.schema.domains if one.name == f"d {name}")
        form.add("domain_check", made.id, name=f"{name[:40]} check", expression="VALUE <> ''", comment=name)
    for name in NAMES[1::2]:
        form.add("sequence", name=f"s {name}", comment=name)
        form.add("schema", name=f"n {name}"[:60], comment=name)
    for name in NAMES[::4]:
        form.add("composite", name=f"c {name}", comment=name, attributes__0__name=name, attributes__0__type="text")
    form.edit("layout", groups__0__name=NAMES[2])
    form.edit("requirements", tenancy=NAMES[12])
    form.edit("design", name=NAMES[2], comment=NAMES[14])
    for name in (NAMES[14], NAMES[3]):
        form.edit(form.schema.entity(name).id, name=f"{name} again")


class _Markup(HTMLParser):
    """Elements and attributes that could run something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            runs = name in ADDRESSES and (value or "").strip().lower().startswith(("javascript:", "data:"))
            if runs or name.startswith("on"):
                self.found.append(f"{tag} {name}={value}")
        if tag == "img" and not dict(attrs).get("src", "").startswith("/"):
            self.found.append(str(attrs))


def check_page(answer: HttpResponse, url: str) -> None:
    assert answer.status_code == 200, url
    text = answer.content.decode()
    without = _OURS.sub("", text)
    assert "<script" not in without.lower(), (url, without[without.lower().index("<script") - 80 :][:200])
    parser = _Markup()
    parser.feed(text)
    assert parser.found == [], url
    assert ">49<" not in text


@pytest.mark.strict_only("every name through every form, page and export")
def test_every_name_goes_through_every_form_page_and_export(browser: Client, design_of: Any) -> None:
    form = Form(browser, design_of(made(name="hostile")))
    fill_everything(form)
    fill_types(form)
    schema = form.schema
    names = {f"{name} again" if name in (NAMES[14], NAMES[3]) else name for name in NAMES}
    assert {one.name for one in schema.entities} == names
    assert {one.attributes[0].name for one in schema.entities} == {*NAMES}
    used = {place.kind.name for place in schema.located.values()} | {"design", "layout", "requirements"}
    assert {*FORMS} - used == {"opaque", "denormalization", "extension"}  # see test_forms_hostile.py
    for url in pages_of(form.design, schema):
        check_page(browser.get(url), url)
    for target in exporters():
        check_export(browser, form.design, target)
    result = verify(schema)
    assert (result.verdict, result.errors, result.differences) == ("equal", (), ())


def pages_of(design: Design, schema: Schema) -> Iterator[str]:
    home = f"/d/{design.id}/"
    yield "/"
    yield from (home + page for page in PAGES)
    yield from (f"{home}export/{target}/" for target in exporters())
    for entity in schema.entities[::4]:
        yield (
            reverse("workbench_entity", args=[design.id, entity_key(schema, entity)])
            + f"?reach=1&at={entity.attributes[0].id}"
        )
    for kind in {place.kind.name for place in schema.located.values()} & {*FORMS}:
        keys = [key for key, place in schema.located.items() if place.kind.name == kind]
        yield from (
            reverse(view, args=[design.id, key]) for key in keys[:2] for view in ("edit_object", "delete_object")
        )


def check_export(browser: Client, design: Design, target: str) -> None:
    answer = browser.get(reverse("download", args=[design.id, target]))
    assert answer.status_code == 200, target
    header = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=\"[A-Za-z0-9._-]+\"; filename\*=UTF-8''[A-Za-z0-9._%-]+", header)
    content = answer.content
    if answer.headers["Content-Type"].startswith("image/svg"):
        tree = ElementTree.fromstring(content)
        assert not [one for one in tree.iter() if one.tag.endswith("script")]
    elif "json" in answer.headers["Content-Type"]:
        assert json.loads(content)
    elif "html" in answer.headers["Content-Type"]:
        assert b"<script" not in content.lower()
