"""Where a proof on PostgreSQL begins: the design that the plan starts from, with rows."""

from dataclasses import replace

import psycopg
from psycopg import Connection, sql

from designer.exporters.postgres import statements
from designer.lab.verify.loading import about_a_role, said
from designer.planning.bounds import fits
from designer.planning.light import with_entity
from designer.planning.model import Plan
from designer.planning.proof.rows import fill
from designer.schema.model import Check
from designer.schema.schema import Schema

_FITS = "fits in a partition"


def load_design(connection: Connection[tuple[object, ...]], schema: Schema) -> list[str]:
    """The design's own script; sentences for what this server does not take."""
    refused = []
    for statement in statements(schema):
        try:
            connection.execute(statement.encode())
        except psycopg.Error as error:
            if connection.closed:
                raise
            words = said(error)
            about = "roles belong to a server" if about_a_role(error) else "this server does not take it"
            refused.append(f"{' '.join(statement.split())[:120]}: {words} ({about})")
    return refused


def fill_for(connection: Connection[tuple[object, ...]], plan: Plan, rows: int) -> tuple[str, ...]:
    """Rows that the designs before and after both have a place for; a sentence for each table that stays empty.

    Where a table is divided into partitions that do not take every row, a check keeps to those that they take.
    """
    schema = _with_lasting_values(plan)
    held: list[sql.Composed] = []
    for entity in schema.entities:
        located = plan.after.located.get(entity.id)
        condition = fits(plan.after, located.value) if located and entity.partition_by is None else None
        if condition is None:
            continue
        names = {one.id: one.name for one in located.value.attributes} if located else {}
        if any(names.get(one.id) != one.name for one in entity.attributes if one.id in names):
            continue  # the condition says the names of afterwards
        check = Check(id=f"{entity.id} fits", name=_FITS, expression=condition)
        schema = with_entity(schema, replace(entity, checks=(*entity.checks, check)))
        table = sql.Identifier(*filter(None, (schema.namespace(entity.schema), entity.name)))
        said = sql.SQL("CHECK ({})").format(sql.SQL(condition))  # bounds of the design, as the exporter writes them
        connection.execute(sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(table, sql.Identifier(_FITS), said))
        held.append(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(table, sql.Identifier(_FITS)))
    told = fill(connection, schema, rows)
    for statement in held:
        connection.execute(statement)
    return told


def _with_lasting_values(plan: Plan) -> Schema:
    """The design before, its enums without the values that go: a plan says of rows with those that they stop it."""
    later = {one.id: {value.id for value in one.values} for one in plan.after.enums}
    enums = []
    for enum in plan.before.enums:
        lasting = tuple(value for value in enum.values if value.id in later.get(enum.id, ()))
        enums.append(replace(enum, values=lasting or enum.values))
    return replace(plan.before, enums=tuple(enums))
