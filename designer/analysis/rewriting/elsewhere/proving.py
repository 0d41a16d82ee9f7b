"""The rewrites of a design for MySQL, MariaDB or SQLite: run, compared, and weighed by what they read."""

import contextlib
from collections.abc import Callable, Iterator, Sequence

import pymysql

from designer.analysis.facts import Facts
from designer.analysis.rewriting.elsewhere.comparing import Case, compare
from designer.analysis.rewriting.elsewhere.ground import part_of, script
from designer.analysis.rewriting.elsewhere.making import made_rows, wanted_by
from designer.analysis.rewriting.elsewhere.weighing import Weight, weighed
from designer.analysis.rewriting.offered import Rewrite
from designer.analysis.rewriting.reading import read_by
from designer.analysis.rewriting.verdict import Verdict
from designer.exporters.result import ExportError
from designer.lab.asking import Asker
from designer.lab.errors import ServerUnavailable
from designer.lab.mariadb.asking import MariaAsker
from designer.lab.mariadb.server import MariaServer, mariadb_server
from designer.lab.sqlite.asking import SqliteAsker
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema

Progress = Callable[[int, int, str], None]
Seen = tuple[Verdict, Weight | None]
_GROUNDS = ((0, "+00:00"), (8, "+05:30"), (600, "-05:00"))
"""How many rows the larger tables get, and the session's time zone, one ground after the other."""
_NO_SERVER = {
    "tsql": "there is no SQL Server here, so that nobody has seen both forms return the same rows.",
    "oracle": "there is no Oracle here, so that nobody has seen both forms return the same rows.",
}


def seen_elsewhere(
    schema: Schema,
    asked: Sequence[tuple[AccessPattern, Rewrite]],
    progress: Progress = lambda done, total, what: None,
    *,
    server: MariaServer | None = None,
) -> tuple[Seen, ...]:
    """A verdict for each rewrite, and what both forms read where they give the same; in their order.

    server: a MariaDB that runs already; otherwise one is started and stopped.
    """
    why = _NO_SERVER.get(schema.dialect.name)
    if why:
        return tuple((Verdict(one, None, why, not_run=True), None) for _, one in asked)
    if not asked:
        return ()
    try:
        with _asker(schema.dialect.name, server) as asker:
            return _seen(schema, asked, asker, progress)
    except ServerUnavailable as error:
        return tuple((Verdict(one, None, f"{error.reason}.", not_run=True), None) for _, one in asked)
    except (ExportError, pymysql.Error) as error:
        said = " ".join(str(error).split())
        return tuple((Verdict(one, None, f"the tables could not be made: {said}."), None) for _, one in asked)


@contextlib.contextmanager
def _asker(dialect: str, given: MariaServer | None) -> Iterator[Asker]:
    if dialect == "sqlite":
        yield SqliteAsker()
        return
    with (
        contextlib.nullcontext(given) if given else mariadb_server() as running,
        contextlib.closing(running.connect()) as session,
    ):
        yield MariaAsker(running, session, full=dialect == "mysql")


def _seen(
    schema: Schema, asked: Sequence[tuple[AccessPattern, Rewrite]], asker: Asker, progress: Progress
) -> tuple[Seen, ...]:
    facts = Facts(schema)
    parsed = {one.pattern.id: one for one in facts.patterns}
    cases = [Case(pattern, parsed[pattern.id].statements[one.statement], one) for pattern, one in asked]
    part = part_of(schema, read_by(facts, tuple({id(one.statement): one.statement for one in cases}.values())))
    wanted = wanted_by(facts, [one.statement for one in cases])
    texts = script(part)
    rows, refused = 0, list[str]()
    for done, (size, zone) in enumerate(_GROUNDS):
        progress(done, len(_GROUNDS) + 1, f"Comparing the answers on {size:,} rows a table" if size else "Comparing")
        made = made_rows(facts, part, wanted, size)
        refused = asker.load([*texts, *made.inserts], zone)
        if refused and not done:
            return tuple((Verdict(one, None, f"the tables could not be made: {refused[0]}."), None) for _, one in asked)
        rows += made.rows
        compare(facts, asker, cases, made)
    progress(len(_GROUNDS), len(_GROUNDS) + 1, "Counting what both forms read")
    server = f"{asker.server}, in place of MySQL" if schema.dialect.name == "mysql" else asker.server
    verdicts = [one.verdict(rows, server) for one in cases]
    held = [one for one, verdict in zip(cases, verdicts, strict=True) if verdict.equal]
    weights = dict(zip(map(id, held), weighed(facts, asker, held, server), strict=True))
    return tuple((verdict, weights.get(id(one))) for one, verdict in zip(cases, verdicts, strict=True))
