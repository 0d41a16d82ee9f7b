"""Taking a carried statement away, with those that belong to it and, by CASCADE, those that rest on it."""

from __future__ import annotations

from designer.importers.postgres.draft import OpaqueDraft, Table
from designer.importers.postgres.names import spelled
from designer.importers.postgres.tokens_in import mentions
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor

_BELONGING = ("index", "trigger", "rule", "comment", "grant", "alter table")
_WITHIN_TABLE = ("trigger", "rule", "policy")


def forget(workspace: Workspace, found: OpaqueDraft, *, cascade: bool = False) -> None:
    """Take it away; `cascade`: with what rests on it by its name."""
    later = workspace.opaque[workspace.opaque.index(found) + 1 :]
    workspace.opaque.remove(found)
    workspace.replaced(found, "dropped further down")
    if found.key is None or len(found.key) < 3:
        return
    if found.kind in _WITHIN_TABLE:  # its key ends in its table, on which more rests than this
        for one in later:
            altered = one.kind.startswith("alter ") and one.key == found.key
            if one in workspace.opaque and (altered or (one.kind == "comment" and _speaks_of(one, found))):
                forget(workspace, one)
        return
    name = found.key[2]
    for one in later:
        belongs = found.relation is not None and one.kind in _BELONGING
        if one in workspace.opaque and (belongs or (cascade and one.kind != "do block")) and mentions(one.sql, name):
            forget(workspace, one, cascade=cascade)


def _speaks_of(comment: OpaqueDraft, found: OpaqueDraft) -> bool:
    """Whether it is the comment on a trigger, a rule or a policy."""
    assert found.key is not None
    cursor = Cursor.over(comment.sql)
    names = (found.key[1], found.name.rsplit(" on ", 1)[0])  # the second from before it was renamed
    if not cursor.take("COMMENT", "ON", found.kind.upper()) or spelled((cursor.name(),)) not in names:
        return False
    cursor.expect("ON")
    table = cursor.qualified()
    return spelled(table) == found.key[-1] or (found.on is not None and table[-1] == found.on.name)


def forget_views(workspace: Workspace, table: Table, column: str | None = None) -> None:
    """Take away the views over a table, or over one column of it, as CASCADE does."""
    for one in [one for one in workspace.opaque if "view" in one.kind and mentions(one.sql, table.name)]:
        over = column is None or mentions(one.sql, column) or _takes_all(one.sql)
        if over and one in workspace.opaque:
            forget(workspace, one, cascade=True)


def _takes_all(sql: str) -> bool:
    """Whether a query gives every column there is: its names were written out when the view was made."""
    return any(before in sql for before in ("SELECT *", "select *", ".*"))
