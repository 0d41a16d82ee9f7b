"""Dividing tables with their rows, and putting them together again.

Split: the new table, its rows (in batches where it matters), both kept in step by triggers meanwhile, a look that no
fact is missing, and only then the columns go; the way back fills them again. Merge: the columns come empty, are
filled, and the part goes; the way back makes it from them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from designer.exporters.postgres.changes import NotExpressible, sql_between
from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import literal, name
from designer.planning.backfill import Batches, in_batches
from designer.planning.division import Division
from designer.planning.drafts import Draft, of_stage
from designer.planning.in_step import kept_in_step
from designer.planning.model import Options
from designer.planning.online import with_entity
from designer.planning.stages import Stage, mixed
from designer.planning.standing import stands_on
from designer.schema.model import Entity
from designer.schema.ordering import in_order
from designer.schema.schema import Schema
from designer.schema.validity import problems

_TYPES = ("schemas", "extensions", "enums", "domains", "composites", "sequences")


@dataclass(frozen=True, slots=True)
class Begun:
    """What is done before everything else: drafts, the design they reach, and the divisions they begin."""

    drafts: tuple[Draft, ...]
    at: Schema
    divisions: tuple[Division, ...]


def begun(old: Schema, new: Schema, ones: Iterable[Division], options: Options) -> Begun:
    """The new tables or columns, and their values. A division that cannot be begun so is left out."""
    at = old
    drafts: list[Draft] = []
    kept: list[Division] = []
    for one in ones:
        try:
            there = _with_columns(at, new, one) if one.merges else _with_part(at, new, one)
            if problems(there):
                continue
            title = f"add to {at.entity(one.entity).name} what comes from {_part(one, at, new).name}"
            made = of_stage(Stage(title if one.merges else f"create {_part(one, at, new).name}", at, there), "expand")
            words = _Words(there, one)
            steps = (made, *_triggers(words, options), words.filling(options))
        except NotExpressible:
            continue
        drafts += steps if options.strategy != "direct" else [replace(one, phase="direct") for one in steps]
        kept.append(one)
        at = there
    return Begun(tuple(drafts), at, tuple(kept))


def finished(drafts: Iterable[Draft], ones: tuple[Division, ...], options: Options) -> Iterator[Draft]:
    """The rest of the drafts; where one takes columns or parts away, their values are looked after."""
    for draft in drafts:
        for one in ones:
            if draft.after is not None and _takes_away(draft, one):
                if kept_in_step(draft.before, one) and options.strategy != "direct":
                    yield _looked_for(draft, one)
                draft = _with_values(draft, one, options)
        yield draft


def _takes_away(draft: Draft, one: Division) -> bool:
    assert draft.after is not None
    gone = [one.part] if one.merges else [there for _, there in one.columns]
    return any(key in draft.before.located and key not in draft.after.located for key in gone)


def _part(one: Division, old: Schema, new: Schema) -> Entity:
    return (old if one.merges else new).entity(one.part)


def _with_part(at: Schema, new: Schema, one: Division) -> Schema:
    coming = {value.id for kind in _TYPES for value in getattr(new, kind) if value.id not in at.located}
    return mixed(at, new, frozenset({one.part, *coming}))


def _with_columns(at: Schema, new: Schema, one: Division) -> Schema:
    """The wide table with the columns that come back, free of everything."""
    known = {attribute.id for attribute in at.entity(one.entity).attributes}
    mapped = {there for _, there in one.columns}
    coming = tuple(
        replace(attribute, not_null=None, default=None, comment=None)
        for attribute in new.entity(one.entity).attributes
        if attribute.id in mapped and attribute.id not in known
    )
    entity = at.entity(one.entity)
    return with_entity(at, replace(entity, attributes=(*entity.attributes, *coming)))


def _triggers(words: "_Words", options: Options) -> Iterator[Draft]:
    made = kept_in_step(words.schema, words.one) if options.strategy != "direct" else None
    if made is not None:
        yield Draft(
            title=f"keep {words.whole.name} and {words.part.name} in step", phase="expand", before=words.schema,
            after=None, up=made[0], down=made[1],
        )  # fmt: skip


class _Words:
    """The statements of a division, in a design that has both the wide table and its part."""

    def __init__(self, schema: Schema, one: Division) -> None:
        self.schema, self.one = schema, one
        self.whole, self.part = schema.entity(one.entity), schema.entity(one.part)
        self.here, self.there = qualified(schema, self.part), qualified(schema, self.whole)
        generated = {attribute.id for attribute in self.part.attributes if attribute.generated}
        pairs = [(mine, theirs) for mine, theirs in one.columns if mine not in generated]
        self.pairs = [(self._column(mine), self._column(theirs)) for mine, theirs in pairs]
        needed = {*one.key, *(self.part.primary_key.columns if self.part.primary_key else ())}
        self.whole_facts = [self._column(theirs) for mine, theirs in pairs if mine in needed]
        self.met = " AND ".join(
            f"p.{self._column(mine)} = {self.there}.{self._column(theirs)}" for mine, theirs in pairs if mine in one.key
        )
        self.moved = [(self._column(mine), self._column(theirs)) for mine, theirs in pairs if mine not in one.key]

    def _column(self, attribute_id: str) -> str:
        return name(self.schema.attribute(attribute_id).name)

    @property
    def missing(self) -> str:
        """Rows of the wide table that hold a fact which the part has not."""
        same = " AND ".join(f"p.{mine} IS NOT DISTINCT FROM {self.there}.{theirs}" for mine, theirs in self.pairs)
        given = " AND ".join(f"{self.there}.{column} IS NOT NULL" for column in self.whole_facts)
        return f"{given} AND NOT EXISTS (SELECT FROM {self.here} AS p WHERE {same})"

    @property
    def copied(self) -> str:
        """Every fact into the part, once; two facts for one key are refused by the server."""
        into, chosen = (", ".join(column) for column in zip(*self.pairs, strict=True))
        return f"INSERT INTO {self.here} ({into})\nSELECT DISTINCT {chosen} FROM {self.there} WHERE ({self.missing})"

    @property
    def stale(self) -> str:
        """Rows of the wide table whose values are not the part's."""
        differs = " OR ".join(f"p.{mine} IS DISTINCT FROM {self.there}.{theirs}" for mine, theirs in self.moved)
        return f"EXISTS (SELECT FROM {self.here} AS p WHERE {self.met} AND ({differs}))"

    @property
    def filled(self) -> str:
        """The part's values into the wide table; two rows for one are refused by the server."""
        mine, theirs = (", ".join(column) for column in zip(*((f"p.{a}", b) for a, b in self.moved), strict=True))
        chosen = f"(SELECT {mine} FROM {self.here} AS p WHERE {self.met})"
        left = f"({theirs})" if len(self.moved) > 1 else theirs
        return f"UPDATE {self.there} SET {left} = {chosen} WHERE ({self.stale})"

    @property
    def homeless(self) -> str | None:
        """Rows of the wide table with values that have no row to go to, since its key is empty."""
        own = [theirs for _, theirs in self.moved if theirs not in self.whole_facts]
        if not own:
            return None
        empty = " OR ".join(f"{self.there}.{column} IS NULL" for column in self.whole_facts)
        return f"({empty}) AND ({' OR '.join(f'{self.there}.{column} IS NOT NULL' for column in own)})"

    def filling(self, options: Options) -> Draft:
        """The step that takes the rows along."""
        statement, where = (self.filled, self.stale) if self.one.merges else (self.copied, self.missing)
        title = f"fill {self.whole.name} from {self.part.name}" if self.one.merges else (
            f"copy what {self.part.name} takes over from {self.whole.name}"
        )  # fmt: skip
        found = Draft(
            title=title, phase="backfill", before=self.schema, after=self.schema, up=(f"{statement};",), down=()
        )
        if options.strategy == "direct":
            return found
        block = in_batches(self.schema, self.whole, Batches(statement, where), options)
        return replace(found, up=(block,), down=("SELECT 1;",), transactional=False)

    def guard(self) -> tuple[str, ...]:
        """Refuses to go on while a fact would be lost."""
        texts = [(self.missing, f"rows of {self.there} hold what {self.here} lacks: run the copy again")]
        if self.homeless:
            texts.append((self.homeless, f"rows of {self.there} have values but no key that {self.here} finds them by"))
        looks = "\n".join(
            f"    IF EXISTS (SELECT FROM {self.there} WHERE {where}) THEN RAISE EXCEPTION '%', {literal(text)}; END IF;"
            for where, text in texts
        )
        return (f"DO $look$\nBEGIN\n{looks}\nEND\n$look$;",)


def _looked_for(draft: Draft, one: Division) -> Draft:
    words = _Words(draft.before, one)
    title = f"look that {words.part.name} has every fact of {words.whole.name}"
    up = () if one.merges else words.guard()
    return Draft(title=title, phase="validate", before=draft.before, after=draft.before, up=up, down=())


def _with_values(draft: Draft, one: Division, options: Options) -> Draft:
    """A draft that takes columns or a part away, its way back with their values; looked at first where needed."""
    assert draft.after is not None
    words = _Words(draft.before, one)
    triggers = kept_in_step(draft.before, one) if options.strategy != "direct" else None
    made, gone = triggers or ((), ())
    guard: tuple[str, ...] = ()
    if not one.merges and triggers is None:
        guard = (f"LOCK TABLE {words.there} IN ACCESS EXCLUSIVE MODE;", *words.guard())
    passage = _part_empty(draft, one) if one.merges else _columns_empty(draft, one)
    statement = words.copied if one.merges else words.filled
    back = (*sql_between(draft.after, passage), f"{statement};", *sql_between(passage, draft.before), *made)
    phase = draft.phase if options.strategy == "direct" else "contract"
    saved = draft.saved | ({one.part, *(a for a, _ in one.columns)} if one.merges else {b for _, b in one.columns})
    return replace(draft, up=(*gone, *guard, *draft.up), down=back, phase=phase, saved=saved)


def _columns_empty(draft: Draft, one: Division) -> Schema:
    """The design before, its columns that come back free of everything that would refuse an empty one."""
    assert draft.after is not None
    entity, after = draft.before.entity(one.entity), draft.after
    coming = [attribute for attribute in entity.attributes if attribute.id not in after.located]

    def rests(item: object) -> bool:
        return any(stands_on(item, attribute) for attribute in coming)

    key = entity.primary_key
    bare = replace(
        entity,
        attributes=tuple(replace(a, not_null=None) if a in coming else a for a in entity.attributes),
        primary_key=None if key is not None and rests(key) else key,
        uniques=tuple(item for item in entity.uniques if not rests(item)),
        checks=tuple(item for item in entity.checks if not rests(item)),
        indexes=tuple(item for item in entity.indexes if not rests(item)),
        exclusions=tuple(item for item in entity.exclusions if not any(stands_on(item, a) for a in coming)),
    )
    ids = {attribute.id for attribute in coming}
    links = tuple(link for link in draft.before.relationships if not ids & {*link.columns, *link.parent_columns})
    return replace(with_entity(draft.before, bare), relationships=links)


def _part_empty(draft: Draft, one: Division) -> Schema:
    """The design before, without what refers to the part, which is empty at first."""
    links = tuple(link for link in draft.before.relationships if one.part not in (link.child, link.parent))
    return in_order(replace(draft.before, relationships=links))
