"""What one ALTER TABLE does to a table: its clauses, in an order that both servers take.

What goes comes first, then columns from left to right (each is placed behind one that already stands), then keys and
checks, then options. A definition is compared with the one it replaces by its text, so that whatever it says is seen.
"""

from collections.abc import Iterator

from designer.exporters.mysql.changes.clause import Clause, Table
from designer.exporters.mysql.changes.column_clauses import column_clauses
from designer.exporters.mysql.changes.held import held
from designer.exporters.mysql.changes.key_clauses import key_clauses
from designer.exporters.mysql.changes.options import option_clauses, partition_clause
from designer.exporters.mysql.changes.words import meaning, says_any
from designer.exporters.mysql.keys import check
from designer.exporters.mysql.tables import checks_at_columns
from designer.exporters.mysql.text import literal, name
from designer.exporters.result import NotExpressible
from designer.schema.model import Check, Entity
from designer.schema.schema import Schema


def clauses(old: Schema, new: Schema, key: str, flavour: str) -> tuple[Clause, ...]:
    """Everything but foreign keys and the table's own name. Raises NotExpressible."""
    was, at = held(old, new, key)
    table = Table(old, new, was, new.entity(key), flavour)
    gone_keys, come_keys = key_clauses(table, at)
    gone_checks, come_checks = _checks(table)
    gone, come = column_clauses(table, at, old)
    found = (*gone_checks, *gone_keys, *gone, *come, *come_keys, *come_checks, *_tail(table))
    return tuple(found)


def _tail(table: Table) -> Iterator[Clause]:
    yield from (Clause(kind, text) for kind, text in option_clauses(table.old, table.new, table.was, table.now))
    if (table.was.comment or "") != (table.now.comment or ""):
        yield Clause("comment", f"COMMENT={literal(table.now.comment or '')}")
    parts = partition_clause(table.was, table.now)
    if parts is not None:
        yield Clause(*parts)


def _checks(table: Table) -> tuple[list[Clause], list[Clause]]:
    """Those of the table; one that says a renamed column is made again, since MySQL does not let it be renamed."""
    before, after = _own_checks(table.was, table.flavour), _own_checks(table.now, table.flavour)
    gone: list[Clause] = []
    come: list[Clause] = []
    for key, was in before.items():
        now = after.get(key)
        same = (
            now is not None
            and was.name == now.name
            and meaning(check(was, table.flavour)) == meaning(check(now, table.flavour))
        )
        if not same or says_any(was.expression, table.renamed):
            if not was.name:
                raise NotExpressible(f"a check of {table.was.name} has no name, so no statement can call it")
            gone.append(Clause("drop check", f"DROP CONSTRAINT {name(was.name)}", was, now))
    kept = set(before) - {one.was.id for one in gone}
    come += [Clause("add check", f"ADD {check(now, table.flavour)}", before.get(key), now)
             for key, now in after.items() if key not in kept]  # fmt: skip
    return gone, come


def _own_checks(entity: Entity, flavour: str) -> dict[str, Check]:
    standing = {one.id for ones in checks_at_columns(entity, flavour).values() for one in ones}
    return {one.id: one for one in entity.checks if one.id not in standing}
