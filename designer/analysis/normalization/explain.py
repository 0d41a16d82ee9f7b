"""A violation in words and as two rows that should not be possible."""

from designer.analysis.finding import evidence_table
from designer.analysis.normalization.forms import Violation
from designer.analysis.normalization.relation import Relation
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

_MOST_COLUMNS = 4


def counterexample(schema: Schema, relation: Relation, violation: Violation, key: int) -> FrozenMap:
    """Two rows that every key allows and the dependency forbids: the same determinant, another dependent value.

    Columns: the key (as far as it is not in the determinant), the determinant, the first dependent attributes.
    """
    determinant = relation.names(violation.dependency.determinant)
    dependent = relation.names(violation.dependent)[:_MOST_COLUMNS]
    beside = [name for name in relation.names(key) if name not in determinant and name not in dependent]
    columns = (*beside, *determinant, *dependent)
    rows = [
        tuple(_value(name, row, name in beside or name in dependent) for name in schema.names(columns))
        for row in (1, 2)
    ]
    return evidence_table(
        schema.names(columns),
        rows,
        dependency=f"{', '.join(schema.names(determinant)) or '∅'} → {', '.join(schema.names(dependent))}",
        **{"normal form broken": str(violation.form)},
    )


def _value(name: str, row: int, differs: bool) -> str:
    number = row if differs else 1
    return str(number) if name.lower().endswith("id") else f"{name} {'AB'[number - 1]}"
