"""Both forms of a query run on made rows, and their answers compared row by row."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import psycopg
from psycopg import Connection
from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.constants import constants_of
from designer.analysis.rewriting.offered import Compared, Pages, Rewrite
from designer.analysis.rewriting.reading import read_by
from designer.analysis.rewriting.rows import Loaded, ground_of, loaded
from designer.analysis.rewriting.trying import Query, Tried, Trying, query_of
from designer.analysis.rewriting.verdict import Verdict
from designer.analysis.workload.queries import is_aggregated
from designer.lab.errors import ServerUnavailable
from designer.lab.measuring.sizing import Sized
from designer.lab.planner.results import NoServer
from designer.lab.proof import proof_database
from designer.lab.verify.loading import said
from designer.lab.watchdog import Limits
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_literal
from designer.sql.lexer import tokenize
from designer.sql.one_query import refused_query
from designer.sql.parameters import parameters_in
from designer.sql.parsing import SqlError, parse_one
from designer.sql.tokens import Kind

_LIMITS = Limits(statement_seconds=10.0, run_seconds=240.0, memory_mb=1024, disk_mb=1024, temporary_mb=512)
_ZONES = ("UTC", "America/New_York", "Asia/Kolkata")
_MOST_ROWS = 60_000
_PAGES = 5
Progress = Callable[[int, int, str], None]


__all__ = ["Progress", "Verdict", "proved"]


class _Differs(Exception):
    """Two answers that are not the same; the message says in what."""


def proved(
    schema: Schema, asked: Sequence[tuple[AccessPattern, Rewrite]], progress: Progress = lambda done, total, what: None
) -> tuple[Verdict, ...] | NoServer:
    """A verdict for each rewrite, in their order, on rows made for the tables that they read."""
    if not asked:
        return ()
    facts = Facts(schema)
    of_asked = {pattern.id for pattern, _ in asked}
    statements = tuple(each for one in facts.patterns if one.pattern.id in of_asked for each in one.statements)
    read = read_by(facts, statements)
    try:
        wanted = constants_of(facts, statements)
        size = ground_of(schema, _whole(schema, read.entities), views=read.views, constants=wanted)
        extensions = [one.name for one in schema.extensions]
        settings = {"jit": "off", "search_path": _path(schema)}
        with (
            proof_database(settings, _LIMITS, extensions=extensions) as database,
            database.connect() as connection,
        ):
            work = _Work(connection, size, loaded(connection, size), database.server)
            found = []
            for done, (pattern, rewrite) in enumerate(asked):
                progress(done, len(asked), f"Comparing the answers of {pattern.name}")
                found.append(work.verdict(pattern, rewrite))
            return tuple(found)
    except ServerUnavailable as error:
        return NoServer(error.reason)
    except psycopg.OperationalError as error:
        return NoServer(f"The server ended: {' '.join(str(error).split())}")


def _whole(schema: Schema, tables: frozenset[str]) -> frozenset[str]:
    """With the partitions of the tables, the parents of those that are partitions, and what several of them refer to,
    whose rows are then the same for all."""
    leading = Counter(parent for one in tables for parent in {link.parent for link in schema.references_from(one)})
    found = {*tables, *(parent for parent, number in leading.items() if number > 1)}
    for one in schema.entities:
        if one.partition_of is not None and (one.partition_of.parent in found or one.id in found):
            found |= {one.id, one.partition_of.parent}
    return frozenset(found)


def _path(schema: Schema) -> str:
    homes = sorted({one.name for one in schema.schemas} - {"public"})
    return ", ".join('"' + one.replace('"', '""') + '"' for one in ("public", *homes))


class _Work:
    def __init__(self, connection: Connection[tuple[object, ...]], size: Sized, made: Loaded, server: str) -> None:
        self.connection = connection
        self.size = size
        self.made = made.rows
        self.count = made.count
        self.lacks = made.notes
        self.server = server
        self.note = ""

    def verdict(self, pattern: AccessPattern, rewrite: Rewrite) -> Verdict:
        """Both forms, value set after value set, in several time zones; every change is taken back."""
        why = self._refused(rewrite)
        if why:
            return Verdict(rewrite, None, why)
        check = rewrite.check
        ordered = isinstance(check, Pages) or check.ordered
        valued = isinstance(check, Pages) or bool(parameters_in(check.before))
        began = Verdict(rewrite, True, rows=self.count, ordered=ordered, server=self.server, valued=valued)
        if isinstance(check, Compared):
            began = replace(began, chance=check.chance)
        answers = returned = 0
        self.note = ""
        try:
            for zone in _ZONES:
                self.connection.execute("SELECT set_config('TimeZone', %s, false)", [zone])
                run = self._pages(pattern, check) if isinstance(check, Pages) else self._pairs(pattern, check)
                for rows in run:
                    answers, returned = answers + 1, returned + rows
        except _Differs as difference:
            return replace(began, equal=False, why=str(difference), answers=answers + 1)
        except psycopg.Error as error:
            if self.connection.closed:
                raise
            return Verdict(rewrite, None, f"The server refuses it: {said(error)}.")
        if not returned:
            why = "No made row met its conditions, so that there was nothing to compare."
            return Verdict(rewrite, None, " ".join((why, *(f"{one}." for one in self.lacks[:1]))))
        return replace(began, answers=answers, returned=returned, note=self.note)

    def _refused(self, rewrite: Rewrite) -> str | None:
        """Why the queries are not run: what the server must not do, and functions that answer anew at each call."""
        why = refused_query(rewrite.before) or refused_query(rewrite.after)
        if why:
            return f"The query {why}."
        found = self.connection.execute(
            "SELECT min(proname) FROM pg_catalog.pg_proc WHERE provolatile = 'v' AND proname = ANY(%s)",
            [sorted(_called(rewrite.before))],
        ).fetchone()
        if found and found[0]:
            return f"{found[0]}() may give another result at every call, so that no two queries agree."
        return None

    def _pairs(self, pattern: AccessPattern, check: Compared) -> Iterator[int]:
        """Rows of each answer that was the same. Raises _Differs."""
        before, after = (query_of(self.connection, one) for one in (check.before, check.after))
        trying = Trying(self.connection, self.size.schema, self.size.volumes, self.made, pattern)
        totals = _gives_totals(check.before)
        for tried in trying.sets(before, check.probe):
            with self.connection.transaction(force_rollback=True):  # so that now() is the same for both
                old, new = self._answer(before, tried), self._answer(after, tried)
            if isinstance(old, str) and isinstance(new, str):
                continue  # a value that both refuse
            if isinstance(new, str) and not isinstance(old, str) and tried.odd and _is_nothing(old[1], totals):
                self.note = f" {_with(tried).capitalize()} it is an error ({new}), where nothing was found before."
                continue
            if isinstance(old, str) or isinstance(new, str):
                refused = old if isinstance(old, str) else new
                raise _Differs(f"{_with(tried)} only one of them is an error: {refused}.")
            if old[0] != new[0]:
                raise _Differs(f"the columns are {', '.join(old[0])}, and then {', '.join(new[0])}.")
            _same(old[1], new[1], check.ordered, tried)
            yield len(old[1])

    def _pages(self, pattern: AccessPattern, check: Pages) -> Iterator[int]:
        """Rows behind some rows of the whole. Raises _Differs."""
        whole, order, after = (query_of(self.connection, one) for one in (check.whole, check.order, check.after))
        trying = Trying(self.connection, self.size.schema, self.size.volumes, self.made, pattern)
        for tried in trying.sets(whole):
            rows = self._answer(whole, tried)
            if isinstance(rows, str) or not rows[1]:
                continue
            keys = self._keys(order, tried, len(check.last))
            for number in range(_PAGES):
                place = (len(keys) - 1) * number // _PAGES
                last = dict(zip(check.last, keys[place], strict=True))
                going_on = Tried({**tried.values, **last})
                found = self._answer(after, going_on)
                if isinstance(found, str):
                    raise _Differs(f"the new form is an error: {found}.")
                _same(rows[1][place + 1 :], found[1], True, going_on)
                yield len(found[1])

    def _keys(self, order: Query, tried: Tried, width: int) -> list[tuple[str, ...]]:
        """What the order goes by, of every row, as SQL constants."""
        listed = ", ".join(f"t.c{place}::text" for place in range(width))
        named = ", ".join(f"c{place}" for place in range(width))
        rows = self._run(order, tried, lambda text: f"SELECT {listed} FROM ({text}\n) AS t({named})")
        return [tuple(quote_literal(str(one), "postgres") for one in row) for row in rows]

    def _answer(self, query: Query, tried: Tried) -> tuple[list[str], list[str]] | str:
        """(names of the columns, every row as text), or what the server says against it."""
        try:
            names = self._run(query, tried, lambda text: f"SELECT * FROM ({text}\n) AS t LIMIT 0", names=True)
            rows = self._run(query, tried, lambda text: f"SELECT t::text FROM ({text}\n) AS t LIMIT {_MOST_ROWS}")
        except psycopg.errors.QueryCanceled:
            raise
        except psycopg.Error as error:
            if self.connection.closed:
                raise
            return said(error)
        return [str(one) for (one,) in names], [str(one) for (one,) in rows]

    def _run(
        self, query: Query, tried: Tried, wrapped: Callable[[str], str], *, names: bool = False
    ) -> list[tuple[object, ...]]:
        """The answer with plain values; where these have no type, with typed ones."""
        texts = tried.texts(query)
        for place, text in enumerate(texts):
            try:
                with self.connection.transaction():
                    cursor = self.connection.execute(wrapped(text).encode())
                    return [(one.name,) for one in cursor.description or ()] if names else cursor.fetchall()
            except psycopg.Error:
                if self.connection.closed or place == len(texts) - 1:
                    raise
        return []


def _gives_totals(sql: str) -> bool:
    """Whether a query gives one row whatever it finds: aggregates without groups."""
    try:
        tree = parse_one(sql, "postgres")
    except SqlError:
        return False
    return isinstance(tree, exp.Select) and not tree.args.get("group") and is_aggregated(tree)


def _is_nothing(rows: list[str], totals: bool) -> bool:
    """Whether an answer says that no row met the conditions: none, or the totals of none, a sum and a count."""
    return not rows or (totals and len(rows) == 1 and set(rows[0].strip("()").split(",")) <= {"", "0"})


def _same(old: list[str], new: list[str], ordered: bool, tried: Tried) -> None:
    """Raises _Differs unless both hold the same rows as often, and in the same order where that is asked."""
    if Counter(old) != Counter(new):
        missing, more = Counter(old) - Counter(new), Counter(new) - Counter(old)
        shown = next(iter(missing or more))
        which = "is missing" if missing else "comes in addition"
        raise _Differs(f"{_with(tried)} {len(old):,} rows come, and then {len(new):,}; {shown[:120]} {which}.")
    if ordered and old != new:
        place = next(place for place, (one, other) in enumerate(zip(old, new, strict=True)) if one != other)
        raise _Differs(f"{_with(tried)} row {place + 1} is another one.")


def _with(tried: Tried) -> str:
    if not tried.values:
        return "asked once,"
    given = ", ".join(f"{'$' if name.isdigit() else ':'}{name} = {value}" for name, value in tried.values.items())
    return f"with {given},"


def _called(sql: str) -> set[str]:
    """Names that stand before a parenthesis."""
    tokens = [one for one in tokenize(sql, "postgres").tokens if one.kind is not Kind.COMMENT]
    return {one.text.lower() for one, following in pairwise(tokens) if one.kind is Kind.WORD and following.text == "("}
