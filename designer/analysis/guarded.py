"""Statements of access patterns rewritten so that two sessions at once do no harm: by a lock, or by a version.

The user's own text is kept; what is added goes between its tokens.
"""

from collections.abc import Iterator
from functools import lru_cache

from designer.analysis.facts import Facts
from designer.analysis.needs import Need
from designer.analysis.workload import ParsedPattern, ParsedStatement, Predicate
from designer.schema import edits
from designer.schema.changes import Change
from designer.schema.model import AccessPattern, Attribute, Entity, NotNull
from designer.sql.identifiers import shown_identifier, shown_name
from designer.sql.lexer import tokenize
from designer.sql.parameters import Parameter, parameters_in
from designer.sql.tokens import Kind, Token

_VERSION = "version"
_BEHIND_WHERE = frozenset("returning order limit group having union option for window fetch offset".split())
_LOCKS = {
    "postgres": "SELECT {key} FROM {table} WHERE {condition} FOR NO KEY UPDATE",
    "tsql": "SELECT {key} FROM {table} WITH (UPDLOCK, HOLDLOCK) WHERE {condition}",
}
_LOCK = "SELECT {key} FROM {table} WHERE {condition} FOR UPDATE"


def parent_locked(facts: Facts, parsed: ParsedPattern, read: Need) -> tuple[Change, ...]:
    """The pattern with a lock of the one parent row that all rows looked for belong to, taken before they are read.

    None where no foreign key, or more than one, is asked for in full, or where the text does not show by which value.
    In PostgreSQL the lock lets others refer to the parent, and makes only those wait that take the same lock.
    """
    place = _place(parsed, read.statement)
    if place is None:
        return ()
    exact = {one.attribute: one for one in read.equal if one.operator == "="}
    links = [one for one in facts.schema.references_from(read.entity.id) if set(one.columns) <= exact.keys()]
    if len(links) != 1 or links[0].parent == read.entity.id:
        return ()
    link, dialect = links[0], facts.schema.dialect.name
    parent = facts.schema.entity(link.parent)
    names = [shown_identifier(one, dialect) for one in facts.schema.names(link.parent_columns)]
    values = [written_value(read.statement, exact[one], dialect) for one in link.columns]
    if None in values:
        return ()
    lock = _LOCKS.get(dialect, _LOCK).format(
        key=", ".join(names),
        table=shown_name(facts.schema.namespace(parent.schema) or "", parent.name, dialect=dialect),
        condition=" AND ".join(f"{name} = {value}" for name, value in zip(names, values, strict=True)),
    )
    statements = parsed.pattern.statements
    return (edits.alter(facts.schema, parsed.pattern.id, statements=(*statements[:place], lock, *statements[place:])),)


def version_asked_for(facts: Facts, read: Need, write: Need, version: Attribute | None) -> tuple[Change, ...]:
    """A version that is read with the row, and that the one who saves must have seen; added to the table if None.

    Every declared UPDATE of the table counts it up. None where the text of one of the patterns does not take it.
    """
    table, dialect = write.entity, facts.schema.dialect.name
    name = version.name if version else _VERSION
    if version is None and any(one.name.lower() == name for one in table.attributes):
        return ()
    column = shown_identifier(name, dialect)
    altered: dict[AccessPattern, tuple[str, ...]] = {}
    for need in facts.needs_on(table.id):
        if need.statement.kind != "update" or not need.statement.tables[need.use].written:
            continue
        asks = need.pattern.id == write.pattern.id
        if version and version.id in need.statement.writes and not asks:
            continue
        text = _saving(need.statement.sql, column, dialect, counted=_sets(need, version), asks=asks)
        if text is None or not _replace(altered, facts, need, text):
            return ()
    if not (version and version.id in read.statement.reads):
        shown = _showing(read, column, dialect)
        if shown is None or not _replace(altered, facts, read, shown):
            return ()
    changes: list[Change] = [] if version else [_added(facts, table)]
    return (*changes, *(edits.alter(facts.schema, one.id, statements=texts) for one, texts in altered.items()))


def written_value(statement: ParsedStatement, predicate: Predicate, dialect: str) -> str | None:
    """What a column is compared with, as the statement spells it; None for more than a parameter or constant."""
    if not predicate.parameter:
        return predicate.value if predicate.constant else None
    names: list[str | None] = []
    for use in parameters_in(statement.sql, dialect):
        number = use.name or str(1 + sum(name is None for name in names))
        names.append(use.name)
        spelled = f"${number}" if number.isdigit() else f":{number}"
        if spelled == predicate.value:
            return statement.sql[use.start : use.end]
    return None


def _sets(need: Need, version: Attribute | None) -> bool:
    return version is not None and version.id in need.statement.writes


def _added(facts: Facts, table: Entity) -> Change:
    kind = "NUMBER(10)" if facts.schema.dialect.name == "oracle" else "integer"
    value = Attribute(name=_VERSION, type=kind, not_null=NotNull(), default="1")
    return edits.add(facts.schema, value, to=table.id)


def _replace(altered: dict[AccessPattern, tuple[str, ...]], facts: Facts, need: Need, text: str) -> bool:
    """Puts another text in a statement's place among those of its pattern."""
    texts = altered.get(need.pattern, need.pattern.statements)
    if need.statement.sql not in texts:
        return False
    altered[need.pattern] = tuple(text if one == need.statement.sql else one for one in texts)
    return True


def _place(parsed: ParsedPattern, statement: ParsedStatement) -> int | None:
    texts = parsed.pattern.statements
    return texts.index(statement.sql) if texts.count(statement.sql) == 1 else None


@lru_cache(maxsize=4096)
def _saving(sql: str, column: str, dialect: str, *, counted: bool, asks: bool) -> str | None:
    """An UPDATE that counts the version up, and where it asks for it, changes nothing but the version that was seen."""
    words = dict(_outer(sql, dialect))
    if not {"set", "where"} <= words.keys() or "from" in words or not words.keys().isdisjoint(_BEHIND_WHERE):
        return None
    made = sql[: _end(sql, dialect)]
    if asks:
        seen = _another(sql, column, dialect)
        if seen is None:
            return None
        made += f" AND {column} = {seen}"
    behind_set = words["set"].end
    return made if counted else f"{made[:behind_set]} {column} = {column} + 1,{made[behind_set:]}"


def _showing(read: Need, column: str, dialect: str) -> str | None:
    """A SELECT that brings the version with the row."""
    use = read.statement.tables[read.use]
    alone = len(read.statement.tables) == 1 and use.alias == use.name
    own = column if alone else f"{use.alias}.{column}"
    return read.statement.sql if read.block.star else _bringing(read.statement.sql, own, dialect)


@lru_cache(maxsize=4096)
def _bringing(sql: str, column: str, dialect: str) -> str | None:
    words = dict(_outer(sql, dialect))
    if "from" not in words or "distinct" in words:
        return None
    start = words["from"].start
    return f"{sql[:start].rstrip()}, {column} {sql[start:]}"


def _outer(sql: str, dialect: str) -> Iterator[tuple[str, Token]]:
    """The words outside of all parentheses with where they stand last; of FROM, where it stands first."""
    depth = 0
    met: set[str] = set()
    for token in tokenize(sql, dialect).tokens:
        if token.kind is Kind.PUNCTUATION and token.text in "()":
            depth += 1 if token.text == "(" else -1
        elif token.kind is Kind.WORD and depth == 0:
            word = token.text.lower()
            if not (word in ("from", "set") and word in met):
                met.add(word)
                yield word, token


def _end(sql: str, dialect: str) -> int:
    """The offset behind the last token that is neither the end of the statement nor a comment."""
    own = [one for one in tokenize(sql, dialect).tokens if one.kind not in (Kind.COMMENT, Kind.TERMINATOR, Kind.END)]
    return max((one.end for one in own), default=len(sql))


def _another(sql: str, column: str, dialect: str) -> str | None:
    """One parameter more, spelled like the statement's own, which comes last in its text."""
    uses: tuple[Parameter, ...] = parameters_in(sql, dialect)
    if not uses:
        return None
    texts = [sql[one.start : one.end] for one in uses]
    last = texts[-1]
    if last in ("?", "%s"):
        return last if {*texts} == {last} else None
    if last[:1] in "$?" and last[1:].isdecimal():
        return f"{last[0]}{1 + max(int(text[1:]) for text in texts if text[1:].isdecimal())}"
    name = next(one for one in ("seen_version", "version_seen") if one not in {use.name for use in uses})
    if last.startswith("%("):
        return f"%({name})s"
    return f"{last[0]}{name}" if last[0] in ":@" and not last[1:].isdecimal() else None
