"""From a request to a design that its user may see or change. What one may not see is a 404."""

from typing import Any

from django.http import HttpRequest

from designer.store import access
from designer.store.models import Design, Role


def get_design_for_viewer(request: HttpRequest, number: int) -> Design:
    """The design, with the user's `role`. Raises Http404 for a stranger."""
    return access.get_design(request.user, number)


def get_design_for_editor(request: HttpRequest, number: int) -> Design:
    """The design, for a user who may change it. Http404 for a stranger, PermissionDenied for a mere viewer."""
    return access.get_design_for_editor(request.user, number)


def get_design_for_reviewer(request: HttpRequest, number: int) -> Design:
    """The design, for a user who may decide about findings. Http404 for a stranger, PermissionDenied for a viewer."""
    return access.get_design(request.user, number, Role.REVIEWER)


def may_decide(design: Design) -> bool:
    """Whether the user that the design was fetched for may dismiss findings and reopen them."""
    return not design.settled and Role(design.role).includes(Role.REVIEWER)  # type: ignore[attr-defined]


def may_edit(design: Design) -> bool:
    """Whether the user that the design was fetched for may change it; a proposal that is settled, nobody."""
    return not design.settled and Role(design.role).includes(Role.EDITOR)  # type: ignore[attr-defined]


def may_review(design: Design) -> bool:
    """Whether the user that the design was fetched for may comment and decide about proposals."""
    return Role(design.role).includes(Role.REVIEWER)  # type: ignore[attr-defined]


def editable_designs(user: Any) -> list[Design]:
    """The designs that a user may change, the latest changed first; at most fifty."""
    found = access.visible_to(user).select_related("proposal_for").order_by("-changed_at")[:50]
    return [design for design in found if may_edit(design)]
