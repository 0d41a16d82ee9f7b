"""Statements that change what is there: tables with their keys, databases, sequences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from designer.exporters.mysql.changes.clause import Clause
from designer.exporters.mysql.changes.links import link_name
from designer.exporters.mysql.changes.words import free, meaning
from designer.exporters.mysql.text import name, of_mysql, qualified
from designer.exporters.result import NotExpressible
from designer.schema.model import Entity, Namespace, Relationship, Sequence
from designer.schema.schema import Schema

_HISTORY = "SET SESSION system_versioning_alter_history = 1;"


def altered_table(old: Schema, new: Schema, key: str, found: tuple[Clause, ...]) -> tuple[str, ...]:
    if not found:
        return ()
    table = qualified(new, new.entity(key))
    plain = [one.text for one in found if one.kind != "partition"]
    text = ",\n  ".join(plain)
    behind = [one.text for one in found if one.kind == "partition"]  # no comma stands before it
    body = "\n".join(filter(None, (text, *behind)))
    statement = f"ALTER TABLE {table}\n  {body};"
    versioned = all(of_mysql(one.entity(key).options).get("system_versioning") for one in (old, new))
    return (_HISTORY, statement) if versioned else (statement,)


def links_dropped(schema: Schema, child: Entity, links: list[Relationship]) -> str:
    texts = ",\n  ".join(f"DROP FOREIGN KEY {name(link_name(schema, one))}" for one in links)
    return f"ALTER TABLE {qualified(schema, child)}\n  {texts};"


def renaming(pairs: list[tuple[str, str, Entity]], taken: set[str]) -> list[str]:
    """One statement for all; names that are taken until another table leaves them are reached by a passing one."""
    if not pairs:
        return []
    left = [(was, now) for was, now, _ in pairs]
    texts: list[str] = []
    number = 0
    while left:
        standing = {was for was, _ in left}
        ready = next((one for one in left if one[1] not in standing), None)
        if ready is None:
            was, now = left[0]
            number += 1
            passing = name(free(f"renaming_{number}", taken))
            home, dot, _ = was.rpartition(".")
            texts.append(f"{was} TO {home}{dot}{passing}")
            left[0] = (f"{home}{dot}{passing}", now)
        else:
            texts.append(f"{ready[0]} TO {ready[1]}")
            left.remove(ready)
    return [f"RENAME TABLE {', '.join(texts)};"]


def defaults_of(one: Namespace) -> tuple[Any, ...]:
    return tuple(meaning(str(one.x.get(key) or "")) for key in ("charset", "collation"))


def altered_database(one: Namespace) -> str:
    """Raises NotExpressible where the design does not say what the defaults are."""
    charset, collation = one.x.get("charset"), one.x.get("collation")
    if not charset and not collation:
        raise NotExpressible(f"the database {one.name} no longer says its character set, so it cannot be set")
    text = f"ALTER DATABASE {name(one.name)}"
    text += f" CHARACTER SET = {charset}" if charset else ""
    return f"{text} COLLATE = {collation};" if collation else f"{text};"


def altered_sequence(old: Schema, new: Schema, was: Sequence, now: Sequence) -> list[str]:
    texts = []
    if qualified(old, was) != qualified(new, now):
        texts.append(f"RENAME TABLE {qualified(old, was)} TO {qualified(new, now)};")
    if replace(was, name=now.name, schema=now.schema) != now:
        if was.type.lower() != now.type.lower():
            raise NotExpressible(f"the sequence {now.name}: its type is said when it is made")
        words = [f"ALTER SEQUENCE {qualified(new, now)}", f"INCREMENT BY {now.increment or 1}"]
        words.append(f"MINVALUE {now.minimum}" if now.minimum is not None else "NO MINVALUE")
        words.append(f"MAXVALUE {now.maximum}" if now.maximum is not None else "NO MAXVALUE")
        words.append(f"START WITH {now.start}" if now.start is not None else "")
        words.append("NOCACHE" if now.x.get("cache") == "none" else f"CACHE {now.cache or 1000}")
        words.append("CYCLE" if now.cycle else "NOCYCLE")
        texts.append(" ".join(filter(None, words)) + ";")
    return texts
