"""Who gets what from every operation. A new operation needs a line here.

Each line: operation id -> (method, address, body, {role: status}). `{D}` stands for the design's number, `{T}` for
the team's, `{N}` for a review, `{H}` for a thread in it, `{J}` for a job; in bodies, "R" and "P" for the revisions of
the design and of the proposal, "T" for the team.
"""

from __future__ import annotations

from typing import Any

Line = tuple[str, str, Any, dict[str, int]]
MEMBERS = ("owner", "editor", "reviewer", "viewer")
SQL = {"sql": "CREATE TABLE t (id bigint PRIMARY KEY)", "dialect": "postgres"}
COMMENT = {
    "change": "alter", "kind": "design", "id": "design",
    "set": {"comment": "Sold"}, "was": {"comment": "For sale"},
}  # fmt: skip


def own(path: str) -> Line:
    """Everybody, about what is within reach."""
    return "GET", path, None, dict.fromkeys((*MEMBERS, "stranger"), 200)


def read(path: str, method: str = "GET", body: Any = None, status: int = 200) -> Line:
    """Every member may look; a stranger is told that there is nothing."""
    return method, path, body, {**dict.fromkeys(MEMBERS, status), "stranger": 404}


def change(method: str, path: str, body: Any, status: int) -> Line:
    """Owners and editors may; other members are refused in words."""
    may = {"owner": status, "editor": status, "reviewer": 403, "viewer": 403, "stranger": 404}
    return method, path, body, may


def talk(method: str, path: str, body: Any, status: int) -> Line:
    """Reviewers may, too."""
    may = {"owner": status, "editor": status, "reviewer": status, "viewer": 403, "stranger": 404}
    return method, path, body, may


_R = "/designs/{D}/reviews/{N}"
LINES: dict[str, Line] = {
    "whoami": own("/me"),
    "list_teams": own("/teams"),
    "read_team": read("/teams/{T}"),
    "list_designs": own("/designs"),
    "create": change("POST", "/designs", {"team": "T", "name": "new", **SQL}, 201),
    "read": read("/designs/{D}"),
    "read_file": read("/designs/{D}/file"),
    "replace_file": change("PUT", "/designs/{D}/file", {"base": "R", "keep": True, **SQL}, 200),
    "change": change("POST", "/designs/{D}/changes", {"revision": "R", "label": "x", "changes": [COMMENT]}, 201),
    "list_revisions": read("/designs/{D}/revisions"),
    "delete": (
        "DELETE", "/designs/{D}", None,
        {"owner": 204, "editor": 403, "reviewer": 403, "viewer": 403, "stranger": 404},
    ),
    "list_versions": read("/designs/{D}/versions"),
    "keep_version": change("POST", "/designs/{D}/versions", {"message": "x"}, 201),
    "read_version": read("/designs/{D}/versions/1"),
    "read_version_file": read("/designs/{D}/versions/1/file"),
    "compare": read("/designs/{D}/diff?from=1"),
    "findings": read("/designs/{D}/findings"),
    "findings_sarif": read("/designs/{D}/findings.sarif"),
    "read_score": read("/designs/{D}/score"),
    "retire": change("POST", "/designs/{D}/retired", {"name": "never said", "reason": "It went in May."}, 422),
    "list_targets": own("/exports"),
    "export": read("/designs/{D}/exports/dbml"),
    "plan": read("/designs/{D}/plans", "POST", {"from": "1"}, 202),
    "verify": read("/designs/{D}/verification", "POST", None, 202),
    "read_job": read("/designs/{D}/jobs/{J}"),
    "cancel_job": read("/designs/{D}/jobs/{J}", "DELETE"),
    "list_reviews": read("/designs/{D}/reviews"),
    "begin_review": change("POST", "/designs/{D}/reviews", {"title": "x", "keep": True, **SQL}, 201),
    "read_review": read(_R),
    "describe_review": change("PATCH", _R, {"title": "y"}, 200),
    "replace_proposal": change("PUT", f"{_R}/file", {"keep": True, **SQL}, 200),
    "ask_for_review": change("POST", f"{_R}/open", None, 200),
    "give_up": change("POST", f"{_R}/close", {}, 200),
    "give_verdict": talk("POST", f"{_R}/verdicts", {"opinion": "approved", "revision": "P"}, 204),
    "merge": change("POST", f"{_R}/merge", {"proposal_revision": "P", "design_revision": "R"}, 422),
    "say": talk("POST", f"{_R}/comments", {"text": "x"}, 201),
    "resolve_thread": talk("PATCH", _R + "/threads/{H}", {"resolved": True}, 204),
}  # fmt: skip


def filled(part: Any, places: dict[str, Any]) -> Any:
    """A body with the numbers in it."""
    if isinstance(part, dict):
        return {key: filled(one, places) for key, one in part.items()}
    return places.get(part, part) if isinstance(part, str) and part in ("R", "P", "T") else part
