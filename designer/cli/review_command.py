"""Proposes the state of a branch for a design on a server, and says what the rules find in what it changes.

Examples:
  designer review schema.sql --design 7 --title "Index the orders"
  designer review schema.sql --server https://designs.example.org/d/7/ --key "$BRANCH" --comment findings
  designer review design.json --design 7 --title "Split the address" --fail-on warning --format json

The token comes from DESIGNER_TOKEN; it needs the scope review. The key names the branch: as long as its review is not
merged or closed, the same key brings that review up to date instead of opening another one. Left out, it is taken from
GITHUB_HEAD_REF, GITHUB_REF_NAME, CI_COMMIT_REF_NAME, BITBUCKET_BRANCH or BUILD_SOURCEBRANCHNAME, where a build sets
one of them; without any, every call opens a review of its own.

With --comment findings they are said in one thread of the review, once for every state that changes them. The exit code
is 1 where the proposal brings findings at or above --fail-on: by default, those that the team merges nothing with.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from designer.analysis.finding import Severity
from designer.analysis.report import plain_markdown
from designer.cli.errors import BadInput
from designer.cli.http_client import Conflict, Server, add_server, server_of
from designer.cli.output import add_format, print_json
from designer.cli.pulled import without_origin
from designer.cli.push_command import as_data, is_design_file, something
from designer.cli.sources import add_source, read, warn_of_problems

_BRANCHES = (
    "GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", "BITBUCKET_BRANCH", "BUILD_SOURCEBRANCHNAME",
)  # fmt: skip
_TEAM, _NONE = "team", "none"
_HEADING = "**Findings in this branch**"
_LISTED = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser, queries=True)
    add_server(parser)
    parser.add_argument("--design", type=int, metavar="N", help="the design; left out where the address names it")
    parser.add_argument("--title", metavar="TEXT", help="what is proposed, in a line; the key when left out")
    parser.add_argument("--description", metavar="TEXT", default="", help="why, in Markdown")
    parser.add_argument("--key", metavar="BRANCH", help="what the review is found by again")
    parser.add_argument("--draft", action="store_true", help="begin it as a draft: nobody is asked to look yet")
    parser.add_argument("--comment", choices=("findings",), help="say the findings in the review")
    parser.add_argument(
        "--fail-on", choices=(*(str(one) for one in Severity), _TEAM, _NONE), default=_TEAM,
        help="exit with 1 on new findings at or above this; as the team has it when left out",
    )  # fmt: skip
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    server, number = server_of(options)
    design = options.design if options.design is not None else number
    if design is None:
        raise BadInput("which design? --design N, or its address as the server")
    key = _key(options)
    imported = something(read(options.src, options), options)
    if options.format != "json":
        warn_of_problems(imported)
    _, imported = without_origin(imported)
    body = {
        "title": (options.title or key or "")[:200], "description": options.description, "key": key,
        "design": as_data(imported.schema), "keep": not is_design_file(options), "open": not options.draft,
    }  # fmt: skip
    if not body["title"]:
        raise BadInput("--title: say in a line what is proposed")
    try:
        reply = server.post(f"/designs/{design}/reviews", body)
    except Conflict as conflict:
        print(f"designer: {conflict}", file=sys.stderr)
        return 1
    review = server.get(f"/designs/{design}/reviews/{reply.data['number']}").data
    blocking = _blocking(server, design, review, options.fail_on)
    if options.comment:
        _say_findings(server, design, review)
    _report(review, blocking, reply.status == 201, options)
    return 1 if blocking else 0


def _key(options: argparse.Namespace) -> str | None:
    found = options.key or next((os.environ[name] for name in _BRANCHES if os.environ.get(name)), None)
    if found is None:
        print("designer: no --key and no branch: this opens a review of its own", file=sys.stderr)
    elif len(found) > 200:
        raise BadInput("--key: it has at most 200 characters")
    return found


def _blocking(server: Server, design: int, review: Mapping[str, Any], fail_on: str) -> list[Mapping[str, Any]]:
    """The findings that the proposal brings, at or above what blocks."""
    least = fail_on
    if fail_on == _TEAM:
        team = server.get(f"/designs/{design}").data["team"]
        least = str(server.get(f"/teams/{team}").data["blocking_severity"])
    if least == _NONE:
        return []
    rank = Severity(least).rank
    return [one for one in review["introduced"] if Severity(one["severity"]).rank <= rank]


def _say_findings(server: Server, design: int, review: Mapping[str, Any]) -> None:
    """In the thread that began so; nothing where the last word there is the same."""
    text = as_comment(review["introduced"], review["fixed"])
    path = f"/designs/{design}/reviews/{review['number']}/comments"
    for thread in review["threads"]:
        said = [one["text"] for one in thread["comments"]]
        if thread["about"] == "review" and said and said[0].startswith(_HEADING):
            if said[-1] != text:
                server.post(path, {"text": text, "thread": thread["id"]})
            return
    server.post(path, {"text": text})


def as_comment(introduced: Sequence[Mapping[str, Any]], fixed: Sequence[Mapping[str, Any]]) -> str:
    """Markdown: what the proposal brings and what it mends. Names are taken literally, and call nobody."""
    lines = [_HEADING, ""]
    for title, found in (("Brings", introduced), ("Mends", fixed)):
        if not found:
            continue
        lines += [f"{title} {len(found)}:", ""]
        lines += [f"- {one['severity']} `{one['code']}` {_literal(one['title'])}" for one in found[:_LISTED]]
        lines += [f"- and {len(found) - _LISTED} more"] if len(found) > _LISTED else []
        lines.append("")
    if not introduced and not fixed:
        lines.append("It brings none, and mends none.")
    return "\n".join(lines).strip()[:20_000]


def _literal(text: str) -> str:
    return plain_markdown(text).replace("@", "&#64;")


def _report(
    review: Mapping[str, Any], blocking: Sequence[Mapping[str, Any]], created: bool, options: argparse.Namespace
) -> None:
    if options.format == "json":
        print_json(
            {
                "review": review["number"], "url": review["url"], "created": created, "state": review["state"],
                "changes": len(review["diff"]["changes"]), "introduced": review["introduced"],
                "fixed": review["fixed"], "blocking": len(blocking), "blocks": review["blocks"],
            }
        )  # fmt: skip
        return
    what = "opened" if created else "brought up to date"
    print(f"review #{review['number']} {what}, {len(review['diff']['changes'])} changes: {review['url']}")
    for word, found in (("brings", review["introduced"]), ("mends", review["fixed"])):
        for one in found:
            print(f"  {word} {one['severity']} {one['code']} {one['title']}")
    if blocking:
        print(f"{len(blocking)} of what it brings blocks the merge", file=sys.stderr)
