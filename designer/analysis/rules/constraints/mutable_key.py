"""CO003: a key that people change, and that other tables refer to."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute
from designer.schema.words import words

_CHANGING = {"email", "username", "login", "phone", "title", "mail", "nickname", "surname", "address", "telephone"}

_MAILED = {"email", "mail", "e", "postal", "street", "home", "billing", "shipping", "delivery"}


class MutableKey(TableRule):
    """Key that people change, and that other tables refer to.

    Somebody marries, gets another address, corrects a title. The foreign keys hold the old value, so the change is
    refused, or has to rewrite every row that refers to it; exports and links that kept it point at nothing.

    A primary key counts when one of its columns is an e-mail address, a login, a telephone number or a title, and
    foreign keys without ON UPDATE CASCADE refer to it. Codes and names of small vocabularies change rarely, and are
    left alone, and so is an address of which nothing says that mail goes there: a wallet has its own for good. Oracle
    has no ON UPDATE CASCADE: there only a key of its own helps, and no fix is offered. A hint: in some designs such a
    name is given once and for all.
    """

    code = "CO003"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(
        entity("users", "email text", pk="email"),
        entity("posts", "id bigint", "author text", pk="id", index="author"),
        link("posts.author", "users.email"),
    )
    accepted = example(
        entity("users", "id bigint", "email text", pk="id", unique="email"),
        entity("posts", "id bigint", "author_id bigint", pk="id", index="author_id"),
        link("posts.author_id", "users.id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            columns = [facts.schema.attribute(one) for one in table.primary_key.columns] if table.primary_key else []
            changing = [column for column in columns if _changes(facts, column)]
            if not changing:
                continue
            links = [
                one
                for one in facts.schema.references_to(table.id)
                if one.on_update != "cascade" and any(column.id in one.parent_columns for column in changing)
            ]
            if not links:
                continue
            children = sorted({facts.name(facts.schema.entity(one.child)) for one in links})
            names = ", ".join(column.name for column in changing)
            yield self.finding(
                table,
                f"{facts.name(table)} is identified by {names}, which people change",
                f"{', '.join(children)} hold the value: a change is refused as long as a row refers to it.",
                attributes=tuple(column.id for column in changing),
                evidence=FrozenMap({"key": names, "referred to by": tuple(children)}),
                fix=tuple(edits.alter(facts.schema, one.id, on_update="cascade") for one in links)
                if facts.schema.dialect.name != "oracle"
                else (),
            )


def _changes(facts: Facts, column: Attribute) -> bool:
    parts = words(column.name)
    if parts[-1:] == ("address",) and not _MAILED & set(parts):
        return False  # of a wallet, a device, a network: what has it is known by it
    last = parts[:-1] if parts[-1:] == ("number",) else parts
    return facts.family(column) == "text" and bool(_CHANGING & set(last[-1:]))
