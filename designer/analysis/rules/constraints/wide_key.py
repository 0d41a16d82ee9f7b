"""CO051: a wide key that every reference repeats."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Relationship
from designer.schema.words import words

_COLUMNS = 4
_CHARACTERS = 100
_PROSE = frozenset("name title label description url uri path address filename subject headline question text".split())
_pages = entity("pages", "title text", "body text", pk="title")


class WideKey(ListedRule):
    """Wide key that every reference repeats.

    What refers to a row repeats its key: a title of eighty letters, or four columns, stand in each row below, in the
    index over them, and in every join. In MySQL, MariaDB and SQL Server every other index of the table repeats it too.
    A corrected title has to be corrected in all of them. A number as the primary key, and a unique key over what
    identifies the row, cost the index that is there anyway.

    A primary key counts that other tables refer to, of four columns and more, or with a text in it that is prose (a
    name, a title, a path) without a limit below a hundred characters. Codes and short names are good keys.
    """

    code = "CO051"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://dev.mysql.com/doc/refman/8.4/en/innodb-index-types.html"
    many = "wide primary keys are repeated by what refers to them"
    message = "Each row below repeats the key, and so does each index and join over it."
    flagged = example(
        _pages,
        entity("visits", "id bigint", "page text", pk="id", index="page"),
        link("visits.page", "pages.title"),
    )
    accepted = example(
        _pages,
        entity("countries", "code char(2)", "name text", pk="code"),
        entity("visits", "id bigint", "country char(2)", pk="id", index="country"),
        link("visits.country", "countries.code"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            key = table.primary_key.columns if table.primary_key else ()
            columns = [facts.schema.attribute(one) for one in key]
            prose = [one for one in columns if _is_prose(facts, one)]
            if not prose and len(columns) < _COLUMNS:
                continue
            links = [one for one in facts.schema.references_to(table.id) if _repeats(one, table.id, key, prose)]
            if not links:
                continue
            names = ", ".join(one.name for one in columns)
            children = tuple(dict.fromkeys(facts.name(facts.schema.entity(one.child)) for one in links))
            more = f" and {len(children) - 1} more" if len(children) > 1 else ""
            yield self.finding(
                table,
                f"{children[0]}{more} repeat{'' if more else 's'} the wide key of {facts.name(table)} ({names})",
                self.message,
                attributes=key,
                evidence=FrozenMap(
                    {"key": tuple(f"{one.name} {one.type}" for one in columns), "repeated by": children}
                ),
            )


def _is_prose(facts: Facts, column: Attribute) -> bool:
    kind = facts.type_of(column)
    wide = facts.family(column) == "text" and (kind.length is None or kind.length >= _CHARACTERS)
    return wide and words(column.name)[-1:] != () and words(column.name)[-1] in _PROSE


def _repeats(link: Relationship, table: str, key: tuple[str, ...], prose: list[Attribute]) -> bool:
    """Whether a table below holds the prose of the key, or the many columns of it."""
    if link.child == table:
        return False
    return any(one.id in link.parent_columns for one in prose) or (
        len(key) >= _COLUMNS and set(link.parent_columns) == set(key)
    )
