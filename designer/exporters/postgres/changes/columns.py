"""ALTER COLUMN: type, nullability, default, identity, generation, storage."""

from collections.abc import Iterator

from designer.exporters.postgres.changes.column_traits import (
    WHOLE,
    is_for,
    is_retyped,
    is_serial,
    names_not_null,
    nullable,
    serial_sequence,
    whole,
)
from designer.exporters.postgres.changes.context import Context, NotExpressible, Piece, Stage, alter_table, not_null_of
from designer.exporters.postgres.changes.conversions import conversion
from designer.exporters.postgres.columns import (
    STATISTICS,
    collation,
    definition,
    not_null,
    sequence_name,
    sequence_options,
    unvalidated_not_null,
)
from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import literal, name, of_postgres, option_name, parenthesized, settings, verbatim
from designer.schema.changes import Alter
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Generated, Identity, NotNull, Sequence
from designer.schema.types import parse_type


def altered_attribute(change: Alter, context: Context) -> Iterator[Piece]:
    """The statements of one column's alteration, in the order in which the server takes them."""
    entity = context.owner(change.id)
    column = _Column(context, entity, context.old.attribute(change.id), context.new.attribute(change.id), change)
    yield Piece(Stage.COLUMN, tuple(column.statements()))


def freed_columns(context: Context) -> Iterator[Piece]:
    """NULL is allowed once no key, identity or constraint of the column's own forbids it: the server keeps it out
    of a column that was in a primary key until it is told otherwise."""
    for attribute_id in sorted(_of_changed_tables(context)):
        if nullable(context.new, attribute_id) and not nullable(context.old, attribute_id):
            entity = context.owner(attribute_id)
            if entity.partition_of is None or context.old.attribute(attribute_id).not_null is None:
                column = name(context.new.attribute(attribute_id).name)
                yield Piece(Stage.KEY, (f"{alter_table(context.new, entity)} ALTER COLUMN {column} DROP NOT NULL;",))


def _of_changed_tables(context: Context) -> Iterator[str]:
    """The columns that stay, of tables that are not the very same."""
    for entity in context.new.entities:
        located = context.old.located.get(entity.id)
        if located is not None and located.value is not entity:
            yield from (one.id for one in entity.attributes if one.id in context.kept_attributes)


class _Column:
    """One column before and after."""

    def __init__(self, context: Context, entity: Entity, old: Attribute, new: Attribute, change: Alter) -> None:
        self.context, self.entity, self.old, self.new, self.change = context, entity, old, new, change
        self.table = alter_table(context.new, entity)
        self.head = f"{self.table} ALTER COLUMN {name(new.name)}"
        self.where = f"{context.new.qualified(entity)}.{new.name}"

    def statements(self) -> Iterator[str]:
        changed = self.change.set
        if "identity" in changed and self.new.identity is None:
            yield f"{self.head} DROP IDENTITY;"  # only an integer type has one
        if "generated" in changed:
            yield from self._generated()
        if is_serial(self.old) and not is_serial(self.new):
            yield from self._serial_gone()
        if changed.keys() & {"type", "collation"} and not self._parent_does():
            yield from self._type()
        elif "default" in changed:
            yield from self._default()
        if "not_null" in changed and self.new.not_null and not (is_serial(self.new) and not is_serial(self.old)):
            yield from self._not_null()
        if is_serial(self.new) and not is_serial(self.old):
            yield from self._serial_comes()
        if self.new.identity and "identity" in changed:
            yield from self._identity(self.new.identity)
        retyped = "type" in changed  # which sets how values are stored back to the type's own way
        if "storage" in changed or (retyped and self.new.storage):
            default = "default" if is_for(self.context.new, 16) else _own_storage(self.new.type)
            yield f"{self.head} SET STORAGE {(self.new.storage or default).upper()};"
        if "compression" in changed or (retyped and self.new.compression):
            yield f"{self.head} SET COMPRESSION {self.new.compression or 'default'};"
        if "options" in changed:
            yield from self._options()

    def _serial_gone(self) -> Iterator[str]:
        """The default and the sequence that the word `serial` stood for."""
        table = self.context.new.entity(self.entity.id)
        yield f"{self.head} DROP DEFAULT;"
        yield f"DROP SEQUENCE {beside(self.context.new, table, serial_sequence(self.context.old, self.old))};"

    def _serial_comes(self) -> Iterator[str]:
        """What the word `serial` stands for, said in full; the numbers go on behind those that are there."""
        own = serial_sequence(self.context.new, self.new)
        sequence = beside(self.context.new, self.entity, own)
        column, table = name(self.new.name), qualified(self.context.new, self.entity)
        yield f"CREATE SEQUENCE {sequence} AS {WHOLE[parse_type(self.new.type).base]} OWNED BY {table}.{column};"
        yield f"{self.head} SET DEFAULT nextval({literal(sequence)});"
        if nullable(self.context.old, self.old.id):
            yield f"{self.head} SET NOT NULL;"
        yield _go_on(sequence, table, column)

    def _parent_does(self) -> bool:
        """A partition's column has its parent's type, and changes with it."""
        if self.entity.partition_of is None:
            return False
        parent = self.context.new.entity(self.entity.partition_of.parent)
        above = parent.attribute(self.new.name)
        return above is not None and above.type == self.new.type

    def _type(self) -> Iterator[str]:
        users = [
            other.name
            for other in self.entity.attributes
            if other.generated and other.id != self.new.id and self.new.name in other.generated.expression
        ]
        if users:
            raise NotExpressible(f"{self.where} cannot change its type: {', '.join(users)} is generated from it")
        cast = conversion(self.old.type, self.new.type)
        has_default = self.old.default is not None and self.old.generated is None
        if has_default and cast is not None:
            yield f"{self.head} DROP DEFAULT;"
        wanted = whole(self.new.type)
        if not is_retyped(self.change):
            return
        text = f"{self.head} TYPE {verbatim(wanted, f'the type of {self.where}')}"
        if self.new.collation:
            text += f" COLLATE {collation(self.new.collation, self.where)}"
        yield f"{text}{f' USING {cast.format(name(self.new.name))}' if cast else ''};"
        if is_serial(self.old) and is_serial(self.new):
            own = beside(self.context.new, self.entity, serial_sequence(self.context.new, self.new))
            yield f"ALTER SEQUENCE {own} AS {wanted};"
        if "default" in self.change.set or (has_default and cast is not None):
            yield from self._default()

    def _default(self) -> Iterator[str]:
        if self.new.generated or self.new.identity:
            if self.old.default is not None and self.new.identity:
                yield f"{self.head} DROP DEFAULT;"
        elif self.new.default is None:
            yield f"{self.head} DROP DEFAULT;"
        else:
            yield f"{self.head} SET DEFAULT {verbatim(self.new.default, f'the default of {self.where}')};"

    def _not_null(self) -> Iterator[str]:
        old, new = self.old.not_null, self.new.not_null
        assert new is not None
        schema = self.context.new
        if old is None:
            yield from self._set_not_null(new)
            return
        if not names_not_null(schema):
            return  # it is there, and that is all that can be said of it
        server_calls_it = name(not_null_of(self.context.old, self.old.id))
        wanted = name(not_null_of(schema, self.new.id))
        if server_calls_it != wanted:
            yield f"{self.table} RENAME CONSTRAINT {server_calls_it} TO {wanted};"
        if old.no_inherit != new.no_inherit:
            yield f"{self.table} ALTER CONSTRAINT {wanted} {'NO INHERIT' if new.no_inherit else 'INHERIT'};"
        if new.validated and not old.validated:
            yield f"{self.table} VALIDATE CONSTRAINT {wanted};"
        elif old.validated and not new.validated:
            yield f"{self.head} DROP NOT NULL;"
            yield f"{self.table} ADD {unvalidated_not_null(self.new)};"

    def _set_not_null(self, new: NotNull) -> Iterator[str]:
        if not names_not_null(self.context.new):
            yield f"{self.head} SET NOT NULL;"
        elif not new.validated:
            yield f"{self.table} ADD {unvalidated_not_null(self.new)};"
        elif new.name or new.no_inherit:
            if not nullable(self.context.old, self.old.id):
                before = name(not_null_of(self.context.old, self.old.id))
                yield f"{self.table} RENAME CONSTRAINT {before} TO {name(not_null_of(self.context.new, self.new.id))};"
                return
            named, _, rest = not_null(new).partition("NOT NULL")
            yield f"{self.table} ADD {named}NOT NULL {name(self.new.name)}{rest};"
        else:
            yield f"{self.head} SET NOT NULL;"

    def _generated(self) -> Iterator[str]:
        old, new = self.old.generated, self.new.generated
        if old and new and old.stored == new.stored and is_for(self.context.new, 17):
            expression = parenthesized(new.expression, f"the expression of {self.where}")
            yield f"{self.head} SET EXPRESSION AS {expression};"
        elif old and new is None and old.stored:
            yield f"{self.head} DROP EXPRESSION;"
        else:
            self._remade(new)

    def _remade(self, new: Generated | None) -> None:
        to = "be generated" if new else "stop being generated without values"
        raise NotExpressible(f"{self.where} cannot {to} in place: it has to be dropped and added again")

    def _identity(self, new: Identity) -> Iterator[str]:
        old = self.old.identity
        if old is None:
            if self.old.default is not None and "default" not in self.change.set and not is_serial(self.old):
                yield f"{self.head} DROP DEFAULT;"
            if nullable(self.context.old, self.old.id) and self.new.not_null is None:
                yield f"{self.head} SET NOT NULL;"
            clause = definition(self.context.new, self.entity, _bare(self.new)).partition("GENERATED ")[2]
            yield f"{self.head} ADD GENERATED {clause};"
            if is_serial(self.old):
                column, table = name(self.new.name), qualified(self.context.new, self.entity)
                own = f"pg_get_serial_sequence({literal(table)}, {literal(self.new.name)})"
                yield f"SELECT setval({own}, max({column})) FROM {table} HAVING max({column}) IS NOT NULL;"
        else:
            yield from self._identity_options(old, new)

    def _identity_options(self, old: Identity, new: Identity) -> Iterator[str]:
        parts = [f"SET GENERATED {new.mode.upper()}"] if old.mode != new.mode else []
        parts += [f"SET {option}" for option in sequence_changes(old, new)]
        if parts:
            yield from self._within(old, new)
            yield f"{self.head} {' '.join(parts)};"
        if old.sequence != new.sequence:
            if not (old.sequence and new.sequence):
                raise NotExpressible(f"the sequence of {self.where} has no name to rename it from or to")
            before = sequence_name(self.context.new, self.entity, old.sequence)
            after = sequence_name(self.context.new, self.entity, new.sequence)
            yield f"ALTER SEQUENCE {before} RENAME TO {after.rpartition('.')[2]};"

    def _within(self, old: Identity, new: Identity) -> Iterator[str]:
        """The sequence's number, taken inside narrower bounds: the server refuses them before."""
        low = None if new.minimum == old.minimum else new.minimum
        high = None if new.maximum == old.maximum else new.maximum
        if low is None and high is None:
            return
        value = "last_value" if low is None else f"greatest(last_value, {low})"
        value = value if high is None else f"least({value}, {high})"
        own = sequence_name(self.context.new, self.entity, old.sequence) if old.sequence else beside(
            self.context.new, self.entity, serial_sequence(self.context.new, self.new)
        )  # fmt: skip
        yield f"SELECT setval({literal(own)}, {value}, is_called) FROM {own};"

    def _options(self) -> Iterator[str]:
        old, new = (dict(of_postgres(one.options)) for one in (self.old, self.new))
        statistics = old.pop(STATISTICS, None), new.pop(STATISTICS, None)
        if statistics[0] != statistics[1]:
            yield f"{self.head} SET STATISTICS {-1 if statistics[1] is None else int(statistics[1])};"
        set_now = {key: value for key, value in new.items() if old.get(key) != value}
        if set_now:
            yield f"{self.head} SET ({settings(set_now)});"
        reset = [key for key in old if key not in new]
        if reset:
            yield f"{self.head} RESET ({', '.join(map(option_name, reset))});"


def _go_on(sequence: str, table: str, column: str) -> str:
    return f"SELECT setval({literal(sequence)}, max({column})) FROM {table} HAVING max({column}) IS NOT NULL;"


def _bare(attribute: Attribute) -> Attribute:
    return Attribute(id=attribute.id, name="x", type="x", identity=attribute.identity, options=FrozenMap())


def _own_storage(type_text: str) -> str:
    """How a type that can be stored elsewhere is stored unless told otherwise; older servers know no word for it."""
    return "main" if parse_type(type_text).base in ("numeric", "decimal", "inet", "cidr") else "extended"


def sequence_changes(old: Identity | Sequence, new: Identity | Sequence) -> Iterator[str]:
    """The options that differ; what is no longer said goes back to the server's default."""
    said = {option.split(" ")[0]: option for option in sequence_options(new)}
    before = {option.split(" ")[0]: option for option in sequence_options(old)}
    descending = (new.increment or 1) < 0
    defaults = {
        "INCREMENT": "INCREMENT BY 1",
        "MINVALUE": "NO MINVALUE",
        "MAXVALUE": "NO MAXVALUE",
        "START": f"START WITH {(new.maximum if descending else new.minimum) or (-1 if descending else 1)}",
        "CACHE": "CACHE 1",
        "CYCLE": "NO CYCLE",
    }
    bounds = any(said.get(word) != before.get(word) for word in ("INCREMENT", "MINVALUE", "MAXVALUE"))
    for word, default in defaults.items():
        unsaid_start = word == "START" and bounds and word not in said  # it follows the bounds only where they are made
        if said.get(word) != before.get(word) or unsaid_start:
            yield said.get(word, default)
