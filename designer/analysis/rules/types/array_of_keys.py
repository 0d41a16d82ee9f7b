"""TY019: an array of other rows' keys."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words

_KEY_TYPES = ("integer", "bigint", "uuid", "smallint")


class ArrayOfKeys(ColumnRule):
    """Array of other rows' keys.

    No foreign key reaches inside an array: a deleted row stays listed, a number that never was is accepted. "Which
    rows list this one" reads every array unless a GIN index is kept, and two sessions that each add a member
    overwrite each other. A table of pairs has none of this.

    The name must end in ids (`tag_ids`) or in the name of a table (`tags bigint[]`, where tags has such a key). It is a
    hint: where the order counts, rows are marked and not removed, and a GIN index answers "which rows list this one",
    a list may be meant.
    """

    code = "TY019"
    dialects = ("postgres",)
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/arrays.html#ARRAYS-SEARCHING"
    flagged = example(entity("posts", "id bigint", "tag_ids bigint[]", pk="id"), entity("tags", "id bigint", pk="id"))
    accepted = example(entity("posts", "id bigint", "scores integer[]", "paid text[]", pk="id"))
    alone = False  # what a column names may be any other table
    one = "lists the keys of other rows in {type}"
    many = "list the keys of other rows in arrays"
    message = "No foreign key reaches inside an array: deleted rows stay listed, and unknown ones are accepted."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name not in self.dialects:
            return
        found = [(table, column) for table in facts.tables for column in facts.kept(_arrays, table)]
        stems = {stem(table.name): table for table in facts.schema.entities if table.primary_key} if found else {}
        for table, column in found:
            parts = words(column.name)
            target = stems.get(stem("_".join(parts[:-1]))) if parts[-1:] == ("ids",) else stems.get(stem(column.name))
            if parts[-1:] == ("ids",) or target:
                shown = {"names the table": facts.name(target)} if target else {}
                yield Suspect(table, column, shown=shown)


def _arrays(facts: Facts, table: Entity) -> tuple[Attribute, ...]:
    """The table's own columns that hold many whole numbers or UUIDs."""
    kinds = ((one, facts.type_of(one)) for one in own_of(facts, table))
    return tuple(one for one, kind in kinds if kind.dimensions and kind.base in _KEY_TYPES)
