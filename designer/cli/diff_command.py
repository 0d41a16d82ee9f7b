"""The changes that lead from one design to another.

Examples:
  designer diff old.sql new.sql
  designer diff main.json branch.json --format json

A table, column, constraint, index, type or value of NEW with the comment `-- was: old_name` on its line is that
of OLD, renamed.
"""

import argparse
from typing import Any

from designer.cli.hints import hinted
from designer.cli.output import add_format, print_json
from designer.cli.sources import add_source, read, warn_of_problems
from designer.schema.align import align
from designer.schema.change_json import changes_to_json
from designer.schema.changes import Change
from designer.schema.describe import describe
from designer.schema.diff import diff
from designer.schema.likely_renames import LikelyRename, likely_renames


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser, "old", "new")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    before, after = read([options.old], options), read([options.new], options)
    old, new = before.schema, align(hinted(after, before.schema, options.new), before.schema)
    # Two files are two versions of one design: what they happen to be called is no change.
    changes = tuple(change for change in diff(old, new) if not _is_only_the_name(change))
    renames = likely_renames(changes, old, new)
    if options.format == "json":
        print_json(as_json(changes, renames))
    else:
        warn_of_problems(before)
        warn_of_problems(after)
        print("\n".join(describe(changes, old, new)) or "no differences")
        for one in renames:
            print(f"perhaps a rename: {one.kind} {one.old} to {one.new} (score {one.score})")
    return 0


def as_json(changes: tuple[Change, ...], renames: tuple[LikelyRename, ...]) -> dict[str, Any]:
    """The result in the contract's shape."""
    return {
        "equal": not changes,
        "changes": changes_to_json(changes),
        "proposed_renames": [{"kind": one.kind, "from": one.old, "to": one.new, "score": one.score} for one in renames],
    }


def _is_only_the_name(change: Change) -> bool:
    return getattr(change, "kind", "") == "design" and set(getattr(change, "set", ())) == {"name"}
