"""The statements for one object of a design: the object bare, and each of its properties on it."""

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from designer.lab.verify.pieces import (
    Literal,
    Name,
    collate,
    constraint_name,
    deferrable,
    direction,
    flag,
    generation,
    of_postgres,
    option_name,
    parameters,
    plain,
    say,
    sequence_options,
    validity,
    with_options,
    words,
)
from designer.schema.model import (
    Attribute,
    Domain,
    Entity,
    Exclusion,
    Identity,
    Index,
    Opaque,
    Relationship,
    Sequence,
    Unique,
)
from designer.schema.schema import Schema


class Objects:
    """Says the objects of one design, and names them as statements do."""

    def __init__(self, schema: Schema, major: int = 18) -> None:
        """major: the server's version; before 18 a NOT NULL constraint has neither a name nor a statement."""
        self._schema = schema
        self._names_not_null = major >= 18

    def in_path(self, opaque: Opaque) -> str:
        """One string, sent as one: the path is set for this statement alone."""
        path = sql.SQL(", ").join(map(Name, opaque.x["search_path"]))
        return say("SET LOCAL search_path = {}; ", path) + opaque.sql

    def sequence(self, sequence: Sequence) -> str:
        kind = "" if sequence.persistence == "permanent" else sequence.persistence
        made = say("CREATE {} SEQUENCE {} AS {}", words(kind), self.name(sequence), words(sequence.type))
        return made + sequence_options(sequence)

    def table(self, entity: Entity) -> str:
        kind = "" if entity.persistence == "permanent" else entity.persistence
        if entity.partition_of and not entity.attributes:
            parent = self.name(self._schema.entity(entity.partition_of.parent))
            text = say("CREATE {} TABLE {} PARTITION OF {} {}", words(kind), self.name(entity), parent,
                        words(entity.partition_of.bound))  # fmt: skip
            return text + self.divided(entity)
        columns = [
            sql.SQL("{} {} {}").format(Name(a.name), words(a.type), words(collate(a.collation) + generation(a)))
            for a in entity.attributes
            if a.name not in self.above(entity)
        ]
        text = say("CREATE {} TABLE {} ({})", words(kind), self.name(entity), sql.SQL(", ").join(columns))
        if entity.inherits:
            parents = (self.name(self._schema.entity(parent)) for parent in entity.inherits)
            text += say(" INHERITS ({})", sql.SQL(", ").join(parents))
        return text + self.divided(entity)

    def divided(self, entity: Entity) -> str:
        by = entity.partition_by
        if by is None:
            return ""
        keys = [
            sql.SQL("{} {} {}").format(
                self.part(key.column, key.expression), words(collate(key.collation)), words(key.operator_class or "")
            )
            for key in by.keys
        ]
        return say(" PARTITION BY {} ({})", words(by.strategy), sql.SQL(", ").join(keys))

    def column(self, entity: Entity, attribute: Attribute) -> Iterator[str]:
        own = sql.SQL("{} ALTER {}").format(self.name(entity), Name(attribute.name))
        constraint = attribute.not_null
        if attribute.name in self.above(entity):
            if constraint and not self.above(entity)[attribute.name].not_null:
                yield say("ALTER TABLE {} SET NOT NULL", own)
        elif (
            constraint
            and self._names_not_null
            and (constraint.name or constraint.no_inherit or not constraint.validated)
        ):
            named = constraint_name(constraint.name)
            flags = (flag(constraint.no_inherit, "NO INHERIT"), flag(not constraint.validated, "NOT VALID"))
            table, column = self.name(entity), Name(attribute.name)
            yield say("ALTER TABLE {} ADD {} NOT NULL {} {} {}", table, named, column, *flags)
        elif constraint or attribute.identity:
            yield say("ALTER TABLE {} SET NOT NULL", own)
        if attribute.default is not None:
            yield say("ALTER TABLE {} SET DEFAULT {}", own, words(attribute.default))
        if attribute.identity:
            yield say("ALTER TABLE {} ADD GENERATED {} AS IDENTITY", own, words(attribute.identity.mode)) + (
                self.identity_options(entity, attribute.identity)
            )
        if attribute.storage:
            yield say("ALTER TABLE {} SET STORAGE {}", own, words(attribute.storage))
        if attribute.compression:
            yield say("ALTER TABLE {} SET COMPRESSION {}", own, words(attribute.compression))
        for option, value in of_postgres(attribute.options).items():
            if option == "statistics":
                yield say("ALTER TABLE {} SET STATISTICS {}", own, Literal(int(value)))
            else:
                yield say("ALTER TABLE {} SET ({} = {})", own, Name(option), Literal(str(value)))

    def identity_options(self, entity: Entity, identity: Identity) -> str:
        options = sequence_options(identity)
        if identity.sequence:
            home = self._schema.namespace(entity.schema)
            bare = identity.sequence.removeprefix(f"{home}.")
            qualified = Name(home, bare) if home else Name(bare)
            options = say(" SEQUENCE NAME {}", qualified) + options
        return f" ({options})" if options else ""

    def table_properties(self, entity: Entity) -> Iterator[str]:
        table = self.name(entity)
        for check in entity.checks:
            named = constraint_name(check.name)
            yield say("ALTER TABLE {} ADD {} CHECK ({}\n) {} {}", table, named, words(check.expression),
                       flag(check.no_inherit, "NO INHERIT"), validity(check))  # fmt: skip
        for option, value in of_postgres(entity.options).items():
            if option == "access_method":
                yield say("ALTER TABLE {} SET ACCESS METHOD {}", table, Name(value))
            elif option == "cluster_on":
                yield say("ALTER TABLE {} CLUSTER ON {}", table, Name(value))
            else:
                yield say("ALTER TABLE {} SET ({} = {})", table, option_name(option), Literal(plain(value)))
        if entity.row_security and entity.row_security.enabled:
            yield say("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", table)
        if entity.row_security and entity.row_security.forced:
            yield say("ALTER TABLE {} FORCE ROW LEVEL SECURITY", table)

    def domain(self, domain: Domain) -> Iterator[str]:
        own = self.name(domain)
        if domain.default is not None:
            yield say("ALTER DOMAIN {} SET DEFAULT {}", own, words(domain.default))
        if domain.not_null and domain.not_null.name:
            yield say("ALTER DOMAIN {} ADD CONSTRAINT {} NOT NULL", own, Name(domain.not_null.name))
        elif domain.not_null:
            yield say("ALTER DOMAIN {} SET NOT NULL", own)
        for check in domain.checks:
            named = constraint_name(check.name)
            yield say("ALTER DOMAIN {} ADD {} CHECK ({}\n) {}", own, named, words(check.expression),
                       flag(not check.validated, "NOT VALID"))  # fmt: skip

    def key(self, entity: Entity, key: Any) -> str:
        named = constraint_name(key.name)
        unique = isinstance(key, Unique)
        nulls = flag(unique and key.nulls_not_distinct, "NULLS NOT DISTINCT")
        columns = self.columns(key.columns)
        period = flag(key.without_overlaps, "WITHOUT OVERLAPS")
        kind = sql.SQL("UNIQUE" if unique else "PRIMARY KEY")
        text = say("ALTER TABLE {} ADD {} {} {} ({} {})", self.name(entity), named, kind, nulls, columns, period)
        if key.include:
            text += say(" INCLUDE ({})", self.columns(key.include))
        return text + with_options(key.options) + deferrable(key.deferrable)

    def exclusion(self, entity: Entity, value: Exclusion) -> str:
        elements = [
            sql.SQL("{} {} {} {} WITH {}").format(
                self.part(part.column, part.expression),
                words(collate(part.collation)),
                words(part.operator_class or ""),
                words(direction(part.descending, part.nulls)),
                words(part.operator if "." not in part.operator else f"OPERATOR({part.operator})")
                if not part.operator.upper().startswith("OPERATOR")
                else words(part.operator),
            )
            for part in value.elements
        ]
        named = constraint_name(value.name)
        text = say("ALTER TABLE {} ADD {} EXCLUDE USING {} ({})", self.name(entity), named, Name(value.method),
                    sql.SQL(", ").join(elements))  # fmt: skip
        if value.include:
            text += say(" INCLUDE ({})", self.columns(value.include))
        where = f" WHERE ({value.where}\n)" if value.where else ""
        return text + with_options(value.options) + where + deferrable(value.deferrable)

    def index(self, entity: Entity, index: Index) -> str:
        keys = [
            sql.SQL("{} {} {} {}").format(
                self.part(key.column, key.expression),
                words(collate(key.collation)),
                words((key.operator_class or "") + parameters(key.operator_class_parameters)),
                words(direction(key.descending, key.nulls)),
            )
            for key in index.keys
        ]
        text = say("CREATE {} INDEX {} ON {} USING {} ({})", flag(index.unique, "UNIQUE"),
                    Name(index.name) if index.name else sql.SQL(""), self.name(entity), Name(index.method),
                    sql.SQL(", ").join(keys))  # fmt: skip
        if index.include:
            text += say(" INCLUDE ({})", self.columns(index.include))
        text += " NULLS NOT DISTINCT" if index.nulls_not_distinct else ""
        return text + with_options(index.options) + (f" WHERE ({index.where}\n)" if index.where else "")

    def relationship(self, value: Relationship) -> str:
        parent = self._schema.entity(value.parent)
        period = any(key.without_overlaps and key.columns == value.parent_columns for key in parent.keys)
        columns: list[sql.Composable] = [Name(name) for name in self._schema.names(value.columns)]
        targets: list[sql.Composable] = [Name(name) for name in self._schema.names(value.parent_columns)]
        if period:
            columns[-1], targets[-1] = (sql.SQL("PERIOD {}").format(one) for one in (columns[-1], targets[-1]))
        named = constraint_name(value.name)
        child = self.name(self._schema.entity(value.child))
        text = say("ALTER TABLE {} ADD {} FOREIGN KEY ({}) REFERENCES {}", child, named,
                    sql.SQL(", ").join(columns), self.name(parent))  # fmt: skip
        if targets:
            text += say(" ({})", sql.SQL(", ").join(targets))
        text += f" MATCH {value.match}" if value.match else ""
        text += f" ON DELETE {value.on_delete}"
        if value.on_delete_columns:
            text += say(" ({})", self.columns(value.on_delete_columns))
        text += f" ON UPDATE {value.on_update}"
        return f"{text}{deferrable(value.deferrable)} {validity(value).as_string(None)}"

    def above(self, entity: Entity) -> dict[str, Attribute]:
        """The columns that a table has from those it inherits from, and does not declare itself."""
        inherited = {a.name: a for parent in entity.inherits for a in self._schema.entity(parent).attributes}
        return {a.name: inherited[a.name] for a in entity.attributes if a.name in inherited and not a.x.get("local")}

    # Names

    def name(self, value: Any) -> sql.Composable:
        home = self._schema.namespace(value.schema)
        if home is None or getattr(value, "persistence", "") == "temporary":
            return Name(value.name)
        return Name(home, value.name)

    def column_name(self, attribute_id: str) -> sql.Composable:
        entity = self._schema.entity(self._schema.located[attribute_id].owner)
        return sql.SQL(".").join((self.name(entity), Name(self._schema.attribute(attribute_id).name)))

    def columns(self, attribute_ids: tuple[str, ...]) -> sql.Composable:
        return sql.SQL(", ").join(map(Name, self._schema.names(attribute_ids)))

    def part(self, column: str | None, expression: str | None) -> sql.Composable:
        return Name(self._schema.attribute(column).name) if column else words(f"({expression}\n)")
