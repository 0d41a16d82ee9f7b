"""An export for MySQL or MariaDB, run on the throw-away server and compared with what it was made from."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from designer.exporters.mariadb import MARIADB
from designer.exporters.mysql import MYSQL, statements
from designer.exporters.mysql.fitting import fitted
from designer.exporters.registry import export
from designer.exporters.translation import translated
from designer.exporters.translation.parts import Notes
from designer.importers import import_sql
from designer.lab.catalogue.compare import Difference, compare
from designer.lab.errors import ServerUnavailable
from designer.lab.mariadb.catalogue import read_catalogue
from designer.lab.mariadb.facts import differences_from
from designer.lab.mariadb.loading import Refused, definitions, empty, run
from designer.lab.mariadb.server import MariaServer, Session, given_or_started
from designer.lab.verify.verification import Failure, NotExecuted, Verdict, Verification
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.splitting import split
from designer.sql.tokens import Kind

_FLAVOURS = {"mysql": MYSQL, "mariadb": MARIADB}
_ONLY_MYSQL = (
    "_0900_", " INVISIBLE", " SRID ", "((", "ENGINE_ATTRIBUTE", " NOT ENFORCED", "->>", "AUTOEXTEND_SIZE",
    "COLUMN_FORMAT",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the server holds beside what it should; refused: what it took of neither side."""

    differences: tuple[Difference, ...]
    refused: tuple[Refused, ...] = ()


Compared = Callable[[Session], Comparison]


def verify_mariadb(schema: Schema, to: str = "mariadb", *, server: MariaServer | None = None) -> Verification:
    """The export of `schema` to `to`, proved against the design itself.

    server: one that runs already; otherwise one is started and stopped. Raises what the exporter raises.
    """
    design = fitted(translated(schema, to)[0], Notes())
    return _verified(design, to, server, lambda session: Comparison(differences_from(design, session)))


def verify_mariadb_source(
    text: str, schema: Schema, to: str = "mariadb", *, server: MariaServer | None = None
) -> Verification:
    """The export of `schema`, proved against the SQL `text` that it was read from, loaded as it stands."""

    def compared(session: Session) -> Comparison:
        apart = "mysql" in (to, schema.dialect.name)  # MySQL keeps a column's check as one of the table
        found = read_catalogue(session, checks_apart=apart)
        empty(session)
        _, failures = run(session, definitions(text, schema.dialect.name), homes_made=True)
        return Comparison(compare(read_catalogue(session, checks_apart=apart), found), tuple(failures))

    return _verified(schema, to, server, compared)


def _verified(schema: Schema, to: str, server: MariaServer | None, compared: Compared) -> Verification:
    began = time.perf_counter()
    script = statements(schema, _FLAVOURS[to])
    try:
        with given_or_started(server) as running, contextlib.closing(running.connect()) as session:
            empty(session)
            ran, failures = run(session, script)
            comparison = compared(session)
            version = running.version
    except ServerUnavailable as unavailable:
        return Verification("not executed", None, 0, not_executed=(NotExecuted("the export", unavailable.reason),))
    refused = {about(one.statement) for one in comparison.refused}
    excused = [one for one in failures if about(one.statement) in refused or _only_mysql(one, to)]
    of_source = [one for one in comparison.refused if about(one.statement) not in map(_about, excused)]
    beyond = {about(one.statement)[1] for one in (*excused, *of_source)}
    differences = [one for one in comparison.differences if one.object.rpartition(".")[2] not in beyond]
    if excused and to == schema.dialect.name:
        differences += _as_text(schema, to)
    not_executed = tuple(NotExecuted(one.statement, one.message) for one in (*excused, *of_source))
    errors = tuple(Failure(one.statement, one.message) for one in failures if one not in excused)
    verdict: Verdict = "partly" if not_executed else "equal"
    return Verification(
        "differs" if errors or differences else verdict, version, ran, errors, tuple(differences), not_executed,
        time.perf_counter() - began,
    )  # fmt: skip


def about(statement: str) -> tuple[str, str]:
    """What a statement is about: ("create table", "orders")."""
    found = split(statement, "mariadb")
    if not found:
        return "", ""
    words = [token for token in found[0].tokens if token.kind in (Kind.WORD, Kind.QUOTED, Kind.PUNCTUATION)]
    object_word = found[0].kind.rpartition(" ")[2].upper()
    for place, token in enumerate(words):
        if token.kind is Kind.WORD and token.text.upper() == object_word:
            rest = [one for one in words[place + 1 :] if one.text.upper() not in ("IF", "NOT", "EXISTS")]
            names = rest[2:3] if len(rest) > 2 and rest[1].text == "." else rest[:1]
            return found[0].kind, read_identifier(names[0].text, "mariadb") if names else ""
    return found[0].kind, ""


def _about(refused: Refused) -> tuple[str, str]:
    return about(refused.statement)


def _as_text(schema: Schema, to: str) -> list[Difference]:
    """What a server of another kind cannot judge is read back by the importer and compared with the design."""
    written = export(schema, to).text
    again = import_sql(written, to, schema.name).schema
    there = {again.qualified(one): one for one in again.entities}
    found: list[Difference] = []
    for entity in schema.entities:
        other = there.get(schema.qualified(entity))
        if other is None:
            found.append(Difference("table", schema.qualified(entity), "present", None))
        elif other != entity:
            found.append(Difference("table", schema.qualified(entity), "as designed", "read back otherwise"))
    return found


def _only_mysql(failure: Refused, to: str) -> bool:
    """Whether a statement written for MySQL was refused for something that MariaDB does not have."""
    return to == "mysql" and any(mark in failure.statement for mark in _ONLY_MYSQL)
