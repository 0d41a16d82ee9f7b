"""RENAME and SET SCHEMA, in an order in which no name is taken twice."""

from collections.abc import Iterator
from dataclasses import dataclass

from designer.exporters.postgres.changes.context import Context, NotExpressible, Piece, Stage, alter_table, name_of
from designer.exporters.postgres.changes.drop import name_of_domain_check
from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import literal, name
from designer.schema.changes import Alter, Change, Rename

_RELATIONS = ("entity", "index", "sequence")
_CONSTRAINTS = ("primary_key", "unique", "check", "exclusion", "relationship")
_ORDER = ("schema", "enum", "domain", "composite", "sequence", "entity", "attribute")
_WORD = {"enum": "TYPE", "domain": "DOMAIN", "composite": "TYPE", "sequence": "SEQUENCE", "entity": "TABLE"}
_SILENT = ("access_pattern",)


@dataclass(frozen=True, slots=True)
class _Step:
    """One rename. scope: within what names must differ; template: the statement, `{}` the old and new name."""

    scope: tuple[str, ...]
    old: str
    new: str
    template: tuple[str, str, str]

    def statement(self, old: str, new: str) -> str:
        return f"{self.template[0]}{name(old)}{self.template[1]}{name(new)}{self.template[2]}"


def renamed(changes: tuple[Change, ...], context: Context, rebuilt: frozenset[str]) -> Iterator[Piece]:
    """Everything that is called or placed otherwise afterwards; what is rebuilt gets its new name by that."""
    for change in changes:
        if isinstance(change, Alter) and "schema" in change.set and change.kind in _WORD:
            yield Piece(Stage.RENAME, (_relocation(change, context),))
    renames = [change for change in changes if isinstance(change, Rename) and change.kind not in _SILENT]
    renames = [change for change in renames if change.id not in rebuilt]
    renames.sort(key=lambda change: _ORDER.index(change.kind) if change.kind in _ORDER else len(_ORDER))
    for kind in dict.fromkeys(change.kind for change in renames):
        steps = [_step(change, context) for change in renames if change.kind == kind]
        yield Piece(Stage.RENAME, tuple(_untangled(steps)))


def _relocation(change: Alter, context: Context) -> str:
    """SET SCHEMA, when namespaces have their new names and objects still their old ones."""
    value = context.old.get(change.id)
    home = context.new.namespace(change.set["schema"])
    if home is None:
        raise NotExpressible(f"{context.said(change.id)} has to be in some schema")
    return f"ALTER {_WORD[change.kind]} {context.late_name(value)} SET SCHEMA {name(home)};"


def _step(change: Rename, context: Context) -> _Step:
    kind, new = change.kind, context.new
    located = new.located[change.id]
    target = str(change.new)
    if change.new is None:
        raise NotExpressible(f"{context.said(change.id)} cannot go back to a name of the server's choice")
    if kind in _CONSTRAINTS:
        table = new.entity(located.value.child if kind == "relationship" else located.owner)
        old = name_of(context.old, context.old.located[change.id])
        return _Step((kind, table.id), old, target, (f"{alter_table(new, table)} RENAME CONSTRAINT ", " TO ", ";"))
    if kind == "attribute":
        table = new.entity(located.owner)
        head = f"{alter_table(new, table)} RENAME COLUMN "
        return _Step((kind, table.id), str(change.old), target, (head, " TO ", ";"))
    if kind == "index":
        old = name_of(context.old, context.old.located[change.id])
        prefix = beside(new, new.entity(located.owner), "x").removesuffix("x")
        return _Step((prefix,), old, target, (f"ALTER INDEX {prefix}", " RENAME TO ", ";"))
    if kind in _WORD:
        prefix = qualified(new, located.value).removesuffix(name(target))
        return _Step((kind, prefix), str(change.old), target, (f"ALTER {_WORD[kind]} {prefix}", " RENAME TO ", ";"))
    if kind == "schema":
        return _Step((kind,), str(change.old), target, ("ALTER SCHEMA ", " RENAME TO ", ";"))
    if kind == "domain_check":
        domain = qualified(new, new.get(located.owner))
        old = name_of_domain_check(change.old, domain)
        return _Step((kind, domain), old, target, (f"ALTER DOMAIN {domain} RENAME CONSTRAINT ", " TO ", ";"))
    if kind == "enum_value":
        return _EnumValueStep(change, context)
    raise NotExpressible(f"a {kind.replace('_', ' ')} cannot be renamed: {context.said(change.id)}")


class _EnumValueStep(_Step):
    """RENAME VALUE: its names are constants."""

    def __init__(self, change: Rename, context: Context) -> None:
        enum = qualified(context.new, context.new.get(context.new.located[change.id].owner))
        super().__init__(
            ("enum_value", enum), str(change.old), str(change.new), (f"ALTER TYPE {enum} RENAME VALUE ", " TO ", ";")
        )

    def statement(self, old: str, new: str) -> str:
        return f"{self.template[0]}{literal(old)}{self.template[1]}{literal(new)}{self.template[2]}"


def _untangled(steps: list[_Step]) -> Iterator[str]:
    """The renames, each when its new name is free; a circle is opened with a name of passage."""
    left = list(steps)
    number = 0
    while left:
        taken = {(step.scope, step.old) for step in left}
        free = [step for step in left if (step.scope, step.new) not in taken or step.old == step.new]
        for step in free:
            yield step.statement(step.old, step.new)
        left = [step for step in left if step not in free]
        if left and not free:
            number += 1
            passage = f"renaming_{number}"
            step = left.pop(0)
            yield step.statement(step.old, passage)
            left.append(_through(step, passage))


def _through(step: _Step, passage: str) -> _Step:
    moved = object.__new__(type(step))
    for field, value in (
        ("scope", step.scope), ("old", passage), ("new", step.new), ("template", step.template)
    ):  # fmt: skip
        object.__setattr__(moved, field, value)
    return moved
