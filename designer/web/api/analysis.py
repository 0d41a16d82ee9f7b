"""What the rules say of a design."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from designer.analysis.report import as_json, as_sarif, with_overrides
from designer.importers import Imported
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.models import Scope
from designer.store.versions import schema_of_version, version_of
from designer.web.api.answer_shapes import FindingsOut
from designer.web.api.answers import answer, is_known, unchanged
from designer.web.api.operation import operation
from designer.web.api.reach import design_for
from designer.web.api.shapes import Number
from designer.web.reports import Findings, findings_at, findings_of, rules_version

router = Router(tags=["Analysis"])
OfVersion = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Of a version; of the design as it is else.")]


@operation(router, "GET", "/designs/{int:number}/findings", Scope.READ, gives={200: FindingsOut})
def findings(request: HttpRequest, number: Number, version: OfVersion = None) -> HttpResponse:
    """All findings with evidence and fix, in the shape of `designer analyze --format json`."""
    found, schema, tag = _found(request, number, version)
    if is_known(request, tag):
        return unchanged(tag)
    off = {"rules_off": sorted(found.off)} if found.off else {}
    return answer({**as_json(found.report, schema), **off}, headers={"ETag": tag})


@operation(router, "GET", "/designs/{int:number}/findings.sarif", Scope.READ, gives={200: dict[str, Any]})
def findings_sarif(request: HttpRequest, number: Number, version: OfVersion = None) -> HttpResponse:
    """The same as SARIF 2.1.0. A design has no lines: `designer analyze` on its source names them."""
    found, schema, tag = _found(request, number, version)
    if is_known(request, tag):
        return unchanged(tag)
    made = with_overrides(as_sarif(found.report, Imported(schema, schema.dialect.name, {})), found.off)
    return answer(made, headers={"ETag": tag}, kind="application/sarif+json")


def _found(request: HttpRequest, number: int, version: int | None) -> tuple[Findings, Schema, str]:
    """With the state's tag: findings change with the rules, too, and with the decisions that end."""
    design = design_for(request, number)
    if version is None:
        schema = schema_of(design)
        found = findings_of(design, schema)
        return found, schema, f'"{number}-r{design.revision}-{rules_version(design)}"'
    kept = version_of(design, version)
    if kept is None:
        raise Http404("There is no such version.")
    schema = schema_of_version(kept)
    found = findings_at(design, schema, kept.revision)
    return found, schema, f'"{number}-v{version}-{rules_version(design)}"'
