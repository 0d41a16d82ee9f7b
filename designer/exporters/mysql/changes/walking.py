"""The designs between two designs, and the statements from each to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from designer.exporters.lasting import lasting
from designer.exporters.mysql.changes import code
from designer.exporters.mysql.changes.altering import (
    altered_database,
    altered_sequence,
    altered_table,
    defaults_of,
    links_dropped,
    renaming,
)
from designer.exporters.mysql.changes.carrying import Carried, Words, in_turn, loosened
from designer.exporters.mysql.changes.clause import Clause
from designer.exporters.mysql.changes.clauses import clauses
from designer.exporters.mysql.changes.code import reshaped
from designer.exporters.mysql.changes.links import by_child, circles, in_the_way, of_links, with_own_indexes
from designer.exporters.mysql.changes.passage import Passage
from designer.exporters.mysql.keys import foreign_key, index
from designer.exporters.mysql.script import create_database, ordered
from designer.exporters.mysql.sequences import create_sequence
from designer.exporters.mysql.tables import create_table
from designer.exporters.mysql.text import name, of_mysql, qualified
from designer.exporters.result import NotExpressible
from designer.schema.align import align
from designer.schema.model import Entity, Relationship
from designer.schema.schema import Schema

_SINGLE = ("add partition", "drop partition")


def passages(old: Schema, new: Schema, flavour: str, carried: tuple[Carried, ...] = ()) -> tuple[Passage, ...]:
    """The way from `old` to `new`. carried: tables of `new` that take rows over from columns that go.

    Raises NotExpressible for what no statement does, ExportError for what the server cannot hold.
    """
    old, new = with_own_indexes(lasting(old)), with_own_indexes(lasting(align(new, old)))
    walk = _Walk(old, new, flavour, carried)
    walk.databases()
    walk.code_away()
    walk.links_away()
    walk.tables_away(early=True)
    walk.names()
    walk.sequences()
    walk.parts()
    for entity in ordered(new):
        if entity.id in old.located:
            walk.table(entity.id)
    walk.tables()
    walk.links()
    walk.code()
    walk.tables_away(early=False)
    walk.left_over()
    return tuple(walk.found)


class _Walk:
    """Where the way stands, and what was found of it."""

    def __init__(self, old: Schema, new: Schema, flavour: str, carried: tuple[Carried, ...]) -> None:
        self.old, self.new, self.flavour, self.carried = old, new, flavour, carried
        self.at = old
        self.found: list[Passage] = []

    def step(self, title: str, kind: str, there: Schema, up: Iterable[str], down: Iterable[str], **more: Any) -> None:
        forward, back = tuple(up), tuple(down)
        if forward or back:
            self.found.append(Passage(title, kind, self.at, there, forward, back, **more))
        self.at = there

    def with_(self, **lists: Iterable[Any]) -> Schema:
        made: dict[str, Any] = {key: tuple(value) for key, value in lists.items()}
        return replace(self.at, **made).made_from(self.at)

    # Databases and sequences

    def databases(self) -> None:
        before = {one.id: one for one in self.old.schemas}
        for one in self.new.schemas:
            was = before.get(one.id)
            there = [*(each for each in self.at.schemas if each.id != one.id), one]
            if was is None:
                self.step(f"create the database {one.name}", "create database", self.with_(schemas=there),
                          [f"{create_database(one)};"], [f"DROP DATABASE {name(one.name)};"])  # fmt: skip
            elif was.name != one.name:
                raise NotExpressible(f"no statement gives the database {was.name} another name")
            elif defaults_of(was) != defaults_of(one):
                self.step(f"change the database {one.name}", "alter database", self.with_(schemas=there),
                          [altered_database(one)], [altered_database(was)])  # fmt: skip

    def left_over(self) -> None:
        kept = {one.id for one in self.new.sequences}
        for one in self.old.sequences:
            if one.id not in kept and self.flavour == "mariadb":
                there = self.with_(sequences=[each for each in self.at.sequences if each.id != one.id])
                gone, back = f"DROP SEQUENCE {qualified(self.at, one)};", f"{create_sequence(self.at, one)};"
                self.step(f"drop the sequence {one.name}", "drop sequence", there, [gone], [back])
        staying = {one.id for one in self.new.schemas}
        for home in self.old.schemas:
            if home.id not in staying:
                there = self.with_(schemas=[each for each in self.at.schemas if each.id != home.id])
                self.step(f"drop the database {home.name}", "drop database", there,
                          [f"DROP DATABASE {name(home.name)};"], [f"{create_database(home)};"])  # fmt: skip
        if self.found:
            self.found[-1] = replace(self.found[-1], after=self.new)

    def sequences(self) -> None:
        if self.flavour != "mariadb":
            return
        before = {one.id: one for one in self.old.sequences}
        for one in self.new.sequences:
            was = before.get(one.id)
            there = self.with_(sequences=[*(each for each in self.at.sequences if each.id != one.id), one])
            if was is None:
                self.step(f"create the sequence {one.name}", "create sequence", there,
                          [f"{create_sequence(there, one)};"], [f"DROP SEQUENCE {qualified(there, one)};"])  # fmt: skip
            elif was != one:
                up, down = altered_sequence(self.at, there, was, one), altered_sequence(there, self.at, one, was)
                self.step(f"change the sequence {one.name}", "alter sequence", there, up, down)

    # Code

    def code_away(self) -> None:
        named, shaped = reshaped(self.old, self.new)
        self.code_ids = code.touched(self.old, self.new, named, shaped)
        going = [one for one in self.old.opaque if one.id in self.code_ids and code.is_code(one)]
        there = self.with_(opaque=[one for one in self.old.opaque if one.id not in self.code_ids])
        self.step(f"take away {_listed(one.name for one in going)}", "drop code", there,
                  code.dropped(going), code.made(going))  # fmt: skip

    def code(self) -> None:
        coming = [one for one in self.new.opaque if one.id in self.code_ids and code.is_code(one)]
        there = self.with_(opaque=self.new.opaque)
        self.step(f"create {_listed(one.name for one in coming)}", "create code", there,
                  code.made(coming), code.dropped(coming))  # fmt: skip

    # Foreign keys

    def links_away(self) -> None:
        ids = in_the_way(self.old, self.new, self.flavour) | circles(self.old, self.new)
        for child, links in by_child(self.old, [one for one in self.old.relationships if one.id in ids]):
            gone = {one.id for one in links}
            there = self.with_(relationships=[one for one in self.at.relationships if one.id not in gone])
            up, down = links_dropped(self.at, child, links), self._links_added(self.at, child, links)
            self.step(f"drop {of_links(child, links)}", "drop foreign key", there, [up], [down], table=child.id)

    def links(self) -> None:
        there_now = {one.id for one in self.at.relationships}
        missing = [one for one in self.new.relationships if one.id not in there_now]
        for child, links in by_child(self.new, missing):
            there = self.with_(relationships=[*self.at.relationships, *links])
            up, down = self._links_added(there, child, links), links_dropped(there, child, links)
            self.step(f"add {of_links(child, links)}", "add foreign key", there, [up], [down], table=child.id)

    def _links_added(self, schema: Schema, child: Entity, links: list[Relationship]) -> str:
        texts = [text for one in links for text in self._kept_index(schema, child, one)]
        texts += [f"ADD {foreign_key(schema, one)}" for one in links]
        body = ",\n  ".join(dict.fromkeys(texts))
        return f"ALTER TABLE {qualified(schema, child)}\n  {body};"

    def _kept_index(self, schema: Schema, child: Entity, link: Relationship) -> Iterator[str]:
        """The index below a foreign key, made again where it may be one that the server made for another foreign key:
        it would take that away for one with the new foreign key's name."""
        ends = [(one.child, one.columns) for each in (self.old, self.new) for one in each.relationships]
        if ends.count((link.child, link.columns)) < 2:
            return
        for one in schema.entity(child.id).indexes:
            if one.columns == link.columns and len(one.keys) == len(one.columns) and one.name not in (None, link.name):
                yield f"DROP INDEX {name(str(one.name))}"
                yield f"ADD {index(schema, one, self.flavour)}"

    # Tables

    def tables_away(self, *, early: bool) -> None:
        """early: those whose names others take; the rest goes last."""
        wanted = {qualified(self.new, one).lower() for one in self.new.entities}
        wanted |= {name(one.name).lower() for one in self.new.opaque if one.kind == "view"}
        for entity in reversed(ordered(self.at)):
            if entity.id in self.new.located or early != (qualified(self.at, entity).lower() in wanted):
                continue
            links = self.at.references_from(entity.id)
            there = self.with_(entities=[one for one in self.at.entities if one.id != entity.id],
                               relationships=[one for one in self.at.relationships if one not in links])  # fmt: skip
            self.step(f"drop the table {entity.name}", "drop table", there,
                      [f"DROP TABLE {qualified(self.at, entity)};"],
                      [f"{create_table(self.at, entity, links, self.flavour)};"], table=entity.id)  # fmt: skip

    def names(self) -> None:
        moved = [(one, self.new.entity(one.id)) for one in self.at.entities if one.id in self.new.located]
        pairs = [(qualified(self.at, was), qualified(self.new, now), was) for was, now in moved]
        pairs = [one for one in pairs if one[0] != one[1]]
        later = {was.id: now for was, now in moved}
        there = self.with_(
            entities=[replace(one, name=later[one.id].name, schema=later[one.id].schema) if one.id in later else one
                      for one in self.at.entities]
        )  # fmt: skip
        first = f"rename {pairs[0][2].name} to {later[pairs[0][2].id].name}" if pairs else ""
        more = f" and {len(pairs) - 1} more" if len(pairs) > 1 else ""
        self.step(first + more, "rename table", there, renaming(pairs, self._taken()),
                  renaming([(now, was, one) for was, now, one in pairs], self._taken()))  # fmt: skip

    def _taken(self) -> set[str]:
        both = (self.old, self.new)
        return {one.name for schema in both for one in schema.entities} | {
            one.name for schema in both for one in schema.opaque
        }

    def parts(self) -> None:
        """Tables that take rows over, filled while the columns that these come from are still there."""
        for one in self.carried:
            part, whole = self.new.entity(one.part), self.at.entity(one.whole)
            self._create(part, [])
            self.step(f"copy what {part.name} takes over from {whole.name}", "copy rows", self.at,
                      Words(self.at, one).there(), (), table=part.id)  # fmt: skip

    def _create(self, entity: Entity, inside: list[Relationship]) -> None:
        there = self.with_(entities=[*self.at.entities, entity], relationships=[*self.at.relationships, *inside])
        self.step(f"create the table {entity.name}", "create table", there,
                  [f"{create_table(self.new, entity, inside, self.flavour)};"],
                  [f"DROP TABLE {qualified(self.new, entity)};"], table=entity.id)  # fmt: skip

    def _loosened(self, key: str) -> None:
        """Columns that go with their values elsewhere: on the way back they come empty, and are filled then."""
        ones = [one for one in self.carried if one.whole == key]
        if not ones:
            return
        now = self.new.entity(key)
        loose = loosened(self.at.entity(key), now)
        there = self.with_(entities=[loose if one.id == key else one for one in self.at.entities])
        up, down = clauses(self.at, there, key, self.flavour), clauses(there, self.at, key, self.flavour)
        self.step(f"let go of what {now.name} gives away", "alter table", there, altered_table(self.at, there, key, up),
                  altered_table(there, self.at, key, down), table=key, clauses=up, back=down)  # fmt: skip
        values = [text for one in in_turn(ones, now) for text in Words(self.at, one).back()]
        self.step(f"leave the values of {now.name}", "copy rows", self.at, (), values, table=key)

    def table(self, key: str) -> None:
        """All that changes in one table, in one statement as far as the server takes it."""
        self._loosened(key)
        now = self.new.entity(key)
        there = self.with_(entities=[now if one.id == key else one for one in self.at.entities])
        forward = clauses(self.at, there, key, self.flavour)
        back = clauses(there, self.at, key, self.flavour)
        for part, designs in self._parts(key, there, forward, back):
            up, down = clauses(*designs, key, self.flavour), clauses(designs[1], designs[0], key, self.flavour)
            self.step(part, "alter table", designs[1], altered_table(designs[0], designs[1], key, up),
                      altered_table(designs[1], designs[0], key, down), table=key, clauses=up, back=down)  # fmt: skip
        self.at = there

    def _parts(
        self, key: str, there: Schema, forward: tuple[Clause, ...], back: tuple[Clause, ...]
    ) -> list[tuple[str, tuple[Schema, Schema]]]:
        """(title, designs) of the statements: changes of single partitions stand alone."""
        title = f"change {there.entity(key).name}"
        kinds = {one.kind for one in (*forward, *back)}
        if not (forward or back):
            return []
        if not kinds & set(_SINGLE) or len(forward) == len(back) == 1:
            return [(title, (self.at, there))]
        was, now = self.at.entity(key), there.entity(key)
        between = replace(now, options=_with_partitioning(now, was))
        middle = self.with_(entities=[between if one.id == key else one for one in self.at.entities])
        return [(title, (self.at, middle)), (f"change the partitions of {now.name}", (middle, there))]

    def tables(self) -> None:
        for entity in ordered(self.new):
            if entity.id in self.at.located:
                continue
            ready = {one.id for one in self.at.entities} | {entity.id}
            inside = [one for one in self.new.references_from(entity.id) if one.parent in ready]
            self._create(entity, inside)


def _with_partitioning(now: Entity, was: Entity) -> Any:
    own, other = of_mysql(now.options), of_mysql(was.options)
    return now.options.with_(mysql=own.with_(partitioning=other.get("partitioning")))


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    shown = ", ".join(listed[:3])
    return shown if len(listed) <= 3 else f"{shown} and {len(listed) - 3} more"
