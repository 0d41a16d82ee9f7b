"""The tree on the left: groups, their entities, and the attributes of what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from designer.exporters.diagram.kept import Kept
from designer.exporters.diagram.palette import nearest_group
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.schema import Schema
from designer.web.links import path_to
from designer.web.reports import in_words
from designer.web.templatetags.tree import NONCE, branch_row
from designer.web.templatetags.wording import compact

if TYPE_CHECKING:
    from designer.web.bench import Bench

INLINE = 600
"""Up to so many attributes the tree holds them all; above, each entity's come when it is opened."""


def tree_groups(bench: Bench, written: Written | None = None) -> list[dict[str, Any]]:
    """For components/tree.html. The query `find` leaves only what has that text in its name. written: where rows that
    were written before are taken from; only the chosen entity's is another for each that is chosen in it."""
    words = bench.request.GET.get("find", "").lower().replace(".", " ").split()
    whole = sum(len(entity.attributes) for entity in bench.schema.entities) <= INLINE
    shown = []
    for number, (name, colour, entities) in enumerate(_groups(bench.schema)):
        fitting = [entity for entity in entities if _fits(entity, words)]
        branches = [
            _branch(bench, one, whole) if written is None or _is_chosen(bench, one) else written(bench, one, whole)
            for one in fitting
        ]
        if branches:
            shown.append({"name": name, "colour": f"g{nearest_group(colour, number)}", "entities": branches})
    return shown


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it was written, and all that it was made of: the objects themselves, which never change."""

    entity: Entity
    links: tuple[Relationship, ...]
    said: dict[str, Any]
    whole: bool
    branch: dict[str, Any]


class Written:
    """The rows of trees as they were written last, by their address: it names the design and what the page keeps."""

    def __init__(self, most: int) -> None:
        self._rows: Kept[_Row] = Kept(most)

    def __call__(self, bench: Bench, entity: Entity, whole: bool) -> dict[str, Any]:
        """As `branches` of the template tags takes it."""
        said, links = _said_of(bench, entity), bench.schema.references_from(entity.id)
        row = self._rows.peek(said["url"])
        if row is None or row.entity is not entity or (row.links, row.said, row.whole) != (links, said, whole):
            branch = {"html": branch_row(_branch(bench, entity, whole), NONCE)}
            row = _Row(entity, links, said, whole, branch)
            self._rows.put(said["url"], row)
        return row.branch


def leaves(bench: Bench, entity: Entity) -> list[dict[str, Any]]:
    """The attributes of an entity as rows."""
    primary = set(entity.primary_key.columns) if entity.primary_key else set()
    unique = {column for key in entity.uniques for column in key.columns}
    foreign = {column for link in bench.schema.references_from(entity.id) for column in link.columns}
    chosen = bench.at.value.id if bench.at else ""
    return [
        {
            "id": attribute.id,
            "name": attribute.name,
            "type": attribute.type,
            "url": bench.url(entity, at=attribute.id, tab=""),
            "current": attribute.id == chosen,
            **_mark(attribute, primary, foreign, unique),
        }
        for attribute in entity.attributes
    ]


def _mark(attribute: Attribute, primary: set[str], foreign: set[str], unique: set[str]) -> dict[str, str]:
    for members, key, name in (
        (primary, "●", "primary key"),
        (foreign, "○", "foreign key"),
        (unique, "◆", "unique"),
    ):
        if attribute.id in members:
            return {"key": key, "key_name": name}
    return {"key": "", "key_name": ""}


def _groups(schema: Schema) -> Iterator[tuple[str, str | None, list[Entity]]]:
    """The groups of the layout with their colours and what is in none of them, or else the schemas."""
    ordered = sorted(schema.entities, key=lambda entity: entity.name.lower())
    if schema.layout.groups:
        placed: set[str] = set()
        for group in schema.layout.groups:
            members = set(group.entities) - placed
            placed |= members
            yield group.name, group.color, [entity for entity in ordered if entity.id in members]
        yield "Other tables", None, [entity for entity in ordered if entity.id not in placed]
        return
    names = {entity.schema: schema.namespace(entity.schema) for entity in ordered}
    for namespace in sorted(names, key=lambda one: names[one] or ""):
        inside = [entity for entity in ordered if entity.schema == namespace]
        yield names[namespace] or ("Tables" if len(names) == 1 else "public"), None, inside


def _fits(entity: Entity, words: Iterable[str]) -> bool:
    text = " ".join((entity.name, *(attribute.name for attribute in entity.attributes))).lower()
    return all(word in text for word in words)


def _is_chosen(bench: Bench, entity: Entity) -> bool:
    return bench.entity is not None and bench.entity.id == entity.id


def _said_of(bench: Bench, entity: Entity) -> dict[str, Any]:
    """What a row says of an entity that does not come from the design."""
    found = bench.findings.by_entity.get(entity.id, ())
    return {
        "url": bench.url(entity, tab=""),
        "severity": str(min((one.severity for one in found), key=lambda one: one.rank)) if found else "",
        "findings": in_words(_counted(found)),
        "threads": bench.open_threads.get(entity.id, 0),
    }


def _branch(bench: Bench, entity: Entity, whole: bool) -> dict[str, Any]:
    current = _is_chosen(bench, entity)
    branch = {
        "id": entity.id,
        "name": entity.name,
        "current": current and bench.at is None,
        "open": current,
        "rows": compact(entity.rows),
        **_said_of(bench, entity),
        "text": " ".join((entity.name, *(attribute.name for attribute in entity.attributes))),
    }
    if whole or current:
        return {**branch, "attributes": leaves(bench, entity)}
    return {**branch, "attributes_url": path_to("leaves", bench.design.id, entity.id)}


def _counted(found: Iterable[Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for finding in found:
        counts[str(finding.severity)] = counts.get(str(finding.severity), 0) + 1
    return counts
