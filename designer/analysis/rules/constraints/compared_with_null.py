"""CO030: a check that compares with NULL."""

from collections.abc import Iterator
from itertools import pairwise

from designer.analysis.example import example
from designer.analysis.expressions import tokens_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.sql.tokens import Kind

_IS = {"=": "IS", "<>": "IS NOT", "!=": "IS NOT"}


class ComparedWithNull(TableRule):
    """Check that compares with NULL.

    A comparison with NULL is neither true nor false, and a CHECK refuses only what is false: email <> NULL accepts
    everything, an empty value included. IS NOT NULL was meant, or NOT NULL on the column.
    """

    code = "CO030"
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/functions-comparison.html"
    flagged = example(entity("users", "id bigint", "email text", pk="id", checks=("email <> NULL",)))
    accepted = example(entity("users", "id bigint", "email text", pk="id", checks=("email IS NOT NULL",)))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            for check in table.checks:
                mended = _mended(check.expression, facts.schema.dialect.name)
                if mended is not None:
                    yield self.finding(
                        check,
                        f"{check.name} on {facts.name(table)} compares with NULL, and so accepts everything",
                        "The comparison is never false, and a check refuses only what is false.",
                        entity=table.id,
                        evidence=FrozenMap({"check": check.expression, "meant": mended}),
                        fix=(edits.alter(facts.schema, check.id, expression=mended),),
                    )


def _mended(expression: str, dialect: str) -> str | None:
    """The expression with IS in place of each comparison with NULL; None where there is none."""
    tokens = tokens_of(expression, dialect)
    text, found = expression, False
    for one, after in reversed(list(pairwise(tokens))):
        if one.kind is Kind.OPERATOR and one.text in _IS and after.kind is Kind.WORD and after.text.upper() == "NULL":
            text, found = f"{text[: one.start]}{_IS[one.text]}{text[one.end :]}", True
    return text if found else None
