"""The actions of ALTER TABLE on properties of the whole table."""

from __future__ import annotations

from designer.importers.drafting.outcomes import NotModelled
from designer.importers.postgres.draft import Table
from designer.importers.postgres.elements import options
from designer.importers.postgres.renames import move_table
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor


def switch(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """ENABLE and DISABLE of row security; of triggers and rules they are carried."""
    enabled = action.keys[0] == "ENABLE"
    if not action.take("ROW", "LEVEL", "SECURITY"):
        raise NotModelled("switches a trigger or rule on or off")
    table.row_security = enabled


def force_row_security(table: Table, action: Cursor, forced: bool) -> None:
    """FORCE and NO FORCE ROW LEVEL SECURITY; the first words were read."""
    action.expect("ROW", "LEVEL", "SECURITY")
    table.row_security_forced = forced


def replica_identity(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """REPLICA IDENTITY; REPLICA was read."""
    action.expect("IDENTITY")
    said = action.take_one_of("DEFAULT", "FULL", "NOTHING", "USING")
    if said is None:
        raise action.error("DEFAULT, FULL, NOTHING or USING INDEX was expected here")
    table.replica_identity = table.replica_index = None
    if said == "USING":
        action.expect("INDEX")
        table.replica_identity, table.replica_index = "index", _own_index(workspace, table, action)
    elif said != "DEFAULT":
        table.replica_identity = said.lower()


def _own_index(workspace: Workspace, table: Table, action: Cursor) -> object:
    at = action.index
    name = action.name()
    found = next((one for one in table.index_relations() if one.name == name), None)
    if found is None:
        raise action.error(f"{table.name} has no index {name}", at)
    return found


def cluster_on(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """CLUSTER ON; CLUSTER was read."""
    action.expect("ON")
    _own_index(workspace, table, action)
    raise NotModelled("by which index a table is clustered is not modelled")


def set_property(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """SET of storage parameters, schema, tablespace, persistence, access method; SET was read."""
    if action.at("("):
        table.options.update(options(action))
    elif action.take("SCHEMA"):
        move_table(workspace, table, workspace.target((action.name(), table.name))[0])
    elif action.take("TABLESPACE"):
        table.tablespace = action.name()
    elif action.take("LOGGED"):
        _set_persistence(workspace, table, "permanent")
    elif action.take("UNLOGGED"):
        _set_persistence(workspace, table, "unlogged")
    elif action.take("ACCESS", "METHOD"):
        said = action.name()
        table.options.pop("access_method", None)
        if said != "default":
            table.options["access_method"] = said
    elif action.take("WITHOUT"):
        if action.name() == "cluster":
            raise NotModelled("by which index a table is clustered is not modelled")
    else:
        raise action.error("PostgreSQL has no such action")


def _set_persistence(workspace: Workspace, table: Table, persistence: str) -> None:
    """The sequences that a table owns are logged or not as it is."""
    table.persistence = persistence
    for sequence in workspace.sequences:
        if sequence.owner_table is table:
            sequence.persistence = persistence


def reset_options(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """RESET of storage parameters; RESET was read."""
    action.expect("(")
    while True:
        table.options.pop(".".join(action.qualified()), None)
        if not action.take(","):
            break
    action.expect(")")
