"""Whether an export does what it says: run on a real server, read back, compared with the design.

The export is applied statement by statement to one empty database. Another one is made from the design (or
from the source that the design was read from) without the exporter. Then the two catalogues are compared.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
from psycopg import Connection

from designer.exporters import exporter
from designer.exporters.postgres import statements as export_statements
from designer.exporters.translation import translated
from designer.lab.catalogue import Catalogue, compare, read_catalogue
from designer.lab.errors import ServerUnavailable
from designer.lab.sqlite.verifying import verify_sqlite, verify_sqlite_source
from designer.lab.verify.databases import CannotConnect, empty_database
from designer.lab.verify.facts import Facts
from designer.lab.verify.loading import Loading, about_a_role, load, load_in_any_order, refusal, refused_alike, said
from designer.lab.verify.mariadb import verify_mariadb, verify_mariadb_source
from designer.lab.verify.presence import absent
from designer.lab.verify.routines import only_calls, routine_made
from designer.lab.verify.verification import Failure, NotExecuted, Verdict, Verification
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_identifier
from designer.sql.lexer import tokenize
from designer.sql.splitting import split

__all__ = [
    "CannotConnect",
    "Failure",
    "NotExecuted",
    "Report",
    "Verification",
    "verify",
    "verify_mariadb_source",
    "verify_source",
    "verify_sqlite_source",
]

Report = Callable[[int, int, str], None]
"""Told of each step: how many are behind, of how many, and what comes now. What it raises ends the verification."""

_AFTERWARDS = 3
"""Steps after the statements: what the export made is read, the design is made without it, and that is read."""

_Expectation = Callable[[Connection[Any], bool], list[NotExecuted]]
"""Makes the database that the export is compared with; what its server did not take."""


def _unheard(done: int, total: int, sentence: str) -> None:
    """For whoever does not want to know."""


def verify(schema: Schema, to: str = "postgres", *, on: str | None = None, report: Report = _unheard) -> Verification:
    """The export of `schema`, proved against the design itself.

    on: the URL of a PostgreSQL server whose user may create databases; two are made there and dropped again.
    report: see Report. Raises what the exporter raises for a design it refuses, and CannotConnect.
    """
    exporter(to)
    if to in ("mysql", "mariadb"):
        return verify_mariadb(schema, to)
    if to == "sqlite":
        return verify_sqlite(schema)
    if to != "postgres":
        return Verification(
            "not executed", None, 0, not_executed=(NotExecuted(to, "no server of that kind is driven"),)
        )
    design, _ = translated(schema, "postgres")
    return _verified(design, on, lambda connection, confined: _say_facts(connection, design, confined), report)


def verify_source(text: str, schema: Schema, *, on: str | None = None) -> Verification:
    """The export of `schema`, proved against the SQL `text` that it was read from.

    The text runs as it stands, its own settings included; only statements about rows and about the whole server
    are passed over, but for calls of its own routines. Raises as `verify` does.
    """

    def run(connection: Connection[Any], confined: bool) -> list[NotExecuted]:
        return _run_source(connection, text, schema, confined)

    return _verified(schema, on, run, from_source=True)


def _verified(
    schema: Schema,
    on: str | None,
    expectation: _Expectation,
    report: Report = _unheard,
    *,
    from_source: bool = False,
) -> Verification:
    began = time.perf_counter()
    report(0, 0, "Starting the proof server")
    statements = export_statements(schema)
    count = len(statements)
    total = count + _AFTERWARDS
    confined = on is None
    extensions = [extension.name for extension in schema.extensions if extension.schema in (None, "public")]
    try:
        with empty_database(on, extensions) as (connection, server):
            loading = load(connection, _told(statements, total, report), confined=confined)
            report(count, total, "Reading the catalogue of what it made")
            found = read_catalogue(connection)
        report(count + 1, total, "Making the design without the export")
        with empty_database(on, extensions) as (connection, server):
            left_out = expectation(connection, confined)
            report(count + 2, total, "Comparing the two catalogues")
            expected = read_catalogue(connection)
    except ServerUnavailable as unavailable:
        return Verification("not executed", None, 0, not_executed=(NotExecuted("the export", unavailable.reason),))
    seconds = time.perf_counter() - began
    failures, shared = refused_alike(loading.failures, left_out) if from_source else (loading.failures, [])
    loading.failures = failures
    loading.not_executed += shared
    return _outcome(schema, server, loading, left_out, (expected, found), seconds)


def _told(statements: Sequence[str], total: int, report: Report) -> Iterator[str]:
    """The statements, each said before it runs."""
    for number, statement in enumerate(statements):
        report(number, total, f"Running the export: statement {number + 1} of {len(statements)}")
        yield statement


def _outcome(
    schema: Schema,
    server: str,
    loading: Loading,
    left_out: list[NotExecuted],
    catalogues: tuple[Catalogue, Catalogue],
    seconds: float,
) -> Verification:
    expected, found = catalogues
    differences = compare(expected, found)
    whole = not (loading.failures or loading.not_executed)
    if whole:
        known = {(one.kind, one.object) for one in differences}
        differences += tuple(one for one in absent(schema, found) if (one.kind, one.object) not in known)
    # What the server takes of neither side is named once, in the export's words.
    refused_here = loading.not_executed or loading.about_roles
    not_executed = tuple(loading.not_executed if refused_here else left_out)
    verdict: Verdict = "partly" if not_executed else "equal"
    return Verification(
        "differs" if loading.failures or differences else verdict,
        server,
        loading.ran,
        tuple(loading.failures),
        differences,
        (*not_executed, *loading.about_roles),
        seconds,
    )


def _say_facts(connection: Connection[Any], schema: Schema, confined: bool) -> list[NotExecuted]:
    facts = Facts(schema, connection.info.server_version // 10_000)
    for setting in facts.settings():
        connection.execute(setting.encode())
    structure = [text for text in facts.structure() if refusal(text, confined=confined) is None]
    left = load_in_any_order(connection, structure)
    groups = (facts.properties(), facts.partitions(), facts.keys_and_indexes(), facts.constraints(), facts.comments())
    for group in groups:
        left = load_in_any_order(connection, [*(text for text, _ in left), *group])
    return [NotExecuted(text, said(error)) for text, error in left]


def _run_source(connection: Connection[Any], text: str, schema: Schema, confined: bool) -> list[NotExecuted]:
    """Runs a source; what fails as it stands is tried again at the end, with every schema of the design in the path.

    A dump of functions that name no schema, for instance, does not load as it was written. Calls of the source's own
    routines run where DO blocks do: they may make tables.
    """
    failed: dict[str, str] = {}
    routines: set[str] = set()
    for statement in split(text, "postgres"):
        if statement.kind in ("meta", "data"):
            continue
        if (made := routine_made(statement.text)) is not None:
            routines.add(made)
        follows = confined and bool(routines) and only_calls(statement.text, routines)
        if not follows and _is_passed_over(statement.text, confined):
            continue
        try:
            connection.execute(statement.text.encode())
        except psycopg.Error as error:
            if connection.closed:
                raise
            if not about_a_role(error):
                failed[_in_wider_path(connection, statement.text, schema)] = statement.text
    connection.execute(b"SET check_function_bodies = off")
    return [NotExecuted(failed[text], said(error)) for text, error in load_in_any_order(connection, tuple(failed))]


def _in_wider_path(connection: Connection[Any], text: str, schema: Schema) -> str:
    """A statement under the path in force, and behind that every schema of the design; sent as one string."""
    row = connection.execute("SHOW search_path").fetchone()
    homes = dict.fromkeys(("public", *(home.name for home in schema.schemas)))
    here = f"{row[0]}, " if row and row[0] not in ("", '""') else ""
    return f"SET LOCAL search_path = {here}{', '.join(quote_identifier(home, 'postgres') for home in homes)}; {text}"


def _is_passed_over(text: str, confined: bool) -> bool:
    """Whether a source's statement is no definition, or says in what bytes the file was: it is text by now."""
    words = [token.text.upper() for token in tokenize(text, "postgres").tokens[:3]]
    if words[:1] == ["SET"] and "CLIENT_ENCODING" in words:
        return True
    return refusal(text, confined=confined) is not None and "set_config" not in text
