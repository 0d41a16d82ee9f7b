"""The score of a design over time, and what is gone from it for good."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router

from designer.analysis.score import score as score_of
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Role, Scope
from designer.store.retiring import retiring
from designer.web.api.answer_shapes import RevisionOut, ScoreOut
from designer.web.api.answers import answer, tag_of
from designer.web.api.operation import operation
from designer.web.api.problems import Problem
from designer.web.api.reach import actor_of, design_for
from designer.web.api.shapes import Number, Retirement
from designer.web.reports import findings_of
from designer.web.score_history import looks_of, no_longer_said, to_retire

router = Router(tags=["Analysis"])


@operation(router, "GET", "/designs/{int:number}/score", Scope.READ, gives={200: ScoreOut})
def read_score(request: HttpRequest, number: Number) -> HttpResponse:
    """The score now and at the looks before, the latest first, with what it rose by though nothing was mended.

    `earlier_looks` is how many more there were: the latest 60 are listed.
    `no_longer_said` lists what the design once said: what was found by it counts on, until it is said again or retired.
    """
    design = design_for(request, number)
    schema = schema_of(design)
    report = findings_of(design, schema).report  # which keeps the mark of this revision
    silent, retired = no_longer_said(design, schema, report)
    looks, earlier = looks_of(design)
    data = {
        "score": score_of(report).as_json(),
        "looks": [
            {
                "revision": one.revision, "score": one.score, "label": one.label, "actor": one.actor or None,
                "made_at": one.made_at.isoformat(), "change": one.change, "causes": list(one.causes),
            }
            for one in looks
        ],
        "earlier_looks": earlier,
        "no_longer_said": [{"what": one.what, "object": one.object_id or None} for one in silent],
        "retired": [{"what": one.what, "object": one.object_id, "reason": one.reason} for one in retired],
    }  # fmt: skip
    return answer(data)


@operation(router, "POST", "/designs/{int:number}/retired", Scope.WRITE, gives={201: RevisionOut}, creates=True)
def retire(request: HttpRequest, number: Number, given: Annotated[Retirement, Body(...)]) -> HttpResponse:
    """Takes an access pattern, a declared rule or a dependency out of a design for good, and says why.

    Where it is gone already, the reason is written down. What was found by it counts in the score no longer.
    """
    design = design_for(request, number, Role.EDITOR)
    schema, before = schema_of(design), design.revision
    findings_of(design, schema)  # which keeps what is no longer said
    found = to_retire(design, schema, given.name)
    if len(found) != 1:
        many = "several things are called that: name one by its id" if found else "the design never said that"
        raise Problem(422, f"{given.name}: {many}.")
    ((object_id, what),) = found.items()
    changes = retiring(schema, object_id, given.reason)
    revision = edit(design, actor_of(request), changes, opened_on=before, label=f"Retire {what}")
    data = {"revision": revision.number, "label": revision.label, "changed": revision.number > before}
    return answer(data, 201, {"ETag": tag_of(design)})
