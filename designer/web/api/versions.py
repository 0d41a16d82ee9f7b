"""Versions of a design, and what is different between two states."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from ninja import Body, Query, Router

from designer.schema.change_json import changes_to_json
from designer.schema.design_file import to_json
from designer.store.cache import schema_of
from designer.store.models import Design, Role, Scope, Version
from designer.store.versions import make_version, schema_of_version, version_of, versions_of
from designer.web.api.answer_shapes import DiffOut, Listing, VersionOut
from designer.web.api.answers import answer, is_known, page_of, unchanged
from designer.web.api.operation import operation
from designer.web.api.problems import Problem
from designer.web.api.reach import actor_of, design_for
from designer.web.api.shapes import Cursor, Limit, NewVersion, Number, Small
from designer.web.sides import Difference, Pair, pair_of

router = Router(tags=["Versions"])
From = Annotated[str, Query(alias="from", pattern="^(now|base|[0-9]{1,9})?$", description="The earlier state.")]
To = Annotated[str, Query(pattern="^(now|base|[0-9]{1,9})$", description="The later state.")]


@operation(router, "GET", "/designs/{int:number}/versions", Scope.READ, gives={200: Listing[VersionOut]})
def list_versions(request: HttpRequest, number: Number, cursor: Cursor = "", limit: Limit = 50) -> HttpResponse:
    """The versions of a design, the latest first."""
    return page_of(versions_of(design_for(request, number)), "number", cursor, limit, _shown)


@operation(
    router, "POST", "/designs/{int:number}/versions", Scope.WRITE, gives={201: VersionOut}, creates=True
)  # fmt: skip
def keep_version(request: HttpRequest, number: Number, given: Annotated[NewVersion, Body(...)]) -> HttpResponse:
    """Keeps the design as it is as its next version. A version never changes.

    `revision` says what was looked at: if the design has moved on, the answer is 409.
    """
    design = design_for(request, number, Role.EDITOR)
    made = make_version(
        design, actor_of(request), message=given.message, tag=given.tag, opened_on=given.revision
    )  # fmt: skip
    found = version_of(design, made.number)
    assert found is not None
    return answer(_shown(found), 201, {"Location": reverse("api:api_read_version", args=[number, made.number])})


@operation(router, "GET", "/designs/{int:number}/versions/{int:version}", Scope.READ, gives={200: VersionOut})
def read_version(request: HttpRequest, number: Number, version: Small) -> HttpResponse:
    """One version, without what is in it."""
    return answer(_shown(_found(design_for(request, number), version)))


@operation(
    router, "GET", "/designs/{int:number}/versions/{int:version}/file", Scope.READ, gives={200: dict[str, Any]}
)  # fmt: skip
def read_version_file(request: HttpRequest, number: Number, version: Small) -> HttpResponse:
    """The design file of a version."""
    found = _found(design_for(request, number), version)
    tag = f'"{number}-v{version}-{found.content_hash[:12]}"'
    return (
        unchanged(tag) if is_known(request, tag) else answer(to_json(schema_of_version(found)), headers={"ETag": tag})
    )


@operation(router, "GET", "/designs/{int:number}/diff", Scope.READ, gives={200: DiffOut})
def compare(request: HttpRequest, number: Number, from_: From = "", to: To = "now") -> HttpResponse:
    """What leads from one state to another, in the shape of `designer diff --format json`.

    A state is a version by its number, `now`, or of a proposal `base`. Left out, `from` is the latest version that
    differs from the design.
    """
    return answer(diff_json(pair_for(design_for(request, number), from_, to).difference()))


def pair_for(design: Design, old: str, new: str, same: tuple[str, ...] = ()) -> Pair:
    """Two states of a design. Raises Http404 for versions that there are not, Problem where there is none at all."""
    query = QueryDict(mutable=True)
    query.update({"from": old, "to": new})
    query.setlist("same", list(same))
    found = pair_of(design, schema_of(design), query)
    if found is None:
        raise Problem(422, "The design has no version yet to compare with: keep one first.")
    return found


def diff_json(found: Difference) -> dict[str, Any]:
    """In the contract's shape."""
    return {
        "equal": not found.changes,
        "changes": changes_to_json(found.changes),
        "proposed_renames": [
            {"kind": one.kind, "from": one.old, "to": one.new, "score": one.score} for one in found.likely
        ],
    }


def _found(design: Design, number: int) -> Version:
    version = version_of(design, number)
    if version is None:
        raise Http404("There is no such version.")
    return version


def _shown(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "revision": version.revision,
        "tag": version.tag,
        "message": version.message,
        "author": version.actor.get_username() if version.actor else None,
        "entities": version.entities,
        "content_hash": version.content_hash,
        "created_at": version.created_at.isoformat(),
    }
