"""Who gets what at every address. A new address needs a line here.

Each line: URL name -> (method, arguments, {role: status}).
`D` stands for the design's number, `E` for an entity's id, `A` for an attribute's, `R` for a revision,
`T` for the team's, `I` and `S` for the tokens of an invitation and of a shared link, `N` for a review, `P` for its
proposal, `H` and `C` for a thread and a comment in it, `V` for a thread about the design itself,
`W` and `M` for a webhook and a message to it, `U` for the token of a mail.
302 for nobody is the way to sign in.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

Line = tuple[str, tuple[Any, ...], dict[str, int]]
MEMBERS = ("owner", "editor", "reviewer", "viewer")


def read(*arguments: Any, status: int = 200) -> Line:
    """Every member may look; a stranger is told that there is nothing."""
    return "GET", arguments, {**dict.fromkeys(MEMBERS, status), "stranger": 404, "nobody": 302}


def change(*arguments: Any, status: int = 303) -> Line:
    """Owners and editors may; other members are refused in words."""
    may = {"owner": status, "editor": status, "reviewer": 403, "viewer": 403}
    return "POST", arguments, {**may, "stranger": 404, "nobody": 302}


def form(*arguments: Any) -> Line:
    """A form that owners and editors may open."""
    may = {"owner": 200, "editor": 200, "reviewer": 403, "viewer": 403}
    return "GET", arguments, {**may, "stranger": 404, "nobody": 302}


def decide(*arguments: Any, status: int = 303, method: str = "POST") -> Line:
    """Reviewers may, too: what they decide is kept with the design and changes nothing else of it."""
    may = {"owner": status, "editor": status, "reviewer": status, "viewer": 403}
    return method, arguments, {**may, "stranger": 404, "nobody": 302}


def own(method: str, *arguments: Any, status: int = 200) -> Line:
    """Whoever is signed in may."""
    return method, arguments, {**dict.fromkeys((*MEMBERS, "stranger"), status), "nobody": 302}


def manage(method: str, *arguments: Any, status: int = 303) -> Line:
    """Owners may; other members are refused in words."""
    return method, arguments, {"owner": status, **dict.fromkeys(MEMBERS[1:], 403), "stranger": 404, "nobody": 302}


def public(*arguments: Any) -> Line:
    """Everybody may look."""
    return "GET", arguments, dict.fromkeys((*MEMBERS, "stranger", "nobody"), 200)


ROLES: dict[str, Line] = {
    "health": public(),
    "ready": public(),
    "metrics": ("GET", (), dict.fromkeys((*MEMBERS, "stranger", "nobody"), 404)),
    "home": own("GET"),
    "home_counts": own("GET"),
    "new_design": own("GET"),
    "new_sample": own("POST", status=303),
    "import_source": own("GET"),
    "workbench": read("D"),
    "workbench_entity": read("D", "E"),
    "canvas": read("D"),
    "leaves": read("D", "E"),
    "live": read("D"),
    "neighbourhood": read("D", status=302),
    "pin": change("D", status=422),
    "unpin_all": change("D"),
    "history": read("D"),
    "undo": change("D", "R"),
    "undo_last": change("D"),
    "redo": change("D"),
    "inspector": read("D"),
    "inspector_entity": read("D", "E"),
    "add_entity": form("D"),
    "add_object": form("D", "enum"),
    "add_inside": form("D", "attribute", "E"),
    "edit_object": form("D", "A"),
    "delete_object": change("D", "A"),
    "move_object": change("D", "A"),
    "decide": change("D", "A", status=404),
    "patterns": read("D"),
    "import_patterns": form("D"),
    "pattern_plan": read("D", "A", status=404),
    "indexes": read("D"),
    "indexes_apply": change("D", status=422),
    "matrix": read("D"),
    "growth": read("D"),
    "check_pattern": change("D", status=200),
    "measured": read("D"),
    "races": read("D"),
    "rewrites": read("D"),
    "isolation": read("D"),
    "findings": read("D"),
    "score": read("D"),
    "retire": decide("D", "A", status=404),
    "unretire": decide("D", "A", status=404),
    "finding": read("D", "F"),
    "finding_apply": change("D", "F", status=400),
    "finding_dismiss": decide("D", "F", status=422),
    "findings_apply": change("D", status=400),
    "findings_dismiss": decide("D"),
    "findings_reopen": decide("D"),
    "versions": read("D"),
    "version_tag": form("D", 1),
    "version_restore": form("D", 1),
    "version_file": read("D", 1),
    "compare": read("D"),
    "plan": read("D"),
    "plan_files": read("D"),
    "propose": form("D"),
    "reviews": read("D"),
    "review": read("D", "N"),
    "review_edit": form("D", "N"),
    "review_file": form("D", "N"),
    "review_open": change("D", "N"),
    "review_close": change("D", "N"),
    "review_decide": decide("D", "N", status=422),
    "review_merge": form("D", "N"),
    "review_update": form("D", "N"),
    "thread_new": decide("P", status=404, method="GET"),
    "thread_reply": decide("P", "H", status=422),
    "thread_resolve": decide("P", "H"),
    "thread_suggest": decide("P", "H", status=200, method="GET"),
    "comment_apply": change("P", "H", "C"),
    "comment_edit": decide("P", "H", "C", status=422),
    "comment_delete": decide("P", "H", "C"),
    "new_from_data": own("GET"),
    "discovery": read("D"),
    "data_take": change("D", status=404),
    "data_again": change("D", status=404),
    "data_delete": change("D", status=404),
    "normalization": read("D"),
    "normalize_entity": read("D", "E"),
    "normalize_add": change("D", "E", status=422),
    "normalize_decide": change("D", "E", status=404),
    "normalize_apply": change("D", "E"),
    "normalize_keep": change("D", "E", "A", status=404),
    "dictionary": read("D"),
    "rules": public(),
    "rule": public("IX002"),
    "export": read("D"),
    "export_target": read("D", "postgres"),
    "download": read("D", "postgres"),
    "teams": own("GET"),
    "team": read("T"),
    "switch_team": ("POST", ("T",), {**dict.fromkeys(MEMBERS, 303), "stranger": 404, "nobody": 302}),
    "team_rename": manage("POST", "T", status=422),
    "team_reviews": manage("POST", "T", status=422),
    "team_rules": read("T"),
    "team_transfer": manage("POST", "T", status=422),
    "team_leave": ("POST", ("T",), {"owner": 409, **dict.fromkeys(MEMBERS[1:], 303), "stranger": 404, "nobody": 302}),
    "team_invite": manage("POST", "T", status=422),
    "invitation_revoke": manage("POST", "T", UUID(int=0), status=404),
    "member_role": manage("POST", "T", 0, status=422),
    "member_remove": manage("POST", "T", 0, status=409),
    "audit": manage("GET", "T", status=200),
    "audit_csv": manage("GET", "T", status=200),
    "invitation": public("I"),
    "notifications": own("GET"),
    "notifications_read": own("POST", status=303),
    "notification_settings": own("GET"),
    "notification_open": own("POST", 0, status=404),
    "webhooks": manage("GET", "T", status=200),
    "webhook": manage("GET", "T", "W", status=200),
    "webhook_secret": manage("POST", "T", "W", status=200),
    "webhook_switch": manage("POST", "T", "W"),
    "webhook_test": manage("POST", "T", "W"),
    "webhook_delete": manage("POST", "T", UUID(int=0), status=404),
    "delivery": manage("GET", "T", "W", "M", status=200),
    "delivery_again": manage("POST", "T", "W", "M"),
    "unsubscribe": public("U"),
    "tokens": own("GET"),
    "token_revoke": own("POST", UUID(int=0), status=404),
    "api_manual": public(),
    "openapi": public(),
    "api_nothing": ("GET", ("nothing",), dict.fromkeys((*MEMBERS, "stranger", "nobody"), 404)),
    "shares": form("D"),
    "share_revoke": change("D", UUID(int=0), status=404),
    "shared": public("S"),
    "shared_dictionary": public("S"),
    "shared_live": public("S"),
    "shared_comments": public("S"),
    "shared_reply": ("POST", ("S", "V"), dict.fromkeys((*MEMBERS, "stranger", "nobody"), 422)),
    "shared_findings": public("S"),
    "shared_download": public("S", "svg"),
    "shared_making": public("S", "svg"),
    "shared_preview": public("S"),
    "shared_embed": public("S"),
    "shared_unlock": ("POST", ("S",), dict.fromkeys((*MEMBERS, "stranger", "nobody"), 303)),
}
ELSEWHERE = {
    "import_preview": "drafts belong to a person, not to a team; see test_imports.py",
    "import_create": "the same",
    "import_read": "the same; see test_import_reading.py",
    "import_cancel": "the same",
    "import_into": "the same; see test_import_into.py",
    "verify": "asks for a job; see test_export.py",
    "making": "asks for a job; see test_making.py",
    "plan_proof": "the same; see test_plan.py",
    "tuning": "the same; see test_tuning.py",
    "measure": "the same; see test_measured.py",
    "run_races": "the same; see test_races.py",
    "run_isolation": "the same; see test_isolation.py",
    "run_rewrites": "the same; see test_rewrites.py",
    "cancel_job": "names a job; see test_jobs.py",
}
"""Addresses that a test of their own walks, and why."""
