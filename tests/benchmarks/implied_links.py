"""How many of a schema's own foreign keys are proposed again once they are taken away, and how many others are.

    python tests/benchmarks/implied_links.py FOLDER… [--dialect DIALECT] [--half] [--wrong N] [--undeclared N]
        [--missed N]

A folder holds one schema in each of its folders (`dump.sql` or `source.sql`), or `.sql` files. Every foreign key is
removed (`--half`: every second one, so that the design keeps its customs), and the columns that rule CO011 names are
compared with those that were removed. A proposal for a column whose foreign key led elsewhere is wrong.
One for a column that had none is counted apart, as `undeclared`: most are references that the authors left out on
purpose or by mistake, and some are wrong, which only reading them tells (`--undeclared N` shows some). Schemas
without foreign keys say nothing and are passed over. A partition's foreign key is its parent table's.

Recall is the share of the removed foreign keys that can be proposed at all (their parent is in the design) and were.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from designer.analysis.facts import Facts
from designer.analysis.implied_links import implied_links
from designer.importers import import_sql
from designer.schema.model import Relationship
from designer.schema.schema import Schema

Pair = tuple[str, str, str, str]
"""Child, its columns, parent, its columns."""


def schemas(folder: Path) -> Iterator[tuple[str, Path]]:
    """The schemas in a folder, each with its name."""
    for path in sorted(folder.iterdir()):
        found = next((path / name for name in ("dump.sql", "source.sql") if (path / name).is_file()), path)
        if found.is_file() and found.suffix == ".sql":
            yield path.stem, found


def declared(schema: Schema, links: tuple[Relationship, ...]) -> set[Pair]:
    """The foreign keys as names."""
    return {
        (_root(schema, one.child), ",".join(sorted(schema.names(one.columns))),
         _root(schema, one.parent), ",".join(sorted(schema.names(one.parent_columns))))
        for one in links
    }  # fmt: skip


def _root(schema: Schema, entity_id: str) -> str:
    entity = schema.entity(entity_id)
    while entity.partition_of is not None:
        entity = schema.entity(entity.partition_of.parent)
    return schema.qualified(entity)


def proposed(schema: Schema) -> dict[Pair, str]:
    """What is proposed, with its confidence."""
    return {
        (schema.qualified(one.child), ",".join(sorted(column.name for column in one.columns)),
         schema.qualified(one.parent), ",".join(sorted(key.name for key in one.keys))): str(one.confidence)
        for one in implied_links(Facts(schema))
    }  # fmt: skip


def main() -> None:
    """A line per schema, and the sum of each confidence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--dialect", default="postgres")
    parser.add_argument(
        "--wrong", type=int, default=0, help="show so many of what leads elsewhere than its foreign key did"
    )
    parser.add_argument("--undeclared", type=int, default=0, help="show so many of columns that had none")
    parser.add_argument("--missed", type=int, default=0, help="show so many of what was not found")
    parser.add_argument("--half", action="store_true")
    options = parser.parse_args()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    others: Counter[str] = Counter()
    removed = 0
    for folder in options.folders:
        for name, path in schemas(folder):
            schema = import_sql(path.read_text(errors="replace"), options.dialect).schema
            gone = tuple(one for at, one in enumerate(schema.relationships) if at % 2 == 0 or not options.half)
            kept = tuple(one for one in schema.relationships if one not in gone)
            if not gone:
                continue
            wanted = declared(schema, gone)
            led = {one[:2] for one in wanted} | {(one[0], part) for one in wanted for part in one[1].split(",")}
            got = proposed(replace(schema, relationships=kept))
            hits = wanted & set(got)
            elsewhere = {one for one in set(got) - hits if one[:2] in led}
            undeclared = set(got) - hits - elsewhere
            right.update(got[one] for one in hits)
            wrong.update(got[one] for one in elsewhere)
            others.update(got[one] for one in undeclared)
            removed += len(wanted)
            print(f"{name:22} {len(hits) / len(wanted):6.1%} of {len(wanted):4} found; "
                  f"{len(elsewhere):3} lead elsewhere; {len(undeclared):3} undeclared")  # fmt: skip
            _show("wrong", elsewhere, got, options.wrong)
            _show("undeclared", undeclared, got, options.undeclared)
            _show("missed", wanted - set(got), got, options.missed)
    total = right.total() + wrong.total()
    hits = right.total()
    print(
        f"recall {hits / max(1, removed):.1%} of {removed}; right {hits / max(1, total):.1%} of {total} whose foreign "
        f"key is known; {hits / max(1, total + others.total()):.1%} of all proposed were declared"
    )
    for confidence in sorted({*right, *wrong, *others}):
        known = right[confidence] + wrong[confidence]
        share = right[confidence] / max(1, known)
        print(f"  {confidence:8} {share:6.1%} right of {known}, {others[confidence]} undeclared")


def _show(what: str, found: set[Pair], got: dict[Pair, str], most: int) -> None:
    for one in sorted(found)[:most]:
        print(f"      {what} {got.get(one, '')}: {one[0]}({one[1]}) -> {one[2]}({one[3]})")


if __name__ == "__main__":
    main()
