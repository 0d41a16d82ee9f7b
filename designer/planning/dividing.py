"""Dividing tables with their rows, and putting them together again.

Split: the new table, its rows (in batches where it matters), both kept in step by triggers meanwhile, a look that no
fact is missing, and only then the columns go; the way back fills them again. Merge: the columns come empty, are
filled, and the part goes; the way back makes it from them. Where the facts of a part are independent of the others, all
of it happens in the one step in which the key changes: rows that become alike are merged there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from designer.exporters.postgres.changes import NotExpressible, sql_between
from designer.planning.contracting import contracted
from designer.planning.crossing import CrossedRows
from designer.planning.divided_rows import Words
from designer.planning.division import Division
from designer.planning.drafts import Draft, of_stage
from designer.planning.in_step import found_by, is_found, kept_in_step
from designer.planning.light import is_small, with_entity
from designer.planning.model import Options
from designer.planning.stages import Stage, mixed
from designer.planning.standing import stands_on
from designer.schema.model import Entity
from designer.schema.ordering import in_order
from designer.schema.schema import Schema
from designer.schema.validity import problems

_TYPES = ("schemas", "extensions", "enums", "domains", "composites", "sequences")


@dataclass(frozen=True, slots=True)
class Begun:
    """What is done before everything else: drafts, the design they reach, and the divisions they begin.

    indexed: the parts for which the wide table has an index while the migration lasts.
    """

    drafts: tuple[Draft, ...]
    at: Schema
    divisions: tuple[Division, ...]
    indexed: frozenset[str] = frozenset()


def begun(old: Schema, new: Schema, ones: Iterable[Division], options: Options) -> Begun:
    """The new tables or columns, and their values. A division that cannot be begun so is left out."""
    at = old
    drafts: list[Draft] = []
    kept: list[Division] = []
    indexed: set[str] = set()
    for one in ones:
        try:
            if one.merges and one.crossed:
                kept.append(one)
                continue
            there = _with_columns(at, new, one) if one.merges else _with_part(at, new, one)
            if problems(there):
                continue
            title = f"add to {at.entity(one.entity).name} what comes from {_part(one, at, new).name}"
            made = of_stage(Stage(title if one.merges else f"create {_part(one, at, new).name}", at, there), "expand")
            words = Words(there, one)
            steps = (made,) if one.crossed else (made, *_triggers(words, options), words.filling(options))
        except NotExpressible:
            continue
        if any(text.startswith("CREATE INDEX") for step in steps for text in step.up if not step.transactional):
            indexed.add(one.part)
        drafts += steps if options.strategy != "direct" else [replace(one, phase="direct") for one in steps]
        kept.append(one)
        at = there
    return Begun(tuple(drafts), at, tuple(kept), frozenset(indexed))


def at_once(ones: Iterable[Division]) -> frozenset[str]:
    """The tables whose key changes in the step that divides them, which no strategy can take apart."""
    return frozenset(one.entity for one in ones if one.crossed)


def finished(drafts: Iterable[Draft], start: Begun, options: Options) -> Iterator[Draft]:
    """The rest of the drafts; where one takes columns or parts away, their values are looked after."""
    ones = start.divisions
    for draft in drafts:
        crossed = tuple(one for one in ones if one.crossed and _changes_columns(draft, one))
        taken = tuple(one for one in ones if _takes_away(draft, one) and one not in crossed)
        for one in taken:
            if kept_in_step(draft.before, one) and options.strategy != "direct":
                yield _looked_for(draft, one)
        gentle = _gently(draft, taken, start.indexed, options) if taken and not crossed else ()
        if gentle:
            yield from gentle
        else:
            yield _with_values(draft, taken, crossed, start.indexed, options) if taken or crossed else draft


def _takes_away(draft: Draft, one: Division) -> bool:
    if draft.after is None:
        return False
    gone = [one.part] if one.merges else [there for _, there in one.columns]
    return any(key in draft.before.located and key not in draft.after.located for key in gone)


def _changes_columns(draft: Draft, one: Division) -> bool:
    """Whether the wide table becomes narrow in this draft, or wide again."""
    if draft.after is None or one.part not in draft.before.located or one.part not in draft.after.located:
        return False
    return any((there in draft.before.located) != (there in draft.after.located) for _, there in one.columns)


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


def _triggers(words: Words, options: Options) -> Iterator[Draft]:
    made = kept_in_step(words.schema, words.one) if options.strategy != "direct" else None
    if made is not None:
        yield from _index(words, options)
        yield Draft(
            title=f"keep {words.whole.name} and {words.part.name} in step", phase="expand", before=words.schema,
            after=None, up=made[0], down=made[1],
        )  # fmt: skip


def _index(words: Words, options: Options) -> Iterator[Draft]:
    """An index for the time of the migration, where the wide table is large and has none."""
    if not (is_small(words.whole, options) or is_found(words.schema, words.one)):
        index = found_by(words.schema, words.one)
        made, gone = (text.replace(" INDEX ", " INDEX CONCURRENTLY ", 1) for text in index)
        gone = gone.replace("CONCURRENTLY ", "CONCURRENTLY IF EXISTS ", 1)
        draft = Draft(
            title=f"clear what a failed build left on {words.whole.name}", phase="expand", before=words.schema,
            after=None, up=(gone,), down=(gone,), transactional=False,
        )  # fmt: skip
        yield draft
        yield replace(draft, title=f"index {words.whole.name} by the key of {words.part.name} for a while", up=(made,))


def _looked_for(draft: Draft, one: Division) -> Draft:
    words = Words(draft.before, one)
    title = f"look that {words.part.name} has every fact of {words.whole.name}"
    up = () if one.merges else words.guard()
    return Draft(title=title, phase="validate", before=draft.before, after=draft.before, up=up, down=())


def _with_values(
    draft: Draft,
    ones: tuple[Division, ...],
    crossed: tuple[Division, ...],
    indexed: frozenset[str],
    options: Options,
) -> Draft:
    """A draft that takes columns or parts away, its way back with their values; looked at first where needed."""
    assert draft.after is not None
    made, gone, guards = list[str](), list[str](), list[str]()
    for one in ones:
        triggers = kept_in_step(draft.before, one) if options.strategy != "direct" else None
        if triggers:
            index = found_by(draft.before, one) if one.part in indexed else ()
            made, gone = [*made, *index[:1], *triggers[0]], [*triggers[1], *index[1:], *gone]
        elif not one.merges:
            words = Words(draft.before, one)
            guards += (f"LOCK TABLE {words.there} IN ACCESS EXCLUSIVE MODE;", *words.guard())
    phase = draft.phase if options.strategy == "direct" else "contract"
    saved = draft.saved.union(*map(_kept, (*ones, *crossed)))
    if crossed:
        up, down, remarks = _crossed(draft, ones, crossed)
        remarks = (*draft.remarks, *remarks)
        up, down = (*gone, *guards, *up), (*down, *made)
        return replace(draft, up=up, down=down, phase=phase, saved=saved, remarks=remarks)
    passage = draft.before
    for one in ones:
        passage = _part_empty(passage, one) if one.merges else _columns_empty(passage, draft.after, one.entity)
    values = [
        f"{Words(draft.before, one).copied if one.merges else Words(draft.before, one).filled};"
        for one in in_turn(ones, draft.after)
    ]
    back = (*sql_between(draft.after, passage), *values, *sql_between(passage, draft.before), *made)
    return replace(draft, up=(*gone, *guards, *draft.up), down=back, phase=phase, saved=saved)


def _gently(draft: Draft, ones: tuple[Division, ...], indexed: frozenset[str], options: Options) -> tuple[Draft, ...]:
    """The same for columns of a large table that go: on the way back they are filled in batches while others write. ()
    where that cannot be."""
    assert draft.after is not None
    wholes = {one.entity for one in ones}
    if options.strategy == "direct" or any(one.merges for one in ones) or len(wholes) != 1:
        return ()
    triggers = [kept_in_step(draft.before, one) for one in ones]
    small = is_small(draft.before.entity(ones[0].entity), options)
    if small or draft.up != sql_between(draft.before, draft.after):
        return ()
    loose = _columns_empty(draft.before, draft.after, ones[0].entity)
    made, gone = list[str](), list[str]()
    for each, one in zip(triggers, ones, strict=True):
        if each is None:
            return ()
        index = found_by(loose, one) if one.part in indexed else ()
        made += (*index[:1], *each[0])
        gone = [*each[1], *index[1:], *gone]
    drop = replace(
        draft, before=loose, up=(*gone, *sql_between(loose, draft.after)), phase="contract",
        down=(*sql_between(draft.after, loose), *made), saved=draft.saved.union(*map(_kept, ones)),
    )  # fmt: skip
    fills = [Words(loose, one).filling_back(options) for one in reversed(in_turn(ones, draft.after))]
    return tuple(contracted(drop, draft.before, loose, fills, options, held=False))


def _kept(one: Division) -> set[str]:
    """The ids whose values are elsewhere when they go."""
    return {one.part, *(mine for mine, _ in one.columns)} if one.merges else {theirs for _, theirs in one.columns}


def in_turn(ones: tuple[Division, ...], narrow: Schema) -> list[Division]:
    """Each after those that bring the columns by which its rows are found."""
    there = {one.entity: {each.id for each in narrow.entity(one.entity).attributes} for one in ones}
    waiting, found = list(ones), list[Division]()
    while waiting:
        one = next((each for each in waiting if _found_by(each) <= there[each.entity]), waiting[0])
        waiting.remove(one)
        found.append(one)
        there[one.entity] |= {theirs for _, theirs in one.columns}
    return found


def _found_by(one: Division) -> set[str]:
    return {theirs for mine, theirs in one.columns if mine in one.key}


def _crossed(
    draft: Draft, ones: tuple[Division, ...], crossed: tuple[Division, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(up, down, remarks) of the step in which the key of a table changes with its rows."""
    assert draft.after is not None
    merges = crossed[0].merges
    wide, narrow = (draft.after, draft.before) if merges else (draft.before, draft.after)
    passage = _columns_empty(wide, narrow, crossed[0].entity)
    rows = CrossedRows(wide, narrow, crossed[0].entity, (*in_turn(ones, narrow), *in_turn(crossed, narrow)))
    apart = (
        *rows.copied(), *rows.apart_guard(), *sql_between(wide, passage), *rows.merged(),
        *sql_between(passage, narrow),
    )  # fmt: skip
    together = (
        *sql_between(narrow, passage), *rows.together_guard(), *rows.joined(), *sql_between(passage, wide),
    )  # fmt: skip
    return (together, apart, rows.remarks()) if merges else (apart, together, rows.remarks())


def _columns_empty(wide: Schema, narrow: Schema, entity_id: str) -> Schema:
    """The wide design, the columns that the narrow one lacks free of everything that would refuse an empty one."""
    entity = wide.entity(entity_id)
    coming = [attribute for attribute in entity.attributes if attribute.id not in narrow.located]

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
    links = tuple(link for link in wide.relationships if not ids & {*link.columns, *link.parent_columns})
    return replace(with_entity(wide, bare), relationships=links)


def _part_empty(before: Schema, one: Division) -> Schema:
    """The design without what refers to the part, which is empty at first."""
    links = tuple(link for link in before.relationships if one.part not in (link.child, link.parent))
    return in_order(replace(before, relationships=links))
