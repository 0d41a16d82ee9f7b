"""From the text of one or more sources to what `import_source` gives back."""

from __future__ import annotations

from collections.abc import Sequence

from designer.importers.counts import counts
from designer.importers.dbml.draft import Script
from designer.importers.dbml.parsing import Parser
from designer.importers.dbml.references import build_references
from designer.importers.dbml.tables import build_enums, build_tables
from designer.importers.dbml.workspace import Made, Workspace, shown
from designer.importers.result import Imported, Problem, Skipped, Source
from designer.schema import model
from designer.schema.complete import complete
from designer.schema.errors import DesignError
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.schema import Schema

_DIALECTS = {
    "postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mariadb", "sqlite": "sqlite",
    "sql server": "tsql", "mssql": "tsql", "sqlserver": "tsql", "oracle": "oracle",
}  # fmt: skip


def read_sources(sources: Sequence[Source], name: str) -> Imported:
    """The design of one or several DBML texts that belong together."""
    script = Script()
    problems: list[Problem] = []
    skipped: list[Skipped] = []
    for source in sources:
        parser = Parser(source.text, source.file, script)
        parser.run()
        problems += parser.problems
        skipped += parser.skipped
    work = Workspace(_dialect(script))
    schema = _build(script, work, script.project or name)
    return Imported(
        schema,
        work.dialect,
        counts(schema),
        skipped=tuple(skipped),
        problems=tuple(sorted((*problems, *work.problems), key=lambda one: (one.file or "", one.line, one.column))),
        lines={found: work.lines[found] for found in schema.located if found in work.lines},
        files=tuple(source.file for source in sources if source.file is not None),
        file_of=work.file_of,
        statements=script.blocks,
        remarks=tuple(work.remarks),
    )


def _dialect(script: Script) -> str:
    said = next((value for key, value in script.project_settings.items() if key.lower() == "database_type"), "")
    return _DIALECTS.get(said.strip().lower(), "postgres")


def _build(script: Script, work: Workspace, name: str) -> Schema:
    build_enums(script, work)
    tables = build_tables(script, work)
    links = build_references(script, tables, work)
    named = {table.schema for table in work.tables.values()} | {enum.schema for enum in work.enums.values()}
    kept = {key: value for key, value in script.project_settings.items() if key.lower() != "database_type"}
    inline = work.dialect != "postgres"
    try:
        return complete(
            Schema(
                name=name,
                comment=script.project_note,
                dialect=model.Dialect(name=work.dialect),
                schemas=tuple(model.Namespace(name=one) for one in sorted(filter(None, named))),
                entities=tuple(_entity(table) for table in work.tables.values()),
                relationships=tuple(links),
                enums=() if inline else tuple(work.enums.values()),
                layout=_layout(script, work),
                x=FrozenMap({"dbml": {"project": kept}}) if kept else EMPTY,
            )
        )
    except DesignError as error:
        work.problems += [Problem(1, 1, message) for message in error.problems]
        return Schema(name=name, dialect=model.Dialect(name=work.dialect))


def _entity(table: Made) -> model.Entity:
    key = None
    if table.primary_key:
        key = model.PrimaryKey(
            name=table.primary_key_name, columns=table.ids(table.primary_key), comment=table.primary_key_comment
        )
    return model.Entity(
        id=table.id,
        schema=table.schema,
        name=table.name,
        comment=table.comment,
        attributes=tuple(table.columns.values()),
        primary_key=key,
        uniques=tuple(table.uniques),
        indexes=tuple(table.indexes),
        checks=tuple(table.checks),
        x=FrozenMap({"dbml": table.x}) if table.x else EMPTY,
    )


def _layout(script: Script, work: Workspace) -> model.Layout:
    groups = []
    for group in script.groups:
        members = []
        for name, token in group.members:
            table = work.find(name)
            if table is None:
                work.problem(f"there is no table {shown(name)} for the group {group.name}", token, group.file)
            elif table.id not in members:
                members.append(table.id)
        groups.append(model.Group(name=group.name, color=group.color, entities=tuple(members)))
    told = {group.name: group.note for group in script.groups if group.note}
    return model.Layout(
        groups=tuple(groups),
        notes=tuple(
            FrozenMap({key: value for key, value in (("name", one.name), ("text", one.text), ("color", one.color))
                       if value})
            for one in script.notes
        ),
        x=FrozenMap({"dbml": {"group_notes": told}}) if told else EMPTY,
    )  # fmt: skip
