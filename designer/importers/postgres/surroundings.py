"""CREATE SCHEMA with what stands inside it, CREATE EXTENSION, and the settings that names depend on."""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.drafting.outcomes import AlreadyThere, NotModelled, Skip
from designer.importers.postgres.draft import ExtensionDraft, NamespaceDraft
from designer.importers.postgres.names import spelled
from designer.importers.postgres.schema_renames import rename_schema
from designer.importers.postgres.workspace import DEFAULT_PATH, Workspace
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier, read_string
from designer.sql.tokens import Kind

_ELEMENTS = ("TABLE", "INDEX", "UNIQUE", "VIEW", "SEQUENCE", "TRIGGER", "TEMP", "TEMPORARY", "UNLOGGED")


def create_schema(cursor: Cursor, workspace: Workspace, read: Callable[[Cursor, Workspace], None]) -> None:
    """CREATE SCHEMA; `read` takes the statements nested in it, which see the new schema first."""
    cursor.expect("CREATE", "SCHEMA")
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    place, at = workspace.place(cursor), cursor.index
    name = "" if cursor.at("AUTHORIZATION") else cursor.name()
    if cursor.take("AUTHORIZATION"):
        role = cursor.name()
        name = name or role
    known = workspace.namespaces.get(name)
    if known is not None and known.place is not None:
        if exists_ok:
            raise AlreadyThere(f"the schema {name} is already defined on line {known.place.line}")
        raise cursor.error(f"the schema {name} is defined a second time", at)
    workspace.namespaces.setdefault(name, NamespaceDraft(name)).place = place
    outside, workspace.path = workspace.path, (name, *workspace.path)
    try:
        for nested in _nested(cursor):
            read(nested, workspace)
    finally:
        workspace.path = outside


def _nested(cursor: Cursor) -> list[Cursor]:
    """The statements inside CREATE SCHEMA: each begins at a CREATE or GRANT outside parentheses."""
    starts: list[int] = []
    place = cursor.index
    while place < cursor.size:
        key, after = cursor.keys[place], cursor.keys[place + 1] if place + 1 < cursor.size else ""
        if (key == "CREATE" and (after in _ELEMENTS or after == "OR")) or (key == "GRANT" and after):
            starts.append(place)
        elif not starts:
            raise cursor.error("nothing but CREATE or GRANT may follow here", place)
        place = cursor.behind(place)
    ends = [*starts[1:], cursor.size][: len(starts)]
    return [cursor.part(first, last) for first, last in zip(starts, ends, strict=True)]


def alter_schema(cursor: Cursor, workspace: Workspace) -> None:
    """ALTER SCHEMA … RENAME TO, or OWNER TO."""
    cursor.expect("ALTER", "SCHEMA")
    at = cursor.index
    name = cursor.name()
    if cursor.take("OWNER", "TO"):
        workspace.namespace(name)
        raise Skip("who owns it is no part of a design")
    cursor.expect("RENAME", "TO")
    if name not in workspace.namespaces:
        raise cursor.error(f"there is no schema {name}", at)
    at = cursor.index
    new = cursor.name()
    cursor.end()
    if new in workspace.namespaces:
        raise cursor.error(f"there is a schema {new} already", at)
    rename_schema(workspace, name, new)


def create_extension(cursor: Cursor, workspace: Workspace) -> None:
    """CREATE EXTENSION."""
    cursor.expect("CREATE", "EXTENSION")
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    place, at = workspace.place(cursor), cursor.index
    name = cursor.name()
    if name == "plpgsql":
        raise Skip("every database has plpgsql")
    found = ExtensionDraft(name, None, None, place)
    cursor.take("WITH")
    while not cursor.done:
        if cursor.take("SCHEMA"):
            found.schema = cursor.name()
            workspace.namespace(found.schema)
        elif cursor.take("VERSION"):
            quoted = cursor.tokens[cursor.index].kind is Kind.STRING if not cursor.done else False
            found.version = cursor.string() if quoted else cursor.name()
        elif not cursor.take("CASCADE"):
            raise cursor.error("this is no option of CREATE EXTENSION")
    if name in workspace.extensions:
        if exists_ok:
            raise AlreadyThere(f"the extension {name} is already there")
        raise cursor.error(f"the extension {name} is created a second time", at)
    workspace.extensions[name] = found


def alter_extension(cursor: Cursor, workspace: Workspace) -> None:
    """ALTER EXTENSION … UPDATE, SET SCHEMA."""
    cursor.expect("ALTER", "EXTENSION")
    at = cursor.index
    found = workspace.extensions.get(cursor.name())
    if found is None:
        raise cursor.error("there is no such extension in these sources", at)
    if cursor.take("SET", "SCHEMA"):
        found.schema = cursor.name()
    elif cursor.take("UPDATE"):
        if cursor.take("TO"):
            found.version = cursor.string() if not cursor.on_name else cursor.name()
    else:
        raise NotModelled("this change of an extension is not modelled")


def set_setting(cursor: Cursor, workspace: Workspace) -> None:
    """SET and RESET: the search path decides what names mean, all else says nothing about a design."""
    first = cursor.key()
    cursor.index += 1
    cursor.take_one_of("SESSION", "LOCAL")
    if cursor.at("SEARCH_PATH"):
        cursor.index += 1
        if first == "RESET":
            workspace.path = DEFAULT_PATH
        else:
            _set_path(cursor, workspace)
        shown = spelled(workspace.path).replace(".", ", ") if workspace.path else "nothing"
        raise Skip(f"names are looked up in {shown} from here on")
    if first == "RESET" and cursor.at("ALL"):
        workspace.path = DEFAULT_PATH
    raise Skip("a setting of the session")


def _set_path(cursor: Cursor, workspace: Workspace) -> None:
    if not (cursor.take("=") or cursor.take("TO")):
        raise cursor.error("= or TO was expected here")
    if cursor.take("DEFAULT"):
        workspace.path = DEFAULT_PATH
        return
    found: list[str] = []
    while not cursor.done:
        token = cursor.tokens[cursor.index]
        found.append(cursor.string() if token.kind is Kind.STRING else cursor.name())
        if not cursor.take(","):
            break
    cursor.end()
    use_path(workspace, found)


def use_path(workspace: Workspace, names: list[str]) -> None:
    """Look names up in these schemas; what belongs to the session ("$user", pg_catalog) plays no part."""
    workspace.path = tuple(name for name in names if name not in ("", "$user", "pg_catalog") and name[:7] != "pg_temp")


def select(cursor: Cursor, workspace: Workspace) -> None:
    """SELECT changes no schema, but set_config('search_path', …) does change what names mean."""
    strings = [token for token in cursor.tokens[:14] if token.kind is Kind.STRING]
    calls = "SET_CONFIG" in cursor.keys[:6]
    if calls and len(strings) > 1 and read_string(strings[0].text, "postgres") == "search_path":
        value = read_string(strings[1].text, "postgres")
        use_path(workspace, [read_identifier(part.strip(), "postgres") for part in value.split(",") if part.strip()])
        raise Skip("sets where names are looked up")
    raise Skip("a setting of the session" if calls else "a query, which defines nothing")
