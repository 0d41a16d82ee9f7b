"""The whole script: databases, tables in order, foreign keys that had to wait, and what is carried."""

from collections.abc import Iterator
from dataclasses import dataclass

from designer.exporters.mysql.fitting import fitted
from designer.exporters.mysql.keys import foreign_key
from designer.exporters.mysql.notices import notices
from designer.exporters.mysql.sequences import create_sequence
from designer.exporters.mysql.tables import create_table
from designer.exporters.mysql.text import literal, name, qualified, verbatim
from designer.exporters.result import Export, ExportError, Notice
from designer.exporters.translation import translated
from designer.exporters.translation.parts import Notes
from designer.schema.model import Entity, Namespace, Opaque, Relationship
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

OWN = ("mysql", "mariadb")
_SETTINGS = "SET NAMES utf8mb4"
STRICT = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION"
"""What the script runs under: nothing is cut or converted in silence; dates of zero, which old designs have, pass."""
_LAST = ("view", "grant", "alter", "statement")


@dataclass(frozen=True, slots=True)
class Flavour:
    """Which of the two servers the script is for. name: mysql or mariadb."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """A statement without its delimiter; with_body: whether it may hold semicolons of its own."""

    text: str
    with_body: bool = False


def render_flavour(schema: Schema, flavour: Flavour) -> Export:
    """The script for one of the two servers, and its notices."""
    design, differences = _own(schema, flavour)
    title = " ".join(schema.name.split()) or "a design"
    blocks = [f"-- {title}: {flavour.label}, written by Schema Designer"]
    for step in steps(design, flavour):
        blocks.append(f"DELIMITER ;;\n{step.text} ;;\nDELIMITER ;" if step.with_body else f"{step.text};")
    return Export("\n\n".join(blocks) + "\n", (*differences, *notices(design, flavour.name)))


def statements(schema: Schema, flavour: Flavour) -> tuple[str, ...]:
    """The statements of the script one by one, without delimiters, the session's settings first."""
    return tuple(step.text for step in steps(_own(schema, flavour)[0], flavour))


def _own(schema: Schema, flavour: Flavour) -> tuple[Schema, tuple[Notice, ...]]:
    design, differences = translated(schema, flavour.name)
    notes = Notes()
    return fitted(design, notes), (*differences, *notes.all())


def steps(schema: Schema, flavour: Flavour) -> Iterator[Step]:
    """The steps of a design of this dialect, in order."""
    if schema.dialect.name not in OWN:
        raise ExportError(f"this design is written for {schema.dialect.name} and was not translated")
    yield Step(_SETTINGS)
    yield Step(f"SET SESSION sql_mode = {literal(STRICT)}")
    for namespace in schema.schemas:
        yield Step(create_database(namespace))
    home = _only_home(schema)
    if home is not None:
        yield Step(f"USE {name(home)}")
    for one in schema.opaque:
        if one.kind == "database":
            yield Step(one.sql.strip().rstrip(";"))
    if flavour.name == "mariadb":
        yield from (Step(create_sequence(schema, one)) for one in schema.sequences)
    order = ordered(schema)
    place = {entity.id: number for number, entity in enumerate(order)}
    for number, entity in enumerate(order):
        inside = [one for one in schema.references_from(entity.id) if place[one.parent] <= number]
        yield Step(create_table(schema, entity, inside, flavour.name))
    for entity in order:
        for link in schema.references_from(entity.id):
            if place[link.parent] > place[entity.id]:
                yield Step(_add(schema, entity, link))
    yield from _carried(schema)


def _only_home(schema: Schema) -> str | None:
    """The database that everything is in, where there is one."""
    homes = (*(one.schema for one in schema.entities), *(one.schema for one in schema.sequences))
    if len(schema.schemas) != 1 or None in homes:
        return None
    return schema.schemas[0].name


def create_database(value: Namespace) -> str:
    text = f"CREATE DATABASE IF NOT EXISTS {name(value.name)}"
    for key, word in (("charset", "DEFAULT CHARACTER SET"), ("collation", "COLLATE")):
        if value.x.get(key):
            text += f" {word} {verbatim(str(value.x[key]), f'an option of {value.name}')}"
    return text


def _add(schema: Schema, entity: Entity, value: Relationship) -> str:
    return f"ALTER TABLE {qualified(schema, entity)} ADD {foreign_key(schema, value)}"


def ordered(schema: Schema) -> list[Entity]:
    """Tables, each behind those it refers to, as far as there is no circle."""
    waiting = {
        entity.id: {one.parent for one in schema.references_from(entity.id)} - {entity.id} for entity in schema.entities
    }
    followers: dict[str, list[str]] = {}
    for child, parents in waiting.items():
        for parent in parents:
            followers.setdefault(parent, []).append(child)
    order: list[Entity] = []
    left = dict.fromkeys(entity.id for entity in schema.entities)
    free = [made for made in left if not waiting[made]]
    while left:
        made = free.pop(0) if free else next(iter(left))
        if made not in left:
            continue
        del left[made]
        order.append(schema.entity(made))
        for follower in followers.get(made, ()):
            waiting[follower].discard(made)
            if not waiting[follower] and follower in left:
                free.append(follower)
    return order


def _carried(schema: Schema) -> Iterator[Step]:
    mode = STRICT
    database = _only_home(schema)
    behind = [one for one in schema.opaque if one.kind != "database"]
    for one in sorted(behind, key=lambda one: (one.line is None, one.line or 0, one.kind in _LAST)):
        home = one.x.get("database")
        if isinstance(home, str) and home != database:
            yield Step(f"USE {name(home)}")
            database = home
        wanted = one.x.get("sql_mode")
        wanted = wanted if isinstance(wanted, str) else STRICT
        if wanted != mode:
            yield Step(f"SET SESSION sql_mode = {literal(wanted)}")
            mode = wanted
        yield carried_statement(one)


def carried_statement(one: Opaque) -> Step:
    """A carried statement without its last semicolon."""
    body = one.sql.strip()
    code = [token for token in tokenize(body, "mysql").tokens if token.kind is not Kind.COMMENT]
    if code and code[-1].text == ";" and one.kind not in ("procedure", "function", "trigger", "event"):
        body = body[: code[-1].start].rstrip()
        code.pop()
    return Step(body, any(token.text == ";" for token in code))
