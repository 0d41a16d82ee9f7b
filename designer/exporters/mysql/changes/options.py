"""Table options that change, and partitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from designer.exporters.mysql.changes.words import meaning
from designer.exporters.mysql.text import name, of_mysql, verbatim
from designer.exporters.result import NotExpressible
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor

_WORDS = {"engine": "ENGINE", "charset": "DEFAULT CHARSET", "collation": "COLLATE"}
_ELSEWHERE = frozenset(("partitioning", "system_versioning", "periods", "auto_increment", "charset", "collation"))
_FIXED = ("data_directory", "index_directory", "tablespace")
_NONE = {
    "engine": "InnoDB", "row_format": "DEFAULT", "key_block_size": "0", "stats_persistent": "DEFAULT",
    "stats_auto_recalc": "DEFAULT", "stats_sample_pages": "DEFAULT", "pack_keys": "DEFAULT", "checksum": "0",
    "delay_key_write": "0", "min_rows": "0", "max_rows": "0", "avg_row_length": "0", "insert_method": "NO",
    "union": "()", "compression": "'NONE'", "encryption": "'N'", "connection": "''", "page_checksum": "0",
    "transactional": "DEFAULT",
}  # fmt: skip
"""What an option is set to where the new design does not say it: the server's default."""


def option_clauses(old: Schema, new: Schema, was: Entity, now: Entity) -> Iterator[tuple[str, str]]:
    """(kind, text) of each option that is another. Raises NotExpressible for those that no statement changes."""
    before, after = of_mysql(was.options), of_mysql(now.options)
    for key in dict.fromkeys((*before, *after)):
        if key in _ELSEWHERE or _same(before.get(key), after.get(key)):
            continue
        if key in _FIXED:
            raise NotExpressible(f"{new.qualified(now)}: where a table's files lie ({key}) is said when it is made")
        given = after.get(key)
        text = _NONE.get(key, "DEFAULT") if given is None else verbatim(str(given), f"an option of {now.name}")
        word = _WORDS.get(key) or (key.upper() if key.replace("_", "").isalnum() else name(key))
        if key != "engine" or not _same(before.get(key, "InnoDB"), after.get(key, "InnoDB")):
            yield f"option {key}", f"{word}={text}"
    yield from _charset(before, after)
    yield from _versioning(before, after, now)


def _charset(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    was = [meaning(str(before.get(key) or "")) for key in ("charset", "collation")]
    now = [meaning(str(after.get(key) or "")) for key in ("charset", "collation")]
    if was == now:
        return
    charset, collation = after.get("charset"), after.get("collation")
    text = f"DEFAULT CHARSET={charset or ('DEFAULT' if not collation else str(collation).partition('_')[0])}"
    yield "option charset", f"{text} COLLATE={collation}" if collation else text


def _versioning(before: Any, after: Any, now: Entity) -> Iterator[tuple[str, str]]:
    was, wanted = before.get("periods", ()), after.get("periods", ())
    for one in was:
        if one not in wanted:
            yield "period", f"DROP {_period(str(one))}"
    for one in wanted:
        if one not in was:
            yield "period", f"ADD {verbatim(str(one), f'a period of {now.name}')}"
    if bool(before.get("system_versioning")) != bool(after.get("system_versioning")):
        word = "ADD" if after.get("system_versioning") else "DROP"
        yield "system versioning", f"{word} SYSTEM VERSIONING"


def _period(text: str) -> str:
    """`PERIOD FOR name` without its columns."""
    return text.partition("(")[0].strip()


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return meaning(str(one).strip("'\"")) == meaning(str(other).strip("'\""))


def partition_clause(was: Entity, now: Entity) -> tuple[str, str] | None:
    """(kind, text) of what makes the partitions others; it stands last, and those of single partitions alone."""
    before, after = (str(of_mysql(one.options).get("partitioning") or "") for one in (was, now))
    if meaning(before) == meaning(after) and list(_parts(before)[1]) == list(_parts(after)[1]):
        return None
    if not after:
        return "remove partitioning", "REMOVE PARTITIONING"
    where = f"the partitions of {now.name}"
    if before:
        single = _single(before, after)
        if single is not None:
            return single[0], verbatim(single[1], where)
    return "partition", verbatim(after, where)


def _single(before: str, after: str) -> tuple[str, str] | None:
    """Partitions added at the end, or taken away, where that is all."""
    (head, old), (other, new) = _parts(before), _parts(after)
    if meaning(head) != meaning(other) or not old or not new or "hash" in meaning(head)[:5]:
        return None
    if any(key in old and meaning(old[key]) != meaning(text) for key, text in new.items()):
        return None
    gone = [key for key in old if key not in new]
    come = [key for key in new if key not in old]
    if gone and not come and [key for key in old if key in new] == list(new):
        return "drop partition", f"DROP PARTITION {', '.join(map(name, gone))}"
    if come and not gone and list(new)[: len(old)] == list(old):
        return "add partition", f"ADD PARTITION ({', '.join(new[key] for key in come)})"
    return None


def _parts(text: str) -> tuple[str, dict[str, str]]:
    """The clause up to its partitions, and these by name, where they are told apart."""
    cursor = Cursor.over(text, "mysql")
    while not cursor.done and not cursor.at("(", "PARTITION"):
        cursor.skip()
    head = cursor.text(0, cursor.index)
    if cursor.done:
        return head, {}
    inside = cursor.part(cursor.index + 1, cursor.closing())
    found = {}
    for one in inside.split():
        one.expect("PARTITION")
        found[one.name()] = one.text(0, one.size)
    return head, found
