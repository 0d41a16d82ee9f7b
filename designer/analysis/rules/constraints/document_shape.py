"""CO054: a document of which nothing asks what it is."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import constant, tokens_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import check, checks_on, quoted
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity
from designer.schema.words import words

_SHAPES = {"{}": "object", "[]": "array", "json_object": "object", "json_array": "array"}
_KIND = {
    "postgres": "{type}_typeof({column}) = '{kind}'", "mysql": "JSON_TYPE({column}) = '{KIND}'",
    "mariadb": "JSON_TYPE({column}) = '{KIND}'",
}  # fmt: skip
"""How a document is asked what it is."""
_ASKED = {
    "sqlite": "json_valid({})", "mariadb": "json_valid({})", "tsql": "ISJSON({}) = 1", "oracle": "{} IS JSON",
}  # fmt: skip
"""How a text is asked to be a document, where there is no type for one."""
_DOCUMENT = "a document"


class DocumentShape(ColumnRule):
    """Document of which nothing asks what it is.

    A jsonb column that begins as {} is read as an object by every program, and takes a number, a text or the JSON null
    as gladly: `settings ->> 'theme'` is then NULL without an error, and a loop over what should be a list fails in
    production. One CHECK of jsonb_typeof (JSON_TYPE in MySQL) says which of them it is. Where documents are kept in a
    text, for want of a type, nothing even asks that they can be read.

    Told from a default of {} or [] on json and jsonb, and in SQLite, MariaDB, SQL Server and Oracle from a text that is
    called json. A check that names the column, whatever it asks, settles it. All of a design make one hint.
    """

    code = "CO054"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/functions-json.html"
    flagged = example(entity("users", "id bigint", "settings jsonb not null default '{}'", pk="id"))
    accepted = example(
        entity(
            "users",
            "id bigint",
            "settings jsonb not null default '{}'",
            "answer jsonb",
            pk="id",
            checks=("jsonb_typeof(settings) = 'object'",),
        )
    )
    one = "takes any document, and what is no document of its kind"
    many = "take any document, whatever its kind"
    message = "A text, a number or null is taken where programs read an object or a list."
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            wanted = _shape(facts, column) or _is_document(facts, column)
            if wanted and not (column.generated or facts.domain_of(column)) and not checks_on(facts, table, column):
                yield Suspect(table, column, _fix(facts, table, column, wanted), shown={"wanted": wanted})


def _shape(facts: Facts, column: Attribute) -> str | None:
    """object or array, as the default says."""
    dialect = facts.schema.dialect.name
    if column.default is None or dialect not in _KIND or facts.family(column) != "json":
        return None
    made = "".join(one.text.lower() for one in tokens_of(column.default, dialect)).strip("()")
    return _SHAPES.get((constant(column.default, dialect) or made).replace(" ", ""))


def _is_document(facts: Facts, column: Attribute) -> str | None:
    named = "json" in column.name.lower() and "json" in words(column.name)[-1:]
    return _DOCUMENT if named and facts.schema.dialect.name in _ASKED and facts.family(column) == "text" else None


def _fix(facts: Facts, table: Entity, column: Attribute, wanted: str) -> tuple[Change, ...]:
    name, dialect = quoted(facts, column), facts.schema.dialect.name
    if wanted == _DOCUMENT:
        asked = _ASKED[dialect].format(name)
    else:
        kind = facts.type_of(column).base
        asked = _KIND[dialect].format(type=kind, column=name, kind=wanted, KIND=wanted.upper())
    return (check(facts, table, [column], asked),)
