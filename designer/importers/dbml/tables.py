"""Tables and enums of a script, with the partials put in and names looked up."""

from __future__ import annotations

from dataclasses import replace

from designer.importers.dbml.columns import attribute, enum_check, note_of, text_of
from designer.importers.dbml.draft import Body, CheckLine, Column, EnumBlock, IndexLine, Script, Setting, Table
from designer.importers.dbml.workspace import Made, Workspace, shown
from designer.schema import model
from designer.schema.frozen import EMPTY, FrozenMap
from designer.sql.default_names import check_name, index_name, primary_key_name, unique_name
from designer.sql.expression_names import expression_name
from designer.sql.names import columns_in


def build_enums(script: Script, work: Workspace) -> None:
    """Every enum; of two with one name the first is kept."""
    for block in script.enums:
        name = work.full(block.name)
        if name in work.enums:
            work.problem(f"there is already an enum {shown(block.name)}; this one is left out", block.token, block.file)
            continue
        work.enums[name] = _enum(block, name, work)


def _enum(block: EnumBlock, name: tuple[str, ...], work: Workspace) -> model.Enum:
    values: dict[str, str | None] = {}
    for value, note, token in block.values:
        if value in values:
            work.problem(f"enum {shown(block.name)} has {value!r} already", token, block.file)
        values.setdefault(value, note)
    notes = {value: note for value, note in values.items() if note}
    return model.Enum(
        id=work.new_id("enum", ".".join(filter(None, name)), block.token, block.file),
        schema=name[0] or None,
        name=name[-1],
        values=tuple(model.EnumValue(value=value) for value in values),
        comment=block.note,
        x=FrozenMap({"dbml": {"notes": notes}}) if notes else EMPTY,
    )


def build_tables(script: Script, work: Workspace) -> list[tuple[Table, list[Column], Made]]:
    """Every table with its columns as they stand in the end, for the references among their settings."""
    built = []
    for table in script.tables:
        schema, name = work.full(table.name)
        if (schema, name) in work.tables:
            work.problem(f"there is already a table {shown(table.name)}; this one is left out", table.token, table.file)
            continue
        path = f"{schema}.{name}" if schema else name
        made = Made(work.new_id("entity", path, table.token, table.file), schema or None, name)
        work.tables[schema, name] = made
        if table.alias is not None:
            if table.alias in work.aliases:
                work.problem(f"the alias {table.alias} is used twice", table.token, table.file)
            work.aliases.setdefault(table.alias, made)
        built.append((table, _fill(table, made, script, work), made))
    return built


def _fill(table: Table, made: Made, script: Script, work: Workspace) -> list[Column]:
    bodies = [script.partials[name] for name, _ in table.body.partials if name in script.partials]
    for name, token in table.body.partials:
        if name not in script.partials:
            work.problem(f"there is no TablePartial {name}", token, table.file)
    columns = _columns(table, script, work)
    for column in columns:
        made.columns[column.name] = attribute(column, made, work, table.file)
    made.comment = table.body.note or next((body.note for body in reversed(bodies) if body.note), None)
    settings = {one.key: one.text or True for body in (*bodies, table.body) for one in body.settings}
    settings.pop("note", None)
    kept = {"alias": table.alias, "settings": settings or None}
    made.x = {key: value for key, value in kept.items() if value}
    _keys(columns, [table.body, *bodies], made, table, work)
    return columns


def _columns(table: Table, script: Script, work: Workspace) -> list[Column]:
    """Own columns win over those of partials, later partials over earlier ones; each stands where it is put in."""
    own = [one for one in table.body.columns if isinstance(one, Column)]
    seen: set[str] = set()
    for column in own:
        if column.name in seen:
            work.problem(
                f"table {shown(table.name)} has a column {column.name} already; this one is left out",
                column.token,
                table.file,
            )
        seen.add(column.name)
    chosen: dict[str, Column] = {}
    for one in table.body.columns:
        if isinstance(one, Column):
            if one.name not in chosen or chosen[one.name] not in own:
                chosen[one.name] = one
        elif one in script.partials:
            for inner in script.partials[one].columns:
                if isinstance(inner, Column) and inner.name not in seen:
                    chosen[inner.name] = inner
    return [*chosen.values()]


def _keys(columns: list[Column], bodies: list[Body], made: Made, table: Table, work: Workspace) -> None:
    marked = tuple(one.name for one in columns if any(s.key in ("pk", "primary key") for s in one.settings))
    made.primary_key = marked
    for column in columns:
        if any(one.key == "unique" for one in column.settings) and marked != (column.name,):
            _unique((column.name,), [], made, work)
    for body in bodies:
        for line in body.indexes:
            _index(line, made, table, work)
    for name in made.primary_key:
        if made.columns[name].not_null is None:
            made.columns[name] = replace(made.columns[name], not_null=model.NotNull())
    if made.primary_key:
        made.primary_key_name = made.primary_key_name or primary_key_name(made.name, work.relations[made.schema])
        work.relations[made.schema].add(made.primary_key_name)
    for column in columns:
        condition = enum_check(column, work)
        for one in column.settings:
            if one.key == "check" and one.value is not None:
                _check(CheckLine(one.value.value, [], one.token), made, work)
        if condition is not None:
            _check(CheckLine(condition, [], column.token), made, work)
    for body in bodies:
        for check in body.checks:
            _check(check, made, work)


def _name(given: str | None, default: str, taken: set[str]) -> str:
    name, number = given or default, 1
    while name in taken:
        name, number = f"{given or default}{number}", number + 1
    taken.add(name)
    return name


def _unique(columns: tuple[str, ...], settings: list[Setting], made: Made, work: Workspace) -> None:
    taken = work.relations[made.schema]
    name = _name(text_of(settings, "name"), unique_name(made.name, columns, taken), taken)
    made.uniques.append(model.Unique(name=name, columns=made.ids(columns), comment=note_of(settings)))


def _index(line: IndexLine, made: Made, table: Table, work: Workspace) -> None:
    missing = [text for is_expression, text in line.parts if not is_expression and text not in made.columns]
    if missing:
        work.problem(
            f"an index of {shown(table.name)} names {', '.join(missing)}, which is no column of it; it is left out",
            line.token,
            table.file,
        )
        return
    keys = {one.key for one in line.settings}
    plain = not any(is_expression for is_expression, _ in line.parts)
    columns = tuple(text for _, text in line.parts)
    if keys & {"pk", "primary key"} and plain:
        _primary_key(columns, line, made, table, work)
    elif "unique" in keys and "type" not in keys and plain:
        _unique(columns, line.settings, made, work)
    else:
        made.indexes.append(_plain_index(line, made, work))


def _primary_key(columns: tuple[str, ...], line: IndexLine, made: Made, table: Table, work: Workspace) -> None:
    if made.primary_key and made.primary_key != columns:
        work.problem(f"table {shown(table.name)} has a primary key already", line.token, table.file)
        return
    made.primary_key = columns
    made.primary_key_name = text_of(line.settings, "name")
    made.primary_key_comment = note_of(line.settings)


def _plain_index(line: IndexLine, made: Made, work: Workspace) -> model.Index:
    labels = [expression_name(text) if is_expression else text for is_expression, text in line.parts]
    taken = work.relations[made.schema]
    return model.Index(
        name=_name(text_of(line.settings, "name"), index_name(made.name, labels, taken), taken),
        keys=tuple(
            model.IndexKey(expression=text) if is_expression else model.IndexKey(column=made.columns[text].id)
            for is_expression, text in line.parts
        ),
        unique=any(one.key == "unique" for one in line.settings),
        method=(text_of(line.settings, "type") or "btree").lower(),
        comment=note_of(line.settings),
    )


def _check(line: CheckLine, made: Made, work: Workspace) -> None:
    taken = work.constraints[made.id]
    given = text_of(line.settings, "name")
    name = _name(given, check_name(made.name, _columns_of(line.expression, made, work), taken), taken)
    made.checks.append(model.Check(name=name, expression=line.expression, comment=note_of(line.settings)))


def _columns_of(expression: str, made: Made, work: Workspace) -> frozenset[str]:
    try:
        return frozenset(columns_in(expression, work.dialect)) & made.columns.keys()
    except ValueError:
        return frozenset()
