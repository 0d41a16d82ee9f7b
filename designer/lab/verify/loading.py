"""Running statements one by one, and telling a wrong statement from one that this server cannot judge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import Connection, errors

from designer.lab.verify.verification import Failure, NotExecuted
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_RUN = frozenset(("CREATE", "ALTER", "COMMENT", "GRANT", "REVOKE", "SECURITY", "SET", "DROP", "CLUSTER", "DO"))
"""The first words of what is run: definitions, not statements about rows. A DO block can do no more on the proof
server than the triggers and functions of a design can; on a server of the user's none is run."""

_OF_THE_SERVER = frozenset(("DATABASE", "ROLE", "USER", "GROUP", "TABLESPACE", "SUBSCRIPTION", "SYSTEM"))
"""What CREATE, ALTER and DROP make outside the database."""

_RAN_OUT = ("08", "53", "57", "58")
"""Classes of SQLSTATE that are about the server's means (time, memory, disk), not about the statement."""

_UNDEFINED: tuple[type[psycopg.Error], ...] = (
    errors.UndefinedObject,
    errors.UndefinedFunction,
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.InvalidSchemaName,
)


@dataclass(slots=True)
class Loading:
    """What came of running statements.

    blocked: those that failed for want of something, to be tried again; about_roles: ownership and rights of roles
    that this server does not have, which take nothing from the rest.
    """

    ran: int = 0
    failures: list[Failure] = field(default_factory=list)
    not_executed: list[NotExecuted] = field(default_factory=list)
    about_roles: list[NotExecuted] = field(default_factory=list)
    blocked: list[tuple[str, psycopg.Error]] = field(default_factory=list)


def load(connection: Connection[object], statements: Iterable[str], *, confined: bool) -> Loading:
    """Runs statements in order; each stands alone, a failure stops nothing.

    A statement that needs something undefined is an error, unless something was not executed before it, of which
    that may have been a part. Such a statement is tried once more at the end: if it then succeeds its place was
    wrong, and that is an error again. confined: whether the server is one that a design may do anything on.
    """
    loading = Loading()
    for statement in statements:
        refused = refusal(statement, confined=confined)
        if refused:
            loading.not_executed.append(NotExecuted(statement, refused))
            continue
        _run(connection, statement, loading)
    blocked, loading.blocked = loading.blocked, []
    for statement, error in blocked:
        if succeeds(connection, statement):
            loading.ran += 1
            loading.failures.append(Failure(statement, f"{said(error)}; later it succeeded: it stood too early"))
        else:
            loading.not_executed.append(NotExecuted(statement, f"{said(error)}, as something before was not executed"))
    return loading


def _run(connection: Connection[object], statement: str, loading: Loading) -> None:
    try:
        connection.execute(statement.encode())
    except psycopg.Error as error:
        if connection.closed:
            raise
        if about_a_role(error):
            loading.about_roles.append(NotExecuted(statement, f"{said(error)}: roles belong to a server"))
        elif _is_the_servers_limit(error, statement):
            loading.not_executed.append(NotExecuted(statement, said(error)))
        elif isinstance(error, _UNDEFINED) and loading.not_executed:
            loading.blocked.append((statement, error))
        else:
            loading.failures.append(Failure(statement, said(error)))
    else:
        loading.ran += 1


def load_in_any_order(connection: Connection[object], statements: Sequence[str]) -> list[tuple[str, psycopg.Error]]:
    """Runs statements again and again until no more succeed; what never did, with its last error.

    No order has to be known: what needs something else fails until that is there.
    """
    left: list[str] = list(statements)
    while True:
        failed: list[tuple[str, psycopg.Error]] = []
        for statement in left:
            try:
                connection.execute(statement.encode())
            except psycopg.Error as error:
                if connection.closed:
                    raise
                failed.append((statement, error))
        if not failed or len(failed) == len(left):
            return failed
        left = [statement for statement, _ in failed]


def refused_alike(
    failures: Sequence[Failure], left_out: Sequence[NotExecuted]
) -> tuple[list[Failure], list[NotExecuted]]:
    """The failures of an export that are its own, and those that its source meets as well: same object, same error."""
    refused = {(_subject(one.statement), one.why) for one in left_out}
    own: list[Failure] = []
    shared: list[NotExecuted] = []
    for one in failures:
        if (_subject(one.statement), one.message) in refused:
            shared.append(NotExecuted(one.statement, f"{one.message}: the server refuses the source's own text too"))
        else:
            own.append(one)
    return own, shared


def _subject(statement: str) -> tuple[str, str]:
    """The first word of a statement and the name of what it is about, whatever qualifies that."""
    found: list[str] = []
    for token in tokenize(statement, "postgres").tokens:
        if token.kind in (Kind.WORD, Kind.QUOTED):
            if found and token.text.upper() in ("ON", "AS"):
                break
            found.append(token.text)
        elif token.kind is not Kind.COMMENT and token.text != ".":
            break
    return (found[0].upper(), found[-1]) if found else ("", "")


def succeeds(connection: Connection[object], statement: str) -> bool:
    """Whether the statement runs now."""
    try:
        connection.execute(statement.encode())
    except psycopg.Error:
        if connection.closed:
            raise
        return False
    return True


def refusal(statement: str, *, confined: bool) -> str | None:
    """Why a statement is not even tried; None where it is."""
    words = _words(statement)
    if not words:
        return None
    if words[0] not in _RUN:
        return f"{words[0]} is not among the statements that are run for a proof"
    if words[0] == "DO" and not confined:
        return "DO blocks are run on the proof server alone"
    if words[0] in ("CREATE", "ALTER", "DROP") and words[1:2] and words[1] in _OF_THE_SERVER:
        return f"{words[0]} {words[1]} concerns the whole server, not the database"
    return None


def said(error: psycopg.Error) -> str:
    """The server's words on one line."""
    message = error.diag.message_primary or str(error)
    detail = f" ({error.diag.message_detail})" if error.diag.message_detail else ""
    return " ".join(f"{message}{detail}".split())


def _is_the_servers_limit(error: psycopg.Error, statement: str) -> bool:
    """Whether the server could not judge the statement: no such extension here, no right to it, no time left."""
    if isinstance(error, errors.FeatureNotSupported):
        return _words(statement)[:2] == ["CREATE", "EXTENSION"]
    return isinstance(error, errors.InsufficientPrivilege) or (error.sqlstate or "")[:2] in _RAN_OUT


def _words(statement: str) -> list[str]:
    return [token.text.upper() for token in tokenize(statement, "postgres").tokens[:12] if token.kind is Kind.WORD]


def about_a_role(error: psycopg.Error) -> bool:
    """Whether it is about a role: those belong to a server, and this one has none but its own."""
    message = error.diag.message_primary or ""
    if isinstance(error, errors.UndefinedObject):
        return message.startswith("role ")
    owner = "SET ROLE" in message or message.startswith("must be owner of extension")
    return isinstance(error, errors.InsufficientPrivilege) and owner
