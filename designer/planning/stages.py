"""The designs that lie between two designs: each a whole design, one concern away from the one before.

Since every stage is a design, the statements between two neighbours, forward and back, come from the same function
that turns any design into any other, and a proof can compare the catalogue at every stage. A stage takes whole objects
(a table with its columns and keys, an enum, a relationship) from the one side or the other. What cannot be told apart
(a table and its partitions, two columns of one foreign key that change their type, a sequence and the column that owns
it) goes together; what holds together only later is put off; what never comes apart is one stage.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from designer.exporters.postgres.changes import NotExpressible
from designer.planning.carrying import CODE, leaving_code, needed_early
from designer.planning.families import families
from designer.planning.remaking import between
from designer.schema.align import align
from designer.schema.apply import apply
from designer.schema.changes import Alter, Change, Rename
from designer.schema.diff import diff
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.model import Entity, Layout, Relationship
from designer.schema.ordering import in_order
from designer.schema.schema import Schema
from designer.schema.validity import problems
from designer.sql.renames import RenameRefused, rename_with_rewrites

TOP = ("schemas", "extensions", "enums", "domains", "composites", "sequences", "entities", "relationships", "opaque")
_DESIGN_ONLY: dict[str, Any] = {
    "access_patterns": (), "invariants": (), "decisions": (), "layout": Layout(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """A design on the way.

    rewritten: texts that only follow a rename, which the server keeps in step by itself; fresh: ids of tables that the
    migration made itself, and that are empty therefore.
    """

    title: str
    before: Schema
    after: Schema
    rewritten: frozenset[tuple[str, str, str]] = frozenset()
    fresh: frozenset[str] = frozenset()

    def up(self) -> tuple[str, ...]:
        """The statements from `before` to `after`. Raises NotExpressible."""
        return between(self.before, self.after, self.rewritten)

    def down(self) -> tuple[str, ...]:
        """The statements from `after` to `before`. Raises NotExpressible."""
        back = frozenset(
            (one.id, name, text)
            for one in diff(self.after, self.before)
            if self.rewritten and isinstance(one, Alter)
            for name, value in one.set.items()
            if isinstance(text := getattr(value, "expression", value), str)
        )
        return between(self.after, self.before, back)


def bare(schema: Schema) -> Schema:
    """A design without what is in no database."""
    entities = tuple(
        replace(one, functional_dependencies=(), multivalued_dependencies=(), denormalizations=())
        for one in schema.entities
    )
    return replace(schema, entities=entities, **_DESIGN_ONLY)


def stages(old: Schema, new: Schema, moving: frozenset[str] = frozenset()) -> tuple[Stage, ...]:
    """The designs from `old` to `new`, in order. Raises NotExpressible for what no statement does.

    moving: columns that are not renamed with the others, but change with their table.
    """
    old, new = bare(old), bare(align(new, old))
    walk = _Walk(old)
    leaving = leaving_code(old, new)
    walk.take(f"drop {_listed(old, leaving)}", leaving, new, rebuilt=True)
    walk.rename(new, moving)
    groups = _groups(walk.at, new)
    while groups:
        put_off = [group for group in groups if not walk.take(group.title, group.ids, new)]
        if len(put_off) == len(groups):
            walk.all_at_once([one for group in put_off for one in group.ids], new)
            break
        groups = put_off
    walk.finish(new)
    fresh = frozenset(one.id for one in new.entities if one.id not in old.located)
    return tuple(replace(stage, fresh=fresh) for stage in walk.found)


@dataclass(frozen=True, slots=True)
class _Group:
    title: str
    ids: tuple[str, ...]


class _Walk:
    """The stages found so far, and where the last one stands."""

    def __init__(self, start: Schema) -> None:
        self.at = start
        self.found: list[Stage] = []

    def take(self, title: str, ids: Iterable[str], new: Schema, *, rebuilt: bool = False) -> bool:
        """Take these objects from `new` (or away); False where no design or no statement comes of it.

        rebuilt: they go now and come back, as `new` has them, later.
        """
        there = mixed(self.at, new, frozenset(ids), away=rebuilt)
        if there == self.at:
            return True
        if problems(there, since=self.at) or unkeyed(there) - unkeyed(self.at) - unkeyed(new):
            return False
        stage = Stage(title, self.at, there)
        if not _works(stage.up):
            return False
        self.found.append(stage)
        self.at = there
        return True

    def all_at_once(self, ids: list[str], new: Schema) -> None:
        there = mixed(self.at, new, frozenset(ids))
        self.found.append(Stage("change what hangs together", self.at, there))
        self.found[-1].up()  # raises with the reason
        self.at = there

    def rename(self, new: Schema, moving: frozenset[str]) -> None:
        """All renames, with every text that the server keeps in step by itself."""
        renames = [change for change in diff(self.at, new) if isinstance(change, Rename) and _is_stored(change)]
        renames = [change for change in renames if change.id not in moving]
        if not renames:
            return
        there = _renamed(self.at, renames)
        followed = frozenset(
            (one.id, name, text)
            for one in diff(self.at, there)
            if isinstance(one, Alter)
            for name, value in one.set.items()
            if isinstance(text := getattr(value, "expression", value), str)
        )
        stage = Stage(_rename_title(renames, self.at), self.at, there, followed)
        if problems(there) or not _works(stage.up):
            return  # they are part of what comes
        self.found.append(stage)
        self.at = there

    def finish(self, new: Schema) -> None:
        """What the groups did not name (the order of columns, the name of the design) is `new`'s in the last stage."""
        if self.found:
            self.found[-1] = replace(self.found[-1], after=new)


def unkeyed(schema: Schema) -> frozenset[str]:
    """Foreign keys that refer to columns which no key and no unique index of the design keeps unique."""
    found = set()
    for link in schema.relationships:
        parent, columns = schema.entity(link.parent), set(link.parent_columns)
        indexes = (set(one.columns) for one in parent.indexes if one.unique)
        if columns not in [*(set(key.columns) for key in parent.keys), *indexes]:
            found.add(link.id)
    return frozenset(found)


def _works(statements: Callable[[], Any]) -> bool:
    try:
        statements()
    except NotExpressible:
        return False
    return True


def mixed(old: Schema, new: Schema, ids: frozenset[str], *, away: bool = False) -> Schema:
    """`old` with the objects `ids` as `new` has them: other, gone or there. away: gone in any case."""
    lists: dict[str, Any] = {}
    for name in TOP:
        theirs = {one.id: one for one in getattr(new, name)}
        kept: list[Any] = []
        for one in getattr(old, name):
            if one.id not in ids:
                kept.append(one)
            elif one.id in theirs and not away:
                kept.append(theirs[one.id])
        known = {one.id for one in getattr(old, name)}
        kept += [one for key, one in theirs.items() if key in ids and key not in known and not away]
        lists[name] = tuple(kept)
    return in_order(replace(old, **lists)).made_from(old)


def _is_stored(change: Rename) -> bool:
    return change.kind not in ("access_pattern", "opaque")


def _renamed(schema: Schema, renames: list[Rename]) -> Schema:
    """The design with other names; swaps go through a third name, since texts are rewritten one name at a time."""
    at, left = schema, list(renames)
    number = 0
    while left:
        waiting: list[Rename] = []
        for change in left:
            made = _one_renamed(at, change, change.new)
            if made is None:
                waiting.append(change)
            else:
                at = made
        if len(waiting) == len(left):
            number += 1
            through = _one_renamed(at, waiting[0], f"renaming_{number}")
            if through is None or number > len(renames):
                return schema
            at = through
        left = waiting
    return at


def _one_renamed(schema: Schema, change: Rename, to: str | None) -> Schema | None:
    """The design after one rename; None where the name is taken."""
    if to is None:
        return None
    try:
        step: Change = rename_with_rewrites(schema, change.id, to)
    except RenameRefused:  # the texts that stand against it change by themselves, or make a stage impossible later
        located = schema.located[change.id]
        step = Rename(kind=change.kind, id=change.id, old=getattr(located.value, located.kind.label or "name"), new=to)
    try:
        return apply((step,), schema)
    except (DesignError, ChangeConflict):
        return None


def _groups(old: Schema, new: Schema) -> list[_Group]:
    """What changes together, in the order to try."""
    groups: list[_Group] = []
    before, after = _tops(old), _tops(new)
    touched = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    gone = [key for key in touched if key not in after]
    come = [key for key in touched if key not in before]
    altered = [key for key in touched if key in before and key in after]

    def of(keys: Iterable[str], *types: str) -> tuple[str, ...]:
        return tuple(key for key in keys if type(after.get(key) or before[key]).__name__ in types)

    links = of(gone, "Relationship")
    groups += [_Group(f"drop the foreign key {before[key].name}", (key,)) for key in links]
    made = of(come, "Namespace", "Extension", "Enum", "Domain", "Composite", "Sequence", "Entity")
    code = of(come, "Opaque")
    early = tuple(key for key in code if after[key].kind not in CODE and needed_early(after[key], old, new))
    groups.append(_Group(f"create {_listed(new, made)}", (*made, *early)))
    groups += [_Group(f"change {_listed(new, keys)}", keys) for keys in families(altered, gone, old, new)]
    groups += [_Group(f"change the foreign key {after[key].name}", (key,)) for key in of(altered, "Relationship")]
    groups += [_Group(f"add the foreign key {after[key].name}", (key,)) for key in of(come, "Relationship")]
    late = tuple(key for key in (*of(altered, "Opaque"), *code) if key not in early)
    groups.append(_Group(f"create {_listed(new, late)}", late))
    dropped = of(gone, "Entity")
    groups.append(_Group(f"drop {_listed(old, dropped)}", dropped))
    rest = of(gone, "Namespace", "Extension", "Enum", "Domain", "Composite", "Sequence", "Opaque")
    groups.append(_Group(f"drop {_listed(old, rest)}", rest))
    named = {key for group in groups for key in group.ids}
    groups.append(_Group("change what is left", tuple(key for key in touched if key not in named)))
    return [group for group in groups if group.ids]


def _tops(schema: Schema) -> dict[str, Any]:
    return {one.id: one for name in TOP for one in getattr(schema, name)}


def _listed(schema: Schema, ids: Iterable[str]) -> str:
    values = [schema.get(key) for key in ids]
    values.sort(key=lambda one: not isinstance(one, Entity))
    names = [str(one.name) for one in values if not isinstance(one, Relationship)] or [str(one.name) for one in values]
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _rename_title(renames: list[Rename], schema: Schema) -> str:
    first = renames[0]
    title = f"rename {first.old} to {first.new}"
    return title if len(renames) == 1 else f"{title} and {len(renames) - 1} more"
