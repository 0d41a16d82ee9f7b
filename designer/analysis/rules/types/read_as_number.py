"""TY034: a type that SQLite reads otherwise than it was meant."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import retype
from designer.schema.build import entity
from designer.schema.model import Dialect

_sqlite = Dialect(name="sqlite")
_TEXTS = frozenset("string str unicode utf8 password email phone url zip".split())
"""Words that people write for a text, none of which holds CHAR, CLOB or TEXT, by which SQLite tells one."""


class ReadAsNumber(ColumnRule):
    """Type that SQLite reads otherwise than it was meant.

    SQLite takes any word for a type and looks only for syllables in it: CHAR, CLOB and TEXT mean a text, INT a whole
    number, REAL, FLOA and DOUB a float, and all else a number where the value looks like one. A column declared STRING
    turns '0012' into 12 and '1e5' into 100000, and nothing tells: codes, versions and telephone numbers lose what
    they began with.

    STRICT tables refuse such words, and are left alone.
    """

    code = "TY034"
    dialects = ("sqlite",)
    confidence = Confidence.HINT
    reference = "https://www.sqlite.org/datatype3.html#determination_of_column_affinity"
    flagged = example(entity("parts", "id integer", "code string", pk="id"), dialect=_sqlite)
    accepted = example(entity("parts", "id integer", "code text", "made datetime", pk="id"), dialect=_sqlite)
    one = "is declared {type}, which SQLite keeps as a number where it can"
    many = "have a type that SQLite keeps as a number where it can"
    message = "The word holds none of the syllables by which SQLite tells a text: '0012' is stored as 12."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name != "sqlite":
            return
        for table, column in own_columns(facts):
            if (table.options.get("sqlite") or {}).get("strict") or column.generated:
                continue
            if facts.type_of(column).base in _TEXTS:
                shown = {"stored": "'0012' as 12, '1e5' as 100000.0"}
                yield Suspect(table, column, retype(facts, column, "TEXT"), shown=shown)
