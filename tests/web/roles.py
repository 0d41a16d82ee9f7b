"""Who gets what at every address. A new address needs a line here.

Each line: URL name -> (method, arguments, {role: status}).
`D` stands for the design's number, `E` for an entity's id, `R` for a revision. 302 for nobody is the way to sign in.
"""

from __future__ import annotations

from typing import Any

Line = tuple[str, tuple[Any, ...], dict[str, int]]
MEMBERS = ("owner", "editor", "reviewer", "viewer")


def read(*arguments: Any, status: int = 200) -> Line:
    """Every member may look; a stranger is told that there is nothing."""
    return "GET", arguments, {**dict.fromkeys(MEMBERS, status), "stranger": 404, "nobody": 302}


def change(*arguments: Any, status: int = 303) -> Line:
    """Owners and editors may; other members are refused in words."""
    may = {"owner": status, "editor": status, "reviewer": 403, "viewer": 403}
    return "POST", arguments, {**may, "stranger": 404, "nobody": 302}


def own(method: str, *arguments: Any, status: int = 200) -> Line:
    """Whoever is signed in may."""
    return method, arguments, {**dict.fromkeys((*MEMBERS, "stranger"), status), "nobody": 302}


def public(*arguments: Any) -> Line:
    """Everybody may look."""
    return "GET", arguments, dict.fromkeys((*MEMBERS, "stranger", "nobody"), 200)


ROLES: dict[str, Line] = {
    "health": public(),
    "home": own("GET"),
    "new_design": own("GET"),
    "new_sample": own("POST", status=303),
    "import_source": own("GET"),
    "workbench": read("D"),
    "workbench_entity": read("D", "E"),
    "canvas": read("D"),
    "leaves": read("D", "E"),
    "neighbourhood": read("D", status=302),
    "pin": change("D", status=422),
    "unpin_all": change("D"),
    "history": read("D"),
    "undo": change("D", "R"),
    "undo_last": change("D"),
    "redo": change("D"),
    "export": read("D"),
    "export_target": read("D", "postgres"),
    "download": read("D", "postgres"),
}
ELSEWHERE = {
    "import_preview": "drafts belong to a person, not to a team; see test_imports.py",
    "import_create": "the same",
    "verify": "starts a server of its own; see test_export.py",
}
"""Addresses that a test of their own walks, and why."""
