"""Designs: listed, made, read, replaced, changed, deleted."""

from dataclasses import replace
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Body, Query, Router

from designer.importers.counts import counts
from designer.importers.reimport import reimport
from designer.schema.align import align
from designer.schema.change_json import changes_from_json
from designer.schema.changes import Change
from designer.schema.design_file import to_json
from designer.schema.diff import diff
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.deleting import delete_design
from designer.store.editing import create_design, edit, history, schema_at
from designer.store.models import Design, Revision, Role, Scope
from designer.store.proposals import with_surroundings
from designer.web.api.answer_shapes import DesignMade, DesignOut, DesignWithCounts, Listing, RevisionListed, RevisionOut
from designer.web.api.answers import answer, is_known, must_match, nothing, page_of, tag_of, unchanged
from designer.web.api.operation import operation
from designer.web.api.problems import Problem
from designer.web.api.reach import actor_of, design_for, designs_within, team_for, token_of
from designer.web.api.shapes import Cursor, Limit, NewChanges, NewDesign, NewState, Number
from designer.web.api.sources import account, read_source
from designer.web.reports import findings_of

router = Router(tags=["Designs"])
READ, WRITE = Scope.READ, Scope.WRITE


@operation(router, "GET", "/designs", READ, gives={200: Listing[DesignOut]})
def list_designs(
    request: HttpRequest,
    team: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    proposals: bool = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """The designs that the token sees, the latest made first.

    Proposals are left out unless they are asked for.
    """
    found = designs_within(token_of(request))
    if not proposals:
        found = found.filter(proposal_for=None)
    if team is not None:
        found = found.filter(team_id=team)
    return page_of(found, "id", cursor, limit, lambda one: shown(request, one))


@operation(router, "POST", "/designs", WRITE, gives={201: DesignMade}, creates=True)
def create(request: HttpRequest, given: Annotated[NewDesign, Body(...)]) -> HttpResponse:
    """A new design of a team, from a design file or from SQL.

    Of SQL the answer gives an account of every statement: what was read, what is kept as it is, what was left out.
    """
    team = team_for(request, given.team, Role.EDITOR)
    schema, found = read_source(given, given.name or "design")
    name = given.name or schema.name or "design"
    source = [("API", found.dialect, given.sql or "")] if found else []
    made = create_design(
        team.pk, actor_of(request), replace(schema, name=name), label="Create through the API", sources=source
    )
    design = design_for(request, made.id)
    data = {**shown(request, design), "import": account(found) if found else None}
    return answer(data, 201, {"ETag": tag_of(design), "Location": reverse("api:api_read", args=[design.id])})


@operation(router, "GET", "/designs/{int:number}", READ, gives={200: DesignWithCounts})
def read(request: HttpRequest, number: Number) -> HttpResponse:
    """A design: what it is called, how much is in it, and how many findings are open."""
    design = design_for(request, number)
    tag = tag_of(design)
    if is_known(request, tag):
        return unchanged(tag)
    schema = schema_of(design)
    open_findings = {str(name): count for name, count in findings_of(design, schema).counts.items()}
    data = {**shown(request, design), "counts": counts(schema), "findings": open_findings}
    return answer(data, headers={"ETag": tag_of(design)})


@operation(router, "GET", "/designs/{int:number}/file", READ, gives={200: dict[str, Any]})
def read_file(
    request: HttpRequest,
    number: Number,
    revision: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="An earlier state.")] = None,
) -> HttpResponse:
    """The design file. Its ETag names the revision."""
    design = design_for(request, number)
    if revision is not None and revision != design.revision:
        schema = _at(design, revision)
        return answer(to_json(schema), headers={"ETag": f'"{design.id}-r{revision}"'})
    tag = tag_of(design)
    if is_known(request, tag):
        return unchanged(tag)
    schema = schema_of(design)
    return answer(to_json(schema), headers={"ETag": tag_of(design)})


@operation(router, "PUT", "/designs/{int:number}/file", WRITE, gives={200: RevisionOut})
def replace_file(request: HttpRequest, number: Number, given: Annotated[NewState, Body(...)]) -> HttpResponse:
    """Makes the design what the request holds, as one revision that can be undone.

    `base` (or If-Match) says which revision it was made from. What others changed since stays, unless it is the same
    field: then nothing is written, and 409 lists both sides of each conflict.
    """
    design = design_for(request, number, Role.EDITOR)
    matched = must_match(request, design)
    base = given.base if given.base is not None else design.revision if matched else None
    if base is None:
        raise Problem(428, "Say which revision it was made from: as base, or as ETag in If-Match.")
    before = _at(design, base)
    new, _ = read_source(given, before.name)
    changes = changes_to(new, before, given.keep)
    return _edited(design, actor_of(request), changes, base, given.label or "Take the state of a file")


@operation(router, "POST", "/designs/{int:number}/changes", WRITE, gives={201: RevisionOut}, creates=True)
def change(request: HttpRequest, number: Number, given: Annotated[NewChanges, Body(...)]) -> HttpResponse:
    """Applies changes, in the shape that a diff gives them, as one revision.

    `revision` says which state they were made from; conflicts are told apart field by field, as with a whole file.
    """
    design = design_for(request, number, Role.EDITOR)
    must_match(request, design)
    _at(design, given.revision)
    try:
        changes = changes_from_json(given.changes)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Problem(422, f"The changes cannot be read: {error}.") from error
    return _edited(design, actor_of(request), changes, given.revision, given.label, 201)


@operation(router, "GET", "/designs/{int:number}/revisions", READ, gives={200: Listing[RevisionListed]})
def list_revisions(request: HttpRequest, number: Number, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """What was done to a design, the latest first."""
    design = design_for(request, number)
    return page_of(history(design).defer("changes", "inverse"), "number", cursor, limit, _revision)


@operation(router, "DELETE", "/designs/{int:number}", WRITE, gives={204: None})
def delete(request: HttpRequest, number: Number) -> HttpResponse:
    """Deletes a design with its history, versions, reviews and links; for owners.

    With If-Match only as it was looked at.
    """
    design = design_for(request, number, Role.OWNER)
    matched = must_match(request, design)
    delete_design(design, actor_of(request), revision=design.revision if matched else None)
    return nothing()


def shown(request: HttpRequest, design: Design) -> dict[str, Any]:
    """A design in a list."""
    return {
        "id": design.id,
        "name": design.name,
        "comment": design.comment,
        "dialect": design.dialect_name,
        "team": design.team_id,
        "role": design.role,  # type: ignore[attr-defined]
        "revision": design.revision,
        "proposal_for": design.proposal_for_id,
        "settled": design.settled,
        "created_at": design.created_at.isoformat(),
        "changed_at": design.changed_at.isoformat(),
        "url": request.build_absolute_uri(reverse("workbench", args=[design.id])),
    }


def changes_to(new: Schema, before: Schema, keep: bool) -> tuple[Change, ...]:
    """What leads from a state to another one that was sent; keep: what it does not say stays."""
    if keep:
        found = reimport(before, replace(new, name=before.name))
        return found.changes
    return diff(before, with_surroundings(align(new, before), before))


def _at(design: Design, revision: int) -> Schema:
    try:
        return schema_at(design, revision)
    except Revision.DoesNotExist:
        raise Problem(422, f"The design has no revision {revision}; it is at {design.revision}.") from None


def _edited(
    design: Design, actor: Any, changes: tuple[Change, ...], base: int, label: str, status: int = 200
) -> HttpResponse:
    before = design.revision
    revision = edit(design, actor, changes, opened_on=base, label=label)
    data = {"revision": revision.number, "label": revision.label, "changed": revision.number > before}
    return answer(data, status, {"ETag": tag_of(design)})


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "label": revision.label,
        "actor": revision.actor.get_username() if revision.actor else None,
        "created_at": revision.created_at.isoformat(),
        "undoes": revision.undoes,
        "undone_by": revision.undone_by,
    }
