"""A design in other languages, with what each cannot say."""

import base64
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from designer.exporters.registry import Export, ExportError, UnknownTarget, exporter, exporters
from designer.jobs import queue
from designer.jobs.kinds import Answer, JobFailed, Work
from designer.jobs.models import Job
from designer.schema.schema import Schema
from designer.store.audit import record
from designer.store.cache import schema_of
from designer.store.models import Action, Design, Scope
from designer.web.api.answer_shapes import ExportOut, JobOut, Listing, TargetOut
from designer.web.api.answers import answer, is_known, unchanged
from designer.web.api.jobs import accepted
from designer.web.api.operation import operation
from designer.web.api.reach import actor_of, design_for
from designer.web.api.shapes import Number
from designer.web.exporting import entity_tag, render_export

router = Router(tags=["Exports"])
KIND = "api_export"
_SLOW = frozenset({"svg", "png", "poster", "pdf"})
_AT_ONCE = 200
"""Tables of a design that is drawn or set while the program waits."""
_MOST_BYTES = 30_000_000


@operation(router, "GET", "/exports", Scope.READ, gives={200: Listing[TargetOut]})
def list_targets(request: HttpRequest) -> HttpResponse:
    """Every target that a design can be exported to."""
    items = [
        {"name": name, "label": found.label, "suffix": found.suffix, "media_type": found.media_type}
        for name, found in sorted(exporters().items())
    ]
    return answer({"items": items, "next": None})


@operation(
    router, "GET", "/designs/{int:number}/exports/{slug:target}", Scope.READ, gives={200: ExportOut, 202: JobOut}
)  # fmt: skip
def export(request: HttpRequest, number: Number, target: str) -> HttpResponse:
    """The design in a target's language, with a warning for everything that the target cannot express.

    What takes long, such as the picture of hundreds of tables, is made by a worker: the answer is 202 with the job,
    whose result is the export; asked for again, the answer is 200 as soon as it is made.
    """
    design = design_for(request, number)
    try:
        exporter(target)
    except UnknownTarget as error:
        raise Http404(f"{error}.") from None
    schema = schema_of(design)
    tag = entity_tag(design, schema, target)
    if is_known(request, tag):
        return unchanged(tag)
    about = {"as": exporter(target).label, "revision": design.revision, "by": "a token"}
    record(design.team_id, actor_of(request), Action.EXPORTED, design.name, design=design, details=about)
    if target not in _SLOW or len(schema.entities) <= _AT_ONCE:
        return answer(_shown(target, design.revision, render_export(design, schema, target)), headers={"ETag": tag})
    job = _job(design, target, tag, request)
    return answer(job.result, headers={"ETag": tag}) if job.state == Job.DONE else accepted(request, job)


def _job(design: Design, target: str, tag: str, request: HttpRequest) -> Job:
    """The one that made it, makes it, or is asked to; a failed one is asked again."""
    content = f"{target} {tag}"
    found = queue.latest(KIND, design, content)
    if found is not None and (found.is_open or found.state == Job.DONE):
        return found
    return queue.start(KIND, design, content=content, actor=actor_of(request), arguments={"target": target})


def perform(work: Work) -> Answer:
    """The job. Raises JobFailed."""
    target = str(work.arguments["target"])
    work.progress.step(0, 1, "Writing the export")
    return make(work.schema, work.job.revision, target)


def make(schema: Schema, revision: int, target: str) -> Answer:
    """The export as the API answers it. Raises JobFailed for what the target refuses or nobody could fetch."""
    try:
        found = _shown(target, revision, exporter(target).render(schema))
    except ExportError as error:
        raise JobFailed(str(error)) from error
    if len(found["content"]) > _MOST_BYTES:
        raise JobFailed("The export is larger than an answer can be.")
    return found


def _shown(target: str, revision: int, made: Export) -> dict[str, Any]:
    textual = isinstance(made.content, str)
    content = made.content if isinstance(made.content, str) else base64.b64encode(made.content).decode()
    return {
        "target": target,
        "revision": revision,
        "media_type": exporter(target).media_type,
        "encoding": "utf-8" if textual else "base64",
        "content": content,
        "warnings": [{"object": one.object, "reason": one.reason} for one in made.notices],
    }
