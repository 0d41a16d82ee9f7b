"""Brings a design to a server: a new one of a team, or the next state of one that is there.

Examples:
  designer push schema.sql --to https://designs.example.org --team 3 --name shop
  designer push schema.sql --to https://designs.example.org/d/7/ --message "As released in 2.0" --tag 2.0
  designer push design.json --design 7
  designer push schema.sql --design 7 --retired "nightly report" "The report was switched off in March."

The token comes from DESIGNER_TOKEN, and the server from --to or DESIGNER_SERVER. Of a design file that `designer pull`
wrote, only what was changed in it since is brought back: what others changed on the server meanwhile stays, and where
both changed the same, nothing is written, the conflicts are named, and the exit code is 1. SQL says nothing of notes,
positions, volumes and access patterns: those of the server stay.

With --message the state is kept as a version. --retired takes an access pattern or a declared rule out of the design
for good: with a reason, what was found by it counts in the score no longer.
"""

import argparse
import json
import sys
from dataclasses import replace
from typing import Any

from designer.cli.errors import BadInput
from designer.cli.http_client import Conflict, Server, add_server, server_of
from designer.cli.output import add_format, print_json
from designer.cli.pulled import Origin, without_origin
from designer.cli.sources import add_source, read, warn_of_problems
from designer.importers import Imported
from designer.schema.design_file import dumps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser, queries=True)
    add_server(parser, "--to")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--design", type=int, metavar="N", help="the design that gets this state")
    place.add_argument("--team", type=int, metavar="T", help="a new design of this team")
    parser.add_argument("--name", metavar="X", help="with --team: the design's name; that of the source when left out")
    parser.add_argument("--base", type=int, metavar="R", help="the revision that it was made from")
    parser.add_argument("--message", metavar="TEXT", help="keep the state as a version, and say what it is")
    parser.add_argument("--tag", metavar="TAG", help="with --message: a name for the version")
    parser.add_argument(
        "--retired", nargs=2, action="append", default=[], metavar=("NAME", "REASON"),
        help="what is gone for good, and why in three different words or more; may be given several times",
    )  # fmt: skip
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    if options.tag and not options.message:
        raise BadInput("--tag goes with --message")
    if options.name and options.team is None:
        raise BadInput("--name goes with --team")
    if options.retired and options.team is not None:
        raise BadInput("--retired goes with a design that is there, not with --team")
    server, number = server_of(options)
    imported = something(read(options.src, options), options)
    if options.format != "json":
        warn_of_problems(imported)
    origin, imported = without_origin(imported)
    design = options.design if options.design is not None else number
    try:
        if options.team is not None:
            result = _create(server, imported, options)
        else:
            result = _retire(server, _replace(server, imported, design, origin, options), options)
        result["version"] = _version(server, result, options) if options.message else None
    except Conflict as conflict:
        print(f"designer: {conflict}", file=sys.stderr)
        return 1
    _say(result, options)
    return 0


def _create(server: Server, imported: Imported, options: argparse.Namespace) -> dict[str, Any]:
    schema = replace(imported.schema, name=options.name) if options.name else imported.schema
    made = server.post("/designs", {"team": options.team, "name": schema.name, "design": as_data(schema)}).data
    return {"design": made["id"], "revision": made["revision"], "url": made["url"], "changed": True}


def _replace(
    server: Server, imported: Imported, design: int | None, origin: Origin | None, options: argparse.Namespace
) -> dict[str, Any]:
    if design is None and origin is not None and origin.server == server.root:
        design = origin.design
    if design is None:
        raise BadInput("where to? --design N for one that is there, or --team T for a new one")
    there = server.get(f"/designs/{design}").data
    base = options.base
    if base is None and origin is not None and (origin.server, origin.design) == (server.root, design):
        base = origin.revision
    state = {
        "base": base if base is not None else there["revision"],
        "design": as_data(imported.schema),
        "keep": not is_design_file(options),
        "label": (options.message or "Push").splitlines()[0][:300],
    }
    made = server.put(f"/designs/{design}/file", state).data
    return {"design": design, "revision": made["revision"], "url": there["url"], "changed": made["changed"]}


def _retire(server: Server, result: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    """After the state: a pattern that the source still has is taken out, one that it has no more is told of."""
    for name, reason in options.retired:
        made = server.post(f"/designs/{result['design']}/retired", {"name": name, "reason": reason}).data
        result = {**result, "revision": made["revision"], "changed": result["changed"] or made["changed"]}
    return result


def something(imported: Imported, options: argparse.Namespace) -> Imported:
    """The source, unless it is SQL without a table: what is there would be emptied by a file given by mistake."""
    if not imported.schema.entities and not is_design_file(options):
        raise BadInput(f"{', '.join(options.src)}: there is no table in it")
    return imported


def as_data(schema: Any) -> Any:
    """The design file as data."""
    return json.loads(dumps(schema))


def is_design_file(options: argparse.Namespace) -> bool:
    """Whether the source says everything that a design holds."""
    named = options.from_ == "design" or options.src[0].endswith(".json")
    return named and options.from_ in (None, "design")


def _version(server: Server, result: dict[str, Any], options: argparse.Namespace) -> int | None:
    body = {"message": options.message, "tag": options.tag, "revision": result["revision"]}
    if not result["changed"]:
        latest = server.get(f"/designs/{result['design']}/versions", limit="1").data["items"]
        if latest and latest[0]["revision"] == result["revision"]:
            return int(latest[0]["number"])
    return int(server.post(f"/designs/{result['design']}/versions", body).data["number"])


def _say(result: dict[str, Any], options: argparse.Namespace) -> None:
    if options.format == "json":
        print_json(result)
        return
    what = "is at" if result["changed"] else "was already at"
    version = f", kept as version {result['version']}" if result["version"] else ""
    print(f"design {result['design']} {what} revision {result['revision']}{version}: {result['url']}")
