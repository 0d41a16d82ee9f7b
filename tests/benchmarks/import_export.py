"""How long reading and writing a schema takes, and how much memory, for a schema of any size.

    python tests/benchmarks/import_export.py [tables] [foreign keys] [columns]

Without arguments: 140 tables (a dump of about 500 KB) and 1,000 tables with 2,000 foreign keys. Prints seconds of
processor time and the peak of resident memory; each size runs in a process of its own.

On one core of a busy 2-core machine, Python 3.11: 140 tables, 494 KB: import 0.99 s, 46 MB; PostgreSQL 0.37 s.
1,000 tables, 2,000 foreign keys, 1,148 KB: import 2.5 s, 78 MB; PostgreSQL 1.1 s, DBML 0.3 s.
"""

import random
import resource
import subprocess
import sys
import time

from designer.exporters import export
from designer.importers import import_source

SIZES = ((140, 280, 100), (1000, 2000, 12))
_TYPES = ("bigint", "text", "character varying(80)", "numeric(12,2)", "timestamp with time zone", "boolean", "jsonb")


def dump(tables: int, links: int, columns: int) -> str:
    """A schema as pg_dump writes it: tables, defaults, checks, keys, indexes, comments and foreign keys at the end."""
    chance = random.Random(tables)
    tail: list[str] = []
    parts = ["SET client_encoding = 'UTF8';\nCREATE SCHEMA shop;\nALTER SCHEMA shop OWNER TO owner;\n"]
    parents = [(chance.randrange(tables), chance.randrange(tables)) for _ in range(links)]
    by_child: dict[int, list[int]] = {}
    for child, parent in parents:
        by_child.setdefault(child, []).append(parent)
    for number in range(tables):
        lines = ["    id bigint NOT NULL", "    state text DEFAULT 'new'::text NOT NULL"]
        lines += [f"    ref_{place} bigint" for place, _ in enumerate(by_child.get(number, ()))]
        lines += [f"    column_{place} {_TYPES[place % len(_TYPES)]}" for place in range(columns)]
        lines.append(
            f"    CONSTRAINT table_{number}_state_check CHECK ((state = ANY (ARRAY['new'::text, 'done'::text])))"
        )
        name = f"shop.table_{number}"
        body = ",\n".join(lines)
        parts.append(f"--\n-- Name: table_{number}; Type: TABLE\n--\n\nCREATE TABLE {name} (\n{body}\n);\n")
        parts.append(f"ALTER TABLE {name} OWNER TO owner;\nCOMMENT ON COLUMN {name}.state IS 'How far it is';\n")
        tail.append(f"ALTER TABLE ONLY {name}\n    ADD CONSTRAINT table_{number}_pkey PRIMARY KEY (id);\n")
        tail.append(f"CREATE INDEX table_{number}_state ON {name} USING btree (state, column_0 DESC);\n")
    for child, found in by_child.items():
        tail += [
            f"ALTER TABLE ONLY shop.table_{child}\n    ADD CONSTRAINT table_{child}_{place}_fkey"
            f" FOREIGN KEY (ref_{place}) REFERENCES shop.table_{parent}(id) ON DELETE CASCADE;\n"
            for place, parent in enumerate(found)
        ]
    return "\n".join((*parts, *tail))


def measure(tables: int, links: int, columns: int) -> None:
    """One size: import as SQL, exports, and import as DBML."""
    text = dump(tables, links, columns)
    started = time.process_time()
    found = import_source(text, "made.sql", "postgres")
    reading = time.process_time() - started
    assert not found.problems
    assert found.counts["relationships"] == links
    print(f"{tables:,} tables, {links:,} foreign keys, {len(text) / 1000:,.0f} KB", end=": ")
    print(f"import {reading:.2f} s, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB", end="")
    for target in ("postgres", "dbml", "sqlalchemy", "django"):
        export(found.schema, target)  # the first time imports its module
        started = time.process_time()
        written = export(found.schema, target).text
        print(f"; {target} {time.process_time() - started:.2f} s", end="")
        if target == "dbml":
            started = time.process_time()
            import_source(written, "made.dbml")
            print(f", read again {time.process_time() - started:.2f} s", end="")
    print()


if __name__ == "__main__":
    if len(sys.argv) == 4:
        measure(*map(int, sys.argv[1:]))
    else:
        for size in SIZES:
            subprocess.run([sys.executable, __file__, *map(str, size)], check=True)
