"""NF006: a list kept as one text."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.workload import ParsedPattern
from designer.schema.build import attribute, entity, pattern
from designer.schema.model import Attribute
from designer.schema.words import singular, words

_SEPARATORS = ",;|"
_LISTS = frozenset({"list", "csv", "array", "set"})
_SPLITTERS = frozenset(
    {"string_to_array", "string_to_table", "regexp_split_to_array", "regexp_split_to_table", "find_in_set", "unnest"}
)
_LONGEST_ITEM = 40


class ListInColumn(ColumnRule):
    """List kept as one text.

    `tags = 'red,green,blue'` cannot be searched by an index, cannot refer to a table of tags, and takes any spelling
    of an item, twice or none. Counting, joining and renaming items means taking the text apart each time. A table of
    its own with one row per item, or at least an array, makes every item a value.

    Told from declared sample values of which most are several single words between commas, semicolons or bars, and
    from access patterns that take the column apart. A name in the plural alone proves nothing; sentences, numbers
    with a comma in them and `last, first` are no lists.
    """

    code = "NF006"
    severity = Severity.WARNING
    confidence = Confidence.LIKELY
    reference = "https://doi.org/10.1145/362384.362685"
    flagged = example(
        entity("posts", "id bigint", attribute("tags text", samples=("red,green", "blue", "green,red,white")), pk="id"),
        entity("users", "id bigint", "roles text", pk="id"),
        pattern("who may", "SELECT id FROM users WHERE $1 = ANY(string_to_array(roles, ','))"),
    )
    accepted = example(
        entity(
            "people",
            "id bigint",
            attribute("name text", samples=("Curie, Marie", "Bohr, Niels")),
            attribute("notes text", samples=("Came late, but came.", "None, so far")),
            "tags text[]",
            pk="id",
        ),
        pattern("by tag", "SELECT id FROM people WHERE tags @> $1"),
    )
    one = "holds lists as {type}"
    many = "hold lists as text"
    message = "One item cannot be indexed, referred to or checked; one row per item, or an array, makes it a value."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        taken_apart = dict(_taken_apart(facts))
        for table, column in own_columns(facts):
            if facts.family(column) != "text":
                continue
            if column.id in taken_apart:
                yield Suspect(table, column, shown={"shown by": f"access pattern “{taken_apart[column.id]}”"})
            elif _samples_are_lists(column):
                example = next(text for text in _texts(column) if _items(text))
                yield Suspect(table, column, shown={"shown by": f"the value {example}"})


def _taken_apart(facts: Facts) -> Iterator[tuple[str, str]]:
    """(attribute id, pattern) of the columns that a pattern splits, or searches for an item between separators."""
    for parsed in facts.patterns:
        for reads, split in facts.kept_of_pattern(_splits, parsed):
            named = {facts.schema.attribute(one).name: one for one in reads}
            for name in split:
                if name in named:
                    yield named[name], parsed.pattern.name


def _splits(parsed: ParsedPattern) -> list[tuple[Iterable[str], list[str]]]:
    """Of each statement that splits columns: the ids of those it reads, and the names of those it splits."""
    found: list[tuple[Iterable[str], list[str]]] = []
    for statement in parsed.statements:
        nodes = statement.tree.walk() if statement.tree else ()
        names = [name for node in nodes if (name := _split_column(node)) is not None]
        if names:
            found.append((statement.reads, names))
    return found


def _split_column(node: exp.Expr) -> str | None:
    column: object = None
    match node:
        case exp.StringToArray():
            column = node.this
        case exp.Anonymous() if node.name.lower() in _SPLITTERS:
            column = next((one for one in node.expressions if isinstance(one, exp.Column)), None)
        case exp.Like() | exp.ILike() if _has_separator(node.expression) or _has_separator(node.this):
            column = node.this.find(exp.Column)
    return column.name if isinstance(column, exp.Column) else None


def _has_separator(node: exp.Expr) -> bool:
    """`'%,red,%'`, or `',' || tags || ','`: separators are put around what is searched."""
    texts = [literal.name.strip("%") for literal in node.find_all(exp.Literal) if literal.is_string]
    return any(text and text[0] in _SEPARATORS and text[0] == text[-1] for text in texts)


def _samples_are_lists(column: Attribute) -> bool:
    texts = _texts(column)
    counts = [len(_items(text)) for text in texts]
    lists = [count for count in counts if count]
    if not lists or len(lists) * 2 < len(texts):
        return False
    last = (words(column.name) or ("",))[-1]
    named = last in _LISTS or singular(last) != last
    return named or (max(lists) > 2 and len(lists) > 1)


def _texts(column: Attribute) -> list[str]:
    declared = [*column.samples, *(one.value for one in column.values)]
    return [text for text in declared if isinstance(text, str) and text.strip()]


def _items(text: str) -> list[str]:
    """The items, where there are at least two and each is one word; none for sentences, numbers and documents."""
    for separator in _SEPARATORS:
        items = [item.strip() for item in text.strip().split(separator)]
        if len(items) > 1 and all(
            item and len(item) <= _LONGEST_ITEM and not set(" {}[]()<>:\"'") & set(item) for item in items
        ):
            return [] if _is_number(items) else items
    return []


def _is_number(items: list[str]) -> bool:
    """`1,234,567` and `3,14`: digits that one comma or commas in thousands part."""
    return items[0].lstrip("-").isdigit() and (
        all(len(item) == 3 and item.isdigit() for item in items[1:]) or (len(items) == 2 and items[1].isdigit())
    )
