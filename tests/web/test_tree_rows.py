"""Rows of the tree, as they are put together without a template."""

from collections import defaultdict
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from designer.analysis.finding import Severity
from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.edits import alter, drop, rename
from designer.schema.model import Entity
from designer.schema.schema import Located, Schema
from designer.web.templatetags.tree import NONCE, branches, leaf_rows
from designer.web.tree import Written, tree_groups

_LEAF = {"id": "a", "name": "<i>", "type": '"t"', "url": "/d/1/x?at=a&tab=b", "key": "●", "key_name": "primary key"}
_TABLE = {"id": "e", "name": "<b>", "url": "/d/1/x", "rows": "10M", "text": "<b> <i>"}


def test_a_table_without_columns_shows_nothing_to_open() -> None:
    assert "<details" not in branches([_TABLE], "n")
    assert leaf_rows(_TABLE, "n") == ""


def test_names_and_types_cannot_become_elements() -> None:
    written = branches([{**_TABLE, "attributes": [_LEAF], "severity": "error", "findings": "<u>", "threads": 2}], "n")
    assert not any(tag in written for tag in ("<b>", "<i>", "<u>", '"t"'))
    assert 'href="/d/1/x?at=a&amp;tab=b"' in written


def test_columns_that_come_later_are_fetched_when_the_table_is_opened() -> None:
    written = branches([{**_TABLE, "attributes_url": "/d/1/leaves/e/"}], "secret")
    assert 'hx-get="/d/1/leaves/e/" hx-trigger="toggle from:closest details once" hx-nonce="secret"' in written


def test_a_row_says_in_words_what_its_signs_mean() -> None:
    written = branches(
        [{**_TABLE, "attributes": [_LEAF], "severity": "error", "findings": "1 error", "threads": 1}], ""
    )
    for words in ("primary key", "1 error", ", 1 open thread", "rows: "):
        assert f'<span class="visually-hidden">{words}</span>' in written


def test_only_what_is_chosen_is_marked_as_current() -> None:
    written = branches([{**_TABLE, "current": True, "open": True, "attributes": [_LEAF]}, _TABLE], "")
    assert written.count('aria-current="true"') == 1
    assert written.count("<details open>") == 1


@dataclass
class _Bench:
    """As much of a bench as the tree asks for."""

    schema: Schema
    entity: Entity | None = None
    at: Located | None = None
    page: str = "/d/1/"
    asked: dict[str, str] = field(default_factory=dict)
    severity: str = ""
    talked_of: str = ""

    @property
    def request(self) -> Any:
        return SimpleNamespace(GET=self.asked)

    @property
    def design(self) -> Any:
        return SimpleNamespace(id=1)

    @property
    def findings(self) -> Any:
        found = SimpleNamespace(severity=Severity(self.severity)) if self.severity else None
        return SimpleNamespace(by_entity=defaultdict(tuple, {self.schema.entities[0].id: [found]} if found else {}))

    @property
    def open_threads(self) -> dict[str, int]:
        return {self.talked_of: 1}

    def url(self, entity: Entity | None = None, **query: str) -> str:
        return f"{self.page}{entity.id if entity else ''}?{query}"


def test_rows_written_before_are_those_that_would_be_written_now() -> None:
    shop = schema_of(
        entity("a", "id int", "name <b>", pk="id", rows=10), entity("b", "a_id int"), link("b.a_id", "a.id"), name="s"
    )
    a, b = shop.entity("a"), shop.entity("b")
    states = [shop]
    for change in (
        lambda at: alter(at, a.id, rows=1_000_000),
        lambda at: alter(at, a.attributes[0].id, type="bigint"),
        lambda at: rename(at, b.id, NONCE),
        lambda at: drop(at, at.relationships[0].id),  # b is as it was, and has no foreign key any more
    ):
        states.append(apply((change(states[-1]),), states[-1]))
    benches = [_Bench(one) for one in states]
    benches += [_Bench(shop, page="/d/2/"), _Bench(shop, severity="error"), _Bench(shop, severity="info")]
    benches += [_Bench(shop, talked_of=b.id), _Bench(shop, a), _Bench(shop, a, shop.located[a.attributes[1].id])]
    written = Written(100)
    for bench in (*benches, *reversed(benches)):
        (anew,), (kept,) = tree_groups(bench), tree_groups(bench, written)  # type: ignore[arg-type]
        assert branches(kept["entities"], 'x"y') == branches(anew["entities"], 'x"y')
    first, again = (tree_groups(_Bench(shop), written)[0]["entities"] for _ in range(2))  # type: ignore[arg-type]
    assert all(one is other for one, other in zip(first, again, strict=True))
