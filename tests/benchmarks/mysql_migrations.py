"""Real MySQL schemas, changed at random and brought there and back on MariaDB, with rows.

    python -m tests.benchmarks.mysql_migrations FOLDER [--rounds N] [--seed N] [--only NAME,…] [--show]

FOLDER holds `.sql` files. In each round some tables lose columns and indexes, get columns in random places, keys,
foreign keys and checks, some of their columns become another type, must hold a value or get another name, and some
tables get another name, comment or engine's row format. The plan there, and the plan back, are proved each; refused:
the plan, or the change itself, says in words why not; rows in the way: a key, check or type is new that the rows do
not meet. The schemas are read as MariaDB's.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from designer.importers import import_source
from designer.lab.mariadb.server import mariadb_server
from designer.planning import CannotPlan, plan
from designer.planning.proof.of_mysql import prove_mysql
from designer.schema.align import align
from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.edits import add, alter, drop, index, move
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.model import Attribute, Check, Dialect, Entity, NotNull
from designer.schema.schema import Schema
from designer.sql.renames import RenameRefused, rename_with_rewrites

_WIDER = {"int": "bigint", "smallint": "int", "tinyint": "smallint", "text": "mediumtext", "date": "datetime",
          "timestamp": "datetime", "float": "double", "char": "varchar(250)", "varchar": "text"}  # fmt: skip

_ROWS = ("foreign key constraint fails", "Duplicate entry", "Data truncated", "cannot be null", "CONSTRAINT `")
"""What a server says of rows that a new key, check or type does not take: the plan's hazards say so beforehand."""


def mutated(schema: Schema, dice: random.Random) -> tuple[Schema, Counter[str]]:
    """A design some changes away, and how many of each kind."""
    done: Counter[str] = Counter()
    ways = (_drop_column, _add_column, _retype, _rename_column, _rename_table, _drop_key, _add_index, _comment,
            _require, _move, _add_check, _drop_link, _drop_table)  # fmt: skip
    for _ in range(dice.randint(3, 14)):
        way = dice.choice(ways)
        entity = dice.choice(schema.entities)
        try:
            changes = way(schema, entity, dice)
            if changes is not None:
                schema = apply(changes, schema)
                done[way.__name__.strip("_")] += 1
        except (DesignError, ChangeConflict, RenameRefused, KeyError, ValueError):
            done["refused by the design"] += 1
    return schema, done


Way = Callable[[Schema, Entity, random.Random], tuple[Change, ...] | None]


def _drop_column(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...] | None:
    return (drop(schema, dice.choice(entity.attributes).id),) if len(entity.attributes) > 2 else None


def _add_column(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...]:
    kind = dice.choice(("int", "varchar(40)", "text", "datetime", "decimal(10,2)"))
    default = "0" if kind == "int" and dice.random() < 0.5 else None
    value = Attribute(
        name=f"new_{dice.randrange(10**6)}", type=kind, default=default, not_null=NotNull() if default else None
    )
    return (add(schema, value, to=entity.id, position=dice.randint(0, len(entity.attributes))),)


def _retype(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...] | None:
    one = dice.choice(entity.attributes)
    wider = _WIDER.get(one.type.lower().partition("(")[0].partition(" ")[0])
    linked = {key for link in schema.relationships for key in (*link.columns, *link.parent_columns)}
    keyed = {key for held in (*entity.keys, *entity.indexes) for key in held.columns}
    if wider is None or one.default is not None or one.identity or one.id in linked:
        return None
    if one.id in keyed and wider not in ("bigint", "int", "smallint", "datetime"):
        return None
    return (alter(schema, one.id, type=wider),)


def _rename_column(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...]:
    one = dice.choice(entity.attributes)
    return (rename_with_rewrites(schema, one.id, f"{one.name[:50]}_{dice.randrange(1000)}"),)


def _rename_table(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...]:
    return (rename_with_rewrites(schema, entity.id, f"{entity.name[:50]}_{dice.randrange(1000)}"),)


def _drop_key(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...] | None:
    held = [one.id for one in (*entity.uniques, *entity.indexes)]
    return (drop(schema, dice.choice(held)),) if held else None


def _add_index(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...] | None:
    plain = [one for one in entity.attributes if "text" not in one.type.lower() and "blob" not in one.type.lower()]
    return (index(schema, entity.id, (dice.choice(plain).id,), name=f"i_{dice.randrange(10**6)}"),) if plain else None


def _comment(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...]:
    return (alter(schema, dice.choice((entity, *entity.attributes)).id, comment=f"it's {dice.random()}"),)


def _require(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...] | None:
    one = dice.choice(entity.attributes)
    if one.generated or one.default is not None or any(one.id in link.columns for link in schema.relationships):
        return None
    return (alter(schema, one.id, not_null=None if one.not_null else NotNull()),)


def _move(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...]:
    return (move(schema, dice.choice(entity.attributes).id, dice.randrange(len(entity.attributes))),)


def _add_check(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...] | None:
    numbers = [one for one in entity.attributes if one.type.lower().startswith("int") and not one.identity]
    if not numbers:
        return None
    text = f"`{dice.choice(numbers).name}` >= 0"
    return (add(schema, Check(name=f"k_{dice.randrange(10**6)}", expression=text), to=entity.id),)


def _drop_link(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...] | None:
    links = schema.references_from(entity.id)
    return (drop(schema, dice.choice(links).id),) if links else None


def _drop_table(schema: Schema, entity: Entity, dice: random.Random) -> tuple[Change, ...] | None:
    if dice.random() < 0.7 or any(link.parent == entity.id for link in schema.relationships):
        return None
    named = [one for one in schema.opaque if entity.id in one.requires]
    return (drop(schema, entity.id),) if not named else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    total: Counter[str] = Counter()
    changes: Counter[str] = Counter()
    with mariadb_server() as server:
        for path in sorted(given.folder.glob("*.sql")):
            if given.only and path.stem not in given.only.split(","):
                continue
            dialect = "mariadb"
            schema = import_source(path.read_text(encoding="utf-8", errors="replace"), dialect).schema
            schema = replace(schema, dialect=Dialect(name="mariadb")).made_from(schema)
            line: Counter[str] = Counter()
            began = time.perf_counter()
            for number in range(given.rounds):
                dice = random.Random(f"{given.seed} {path.stem} {number}")
                other, done = mutated(schema, dice)
                changes += done
                for first, second in ((schema, other), (other, schema)):
                    try:
                        made = plan(first, align(second, first))
                        assert not plan(second, second).steps
                    except CannotPlan as error:
                        line["refused"] += 1
                        if given.show:
                            print("   refused:", error)
                        continue
                    proof = prove_mysql(made, 3, server=server)
                    rows = proof.verdict == "failed" and all(any(one in text for one in _ROWS) for text in proof.errors)
                    line["rows in the way" if rows and not proof.differences else proof.verdict] += 1
                    line["steps"] += len(made.steps)
                    if proof.verdict in ("failed", "not executed") and given.show:
                        said = (*proof.errors, *map(str, proof.differences), *proof.not_executed[:2])
                        print(f"   {path.stem} {number} {proof.verdict}:", *said, sep="\n      ")
            total += line
            print(f"{path.stem:24}", dict(line), f"{time.perf_counter() - began:.1f} s", flush=True)
    print("all", dict(total))
    print("changes", dict(changes))


if __name__ == "__main__":
    main()
