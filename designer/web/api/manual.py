"""The document as people read it: chapters of operations, each with a line for curl."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from designer.web.markdown import markdown

_EXAMPLES: dict[str, Any] = {
    "create": {"team": 1, "name": "shop", "sql": "CREATE TABLE t (id bigint PRIMARY KEY)", "dialect": "postgres"},
    "replace_file": {"base": 12, "design": {"format": "designer/1", "name": "shop"}},
    "change": {
        "revision": 12, "label": "Say what it is for",
        "changes": [
            {"change": "alter", "kind": "design", "id": "design", "set": {"comment": "Sales"}, "was": {"comment": None}}
        ],
    },
    "retire": {"name": "nightly report", "reason": "The report was switched off in March."},
    "keep_version": {"message": "What was released", "tag": "2.0"},
    "plan": {"from": "1", "to": "now", "prove": True},
    "begin_review": {
        "title": "Index the orders", "key": "feature/index", "keep": True, "dialect": "postgres",
        "sql": "CREATE TABLE t (id bigint PRIMARY KEY)",
    },
    "describe_review": {"title": "Index the orders by customer"},
    "replace_proposal": {"design": {"format": "designer/1", "name": "shop"}},
    "give_up": {"text": "Another way was found."},
    "give_verdict": {"opinion": "approved", "revision": 2},
    "merge": {"proposal_revision": 2, "design_revision": 12},
    "say": {"text": "Is this column still read?", "about": "review"},
    "resolve_thread": {"resolved": True},
}  # fmt: skip
"""Bodies that the operations take; a test sends each of them."""


def example_of(name: str) -> Any:
    """The body of an operation in the manual; None where it takes none."""
    return _EXAMPLES.get(name)


def chapters(document: Mapping[str, Any], host: str) -> list[dict[str, Any]]:
    """The operations by tag, in the order of the document."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_entry(path, method, operation, document, host))
    return [{"name": tag, "id": tag.lower().replace(" ", "-"), "operations": rows} for tag, rows in found.items()]


def first_call(host: str) -> str:
    """Whose token it is: what one tries first."""
    return f"""curl -H "Authorization: Bearer $DESIGNER_TOKEN" '{host}/api/v1/me'"""


def _entry(
    path: str, method: str, operation: Mapping[str, Any], document: Mapping[str, Any], host: str
) -> dict[str, Any]:
    name = operation["operationId"]
    return {
        "name": name,
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"].replace("`", ""),
        "html": markdown(f"**{operation['summary']}.**\n\n{operation.get('description', '')}"),
        "scopes": operation["x-scopes"],
        "parameters": [
            {"name": one["name"], "place": one["in"], "about": one.get("description", "")}
            for one in operation["parameters"]
            if one["in"] != "path"
        ],
        "body": list(_fields(operation, document)),
        "answers": [(code, one["description"]) for code, one in operation["responses"].items() if code < "400"],
        "refusals": [(code, one["description"]) for code, one in operation["responses"].items() if code >= "400"],
        "curl": _curl(name, path, method.upper(), operation, host),
    }


def _curl(name: str, path: str, method: str, operation: Mapping[str, Any], host: str) -> str:
    filled = path
    for one in operation["parameters"]:
        if one["in"] == "path":
            filled = filled.replace(f"{{{one['name']}}}", _SAMPLES.get(one["name"], "1"))
    lines = ["curl --fail-with-body", '  -H "Authorization: Bearer $DESIGNER_TOKEN"']
    if method != "GET":
        lines.append(f"  -X {method}")
    body = example_of(name)
    if body is not None:
        lines.append("  -H 'Content-Type: application/json'")
        lines.append(f"  -d {shlex.quote(json.dumps(body, ensure_ascii=False))}")
    return " \\\n".join([*lines, f"  '{host}{filled}'"])


_SAMPLES = {"target": "mermaid", "job": "UUID", "thread": "UUID", "number": "7"}


def _fields(operation: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """The fields of the body: name, whether it has to be there, what it is."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return
    shape = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    required = shape.get("required", ())
    for name, part in shape["properties"].items():
        yield {"name": name, "required": name in required, "type": _type(part)}


def _type(part: Mapping[str, Any]) -> str:
    """A shape in a few words."""
    if "anyOf" in part:
        return " or ".join(dict.fromkeys(_type(one) for one in part["anyOf"] if one.get("type") != "null"))
    if "enum" in part:
        return ", ".join(map(str, part["enum"]))
    if "$ref" in part:
        return "a design file" if part["$ref"].endswith("/DesignFile") else part["$ref"].rpartition("/")[2]
    words = {"string": "text", "integer": "a whole number", "boolean": "true or false", "array": "a list"}
    return words.get(str(part.get("type")), str(part.get("type", "anything")))
