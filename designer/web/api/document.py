"""The API described: OpenAPI 3.1, made of the operations themselves, so that it says what they do."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from designer.schema.json_schema import json_schema
from designer.web.api.app import api
from designer.web.api.boundary import PREFIX
from designer.web.api.operation import CREATING, SCOPES
from designer.web.api.problems import MEDIA_TYPE, SENTENCES
from designer.web.api.repeating import HEADER

_ABOUT = """Designs, versions, findings, exports, plans and reviews, for programs.

Every request carries a personal token: `Authorization: Bearer sdt_…`. A token is made on the page Tokens of an
account, for some of these scopes: read, write, review, decide. It never allows more than its owner's role does, and
what its owner may not see is answered with 404. Refusals are `application/problem+json` with a sentence in `detail`."""
_ALWAYS = (400, 401, 403, 429, 500)
_OF_PATH, _OF_BODY = (404,), (409, 413, 415, 422)
_WORDS = {
    **SENTENCES,
    401: "No token was sent, or it opens nothing.",
    403: "The token lacks a scope, or its owner's role does not allow it.",
    409: "Somebody else was faster; conflicts lists what both changed.",
    412: "If-Match names another state than the present one.",
    415: "The body is no JSON.",
    422: "The request is understood, and cannot be done; problems lists each reason with its place.",
    428: "The request has to say which revision it was made from.",
}


@cache
def document() -> dict[str, Any]:
    """The whole description. Treat it as a constant."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str))
    _point_to_design_files(found)
    found["info"] = {"title": "Schema Designer", "version": "1", "description": _ABOUT}
    found["openapi"] = "3.1.0"
    found["servers"] = [{"url": "/"}]
    components = found["components"]
    components["schemas"] |= {"Problem": _PROBLEM, **_design_file()}
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "sdt_…"}}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return found


def as_text() -> str:
    """The same, as it is served."""
    return json.dumps(document(), ensure_ascii=False)


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """What ninja does not know: scopes, headers, refusals, and answers without a body."""
    name = operation["operationId"]
    operation["security"] = [{"token": []}]
    operation["x-scopes"] = [str(one) for one in SCOPES[name]]
    parameters = operation.setdefault("parameters", [])
    if name in CREATING:
        about = "Sent again within 24 hours with the same body, the request is answered as the first time."
        parameters.append(_header(HEADER, about, {"type": "string", "minLength": 1, "maxLength": 200}))
    if name in ("read", "read_file", "findings", "findings_sarif", "export", "read_version_file"):
        parameters.append(_header("If-None-Match", "The ETag of what is known: 304 where it is still so."))
        operation["responses"]["304"] = {"description": "It is as it was."}
    statuses = {*_ALWAYS, *(_OF_PATH if "{" in path or name == "create" else ())}
    if method != "get":
        statuses |= {409, 422} | ({*_OF_BODY} if "requestBody" in operation else set())
    if parameters:
        statuses.add(422)
    if name in ("replace_file", "change", "delete"):
        parameters.append(_header("If-Match", "The ETag of the state that was looked at."))
        statuses |= {412, 428} if name == "replace_file" else {412}
    for code, response in list(operation["responses"].items()):
        response["description"] = _DONE.get(str(code), "Done.")
        if name == "findings_sarif" and str(code) == "200":
            response["content"] = {"application/sarif+json": response["content"]["application/json"]}
    for status in sorted(statuses):
        operation["responses"][str(status)] = {
            "description": _WORDS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    operation["responses"] = dict(sorted((str(code), one) for code, one in operation["responses"].items()))


def _point_to_design_files(part: Any) -> None:
    """Where a design file stands in a body, its own JSON Schema says what it is."""
    if isinstance(part, dict):
        for one in part.values():
            _point_to_design_files(one)
        if part.pop("x-design-file", False):
            part.clear()
            part["$ref"] = "#/components/schemas/DesignFile"
    elif isinstance(part, list):
        for one in part:
            _point_to_design_files(one)


_DONE = {
    "200": "Done.",
    "201": "Made.",
    "202": "A worker does it: ask at Location how it goes.",
    "204": "Done; there is nothing more to say.",
    "304": "It is as it was.",
}


def _header(name: str, about: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "name": name, "in": "header", "required": False, "description": about, "schema": schema or {"type": "string"},
    }  # fmt: skip


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A refusal, as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "problems": {
            "type": "array",
            "items": {"type": "object", "properties": {"place": {"type": "string"}, "message": {"type": "string"}}},
        },
        "conflicts": {"type": "array", "items": {"type": "object"}},
    },
}


def _design_file() -> dict[str, Any]:
    """The JSON Schema of design files, with its parts among the document's own."""
    text = json.dumps(json_schema()).replace('"#/$defs/', '"#/components/schemas/File')
    whole = json.loads(text)
    parts = whole.pop("$defs")
    whole.pop("$schema")
    return {"DesignFile": whole, **{f"File{name}": part for name, part in parts.items()}}
