"""Statements of a migration that PostgreSQL cannot read at all: a linter that passed over them would call them safe."""

from collections.abc import Iterator, Sequence

from designer.sql.splitting import split
from designer.sql.tokens import Kind, Token

_COMMANDS = frozenset(
    "ABORT ALTER ANALYSE ANALYZE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE DECLARE "
    "DELETE DISCARD DO DROP END EXECUTE EXPLAIN FETCH GRANT IMPORT INSERT LISTEN LOAD LOCK MERGE MOVE NOTIFY PREPARE "
    "REASSIGN REFRESH REINDEX RELEASE RESET REVOKE ROLLBACK SAVEPOINT SECURITY SELECT SET SHOW START TABLE TRUNCATE "
    "UNLISTEN UPDATE VACUUM VALUES WITH".split()
)


def unread(text: str) -> Iterator[tuple[int, str]]:
    """(line, why) of each statement of a script that no command of the server begins, or in which a quote or a bracket
    is open."""
    for statement in split(text, "postgres"):
        tokens = [one for one in statement.tokens if one.kind is not Kind.COMMENT]
        broken = next((one for one in tokens if one.kind is Kind.BROKEN), None)
        if broken is not None:
            yield broken.line, "a quote or comment begins here that nothing ends"
        elif tokens and tokens[0].kind is Kind.WORD and tokens[0].text.upper() not in _COMMANDS:
            yield tokens[0].line, f"PostgreSQL has no statement that begins with {tokens[0].text}"
        else:
            yield from _unclosed(tokens)


def _unclosed(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The bracket that nothing closes, or that closes none: the file may end too early."""
    opened: list[Token] = []
    for one in tokens:
        if one.text == "(" and one.kind is Kind.PUNCTUATION:
            opened.append(one)
        elif one.text == ")" and one.kind is Kind.PUNCTUATION:
            if not opened:
                yield one.line, "a bracket ends here that nothing begins"
                return
            opened.pop()
    if opened:
        yield opened[-1].line, "a bracket begins here that nothing ends"
