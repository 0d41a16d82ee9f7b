"""How long one edit of an attribute takes in a large design, and where the time goes.

    DATABASE_URL=postgresql://… python tests/benchmarks/edit_attribute.py [entities …]

Uses the database of DATABASE_URL, migrates it, and removes the designs it made. Prints medians and the slowest
of fifty edits in milliseconds: of the whole edit, of its parts, and of reading a design that is not in memory.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "designer.settings")
django.setup()

from designer.schema.apply import apply  # noqa: E402
from designer.schema.build import entity, link, schema_of  # noqa: E402
from designer.schema.draft import Draft  # noqa: E402
from designer.schema.edits import alter  # noqa: E402
from designer.schema.ordering import in_order  # noqa: E402
from designer.schema.schema import Schema  # noqa: E402
from designer.schema.validity import problems  # noqa: E402
from designer.store import mapping  # noqa: E402
from designer.store.cache import CACHE  # noqa: E402
from designer.store.cache import schema_of as current  # noqa: E402
from designer.store.editing import create_design, edit  # noqa: E402
from designer.store.models import Design, Team  # noqa: E402

ROUNDS = 50


def large(entities: int) -> Schema:
    """A chain of entities with fifteen attributes, a key, a unique, two indexes, a check and a link each."""
    tables = [
        entity(
            f"table_{number}",
            "id bigint not null identity",
            "parent_id bigint",
            *(f"column_{column} integer not null default 0" for column in range(13)),
            pk="id",
            unique="column_1",
            index=["column_2", "parent_id"],
            checks=["column_3 > 0"],
        )
        for number in range(entities)
    ]
    links = [link(f"table_{number}.parent_id", f"table_{number - 1}.id") for number in range(1, entities)]
    return schema_of(*tables, *links, name=f"{entities} entities")


def measured(action: Callable[[int], Any], rounds: int = ROUNDS) -> str:
    """Median and slowest of several runs, in milliseconds."""
    times = []
    for number in range(rounds):
        start = time.perf_counter()
        action(number)
        times.append((time.perf_counter() - start) * 1000)
    return f"{statistics.median(times):7.1f} {max(times):7.1f}"


def measure(team: Team, entities: int) -> None:
    """Prints the figures for a design of this size."""
    schema = large(entities)
    start = time.perf_counter()
    design = create_design(team.id, None, schema, label="Created")
    print(f"\n{entities} entities, {len(schema.located)} objects; saved in {time.perf_counter() - start:.2f} s")
    print("                                    median slowest (ms)")
    attribute = schema.entities[entities // 2].attributes[5].id

    def whole(number: int) -> None:
        opened = Design.objects.get(id=design.id)
        change = alter(current(opened), attribute, comment=f"comment {number}")
        edit(opened, None, [change], opened_on=opened.revision, label="Comment")

    def rebased(number: int) -> None:
        edit(design, None, [alter(schema, attribute, type=f"numeric({number + 1})")], opened_on=1, label="Type")

    def uncached(number: int) -> None:
        CACHE.clear()
        whole(number + ROUNDS)

    def applied(number: int) -> None:
        apply([alter(schema, attribute, comment=f"{number}")], schema)

    print("edit, from the row to the commit  ", measured(whole))
    print("  of which apply                  ", measured(applied))
    print("    taking apart                  ", measured(lambda _: Draft(schema)))
    fresh = [Schema(**{name: getattr(schema, name) for name in Schema.__dataclass_fields__}) for _ in range(ROUNDS)]
    print("putting everything in order       ", measured(lambda number: in_order(fresh[number])))
    print("problems, looked for everywhere   ", measured(lambda number: problems(fresh[number])))
    print("edit from an older revision       ", measured(rebased, 1))
    print("edit of a design not in memory    ", measured(uncached, 5))
    print("reading the design                ", measured(lambda _: mapping.load(design), 5))
    design.delete()


def main() -> None:
    call_command("migrate", verbosity=0)
    team = Team.objects.create(name="benchmark")
    for entities in map(int, sys.argv[1:] or ("200", "1000")):
        measure(team, entities)
    team.delete()


if __name__ == "__main__":
    main()
