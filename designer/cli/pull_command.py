"""Takes a design from a server: the design file, or the design in another form.

Examples:
  designer pull https://designs.example.org/d/7/ --out design.json
  designer pull 7 --version 3 --out released.json
  designer pull 7 --as postgres --out schema.sql

The token comes from DESIGNER_TOKEN, and the server from the address, from --server or DESIGNER_SERVER. The design file
notes under "x" where it came from, so that `designer push` brings back what was changed in it and nothing else. What a
form cannot express is said on standard error.
"""

import argparse
import base64
import sys
from typing import Any

from designer.cli.errors import BadInput
from designer.cli.http_client import Server, add_server, finished, server_of
from designer.cli.output import write
from designer.cli.pulled import Origin, with_origin
from designer.schema.design_file import dumps, from_json
from designer.schema.errors import DesignError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("design", metavar="URL|N", help="the design's address, or its number")
    add_server(parser)
    parser.add_argument("--version", type=int, metavar="V", help="a version; the design as it is when left out")
    parser.add_argument("--as", dest="as_", metavar="TARGET", help="postgres, mermaid, svg, …: as `designer export`")
    parser.add_argument("--out", metavar="PATH", help="a file; standard output when left out")


def run(options: argparse.Namespace) -> int:
    server, number = _asked(options)
    if options.as_:
        if options.version is not None:
            raise BadInput("--as writes the design as it is: pull the version, and give it to `designer export`")
        write(_export(server, number, options.as_), options.out)
        return 0
    write(_file(server, number, options.version), options.out)
    return 0


def _asked(options: argparse.Namespace) -> tuple[Server, int]:
    if options.design.isdecimal() and len(options.design) <= 18:
        server, _ = server_of(options)
        return server, int(options.design)
    if "://" not in options.design:
        raise BadInput(f"{options.design}: a design is named by its number, or by its address")
    server, number = server_of(options, options.design)
    if number is None:
        raise BadInput(f"{options.design}: a design's address is as https://designs.example.org/d/7/")
    return server, number


def _file(server: Server, number: int, version: int | None) -> str:
    """The canonical text, whatever the way it came."""
    if version is not None:
        return _text(server.get(f"/designs/{number}/versions/{version}/file").data)
    reply = server.get(f"/designs/{number}/file")
    revision = reply.headers.get("etag", "").removeprefix("W/").strip('"').rpartition("-r")[2]
    if not revision.isdecimal():
        return _text(reply.data)
    return _text(with_origin(reply.data, Origin(server.root, number, int(revision))))


def _text(data: Any) -> str:
    try:
        return dumps(from_json(data))
    except DesignError as error:
        raise BadInput(f"the server sent no design file that this version reads: {error}") from None


def _export(server: Server, number: int, target: str) -> str | bytes:
    if not target.replace("-", "").isalnum() or not target.isascii():
        raise BadInput(f"--as {target}: there is no such form")
    reply = server.get(f"/designs/{number}/exports/{target}")
    made = finished(server, reply) if reply.status == 202 else reply.data
    for one in made["warnings"]:
        print(f"designer: {one['object']}: {one['reason']}", file=sys.stderr)
    content: str = made["content"]
    return base64.b64decode(content) if made["encoding"] == "base64" else content
