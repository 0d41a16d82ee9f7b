"""`-- was: old_name`: what a design read from text says about where its names come from."""

from pathlib import Path

from designer.cli.errors import BadInput
from designer.importers import Imported
from designer.schema.align import with_ids
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_MARK = "was:"


def hinted(new: Imported, old: Schema, path: str) -> Schema:
    """The new design with the ids of what it says it was. BadInput for a hint that leads nowhere."""
    hints = _hints(path)
    if not hints:
        return new.schema
    schema = new.schema
    renamed: dict[str, str] = {}
    by_line: dict[int, list[str]] = {}
    for object_id, line in new.lines.items():
        if object_id in schema.located and schema.located[object_id].kind.name in ("entity", "attribute"):
            by_line.setdefault(line, []).append(object_id)
    tables: dict[str, Entity] = {}
    for line, name in hints.items():
        for object_id in by_line.get(line, ()):
            if schema.located[object_id].kind.name == "entity":
                tables[object_id] = _old_table(old, name, path, line)
                renamed[object_id] = tables[object_id].id
    for line, name in hints.items():
        found = [key for key in by_line.get(line, ()) if schema.located[key].kind.name == "attribute"]
        if not found and not any(schema.located[key].kind.name == "entity" for key in by_line.get(line, ())):
            raise BadInput(f"{path}:{line}: `-- was: {name}` stands beside no table and no column")
        for object_id in found[-1:]:
            owner = schema.located[object_id].owner
            if owner in renamed and owner in by_line.get(line, ()):
                continue
            table = tables.get(owner) or _namesake(old, schema, schema.entity(owner))
            renamed[object_id] = _old_column(table, name, path, line).id
    return with_ids(schema, renamed)


def _hints(path: str) -> dict[int, str]:
    """Line to old name."""
    if path == "-" or not path.endswith(".sql"):
        return {}
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    found: dict[int, str] = {}
    for token in tokenize(text, "postgres").tokens:
        words = token.text.removeprefix("--").split()
        if token.kind is Kind.COMMENT and token.text.startswith("--") and words[:1] == [_MARK] and len(words) == 2:
            found[token.line] = words[1].replace('"', "")
    return found


def _old_table(old: Schema, name: str, path: str, line: int) -> Entity:
    try:
        return old.entity(name)
    except KeyError:
        raise BadInput(f"{path}:{line}: `-- was: {name}`: the old design has no such table") from None


def _namesake(old: Schema, new: Schema, entity: Entity) -> Entity | None:
    try:
        return old.entity(new.qualified(entity))
    except KeyError:
        return None


def _old_column(table: Entity | None, name: str, path: str, line: int) -> Attribute:
    found = table.attribute(name) if table else None
    if found is None:
        raise BadInput(f"{path}:{line}: `-- was: {name}`: the old design has no such column there")
    return found
