"""Exports that take long: made by a worker, kept as they were made, and given out by any process.

Small designs are written within the request, as long as that is expected to take less than a second or so.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import User

from designer.exporters.registry import Export, ExportError, Notice, export
from designer.jobs import queue
from designer.jobs.kinds import Answer, JobFailed, Work
from designer.jobs.models import Job
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.web.exporting import entity_tag, options_of, render_export
from designer.web.models import Drawing

KIND = "export"
_MICROSECONDS: Mapping[str, int] = {"pdf": 400, "png": 250, "tsql": 150, "oracle": 150, "html": 120}
"""Processor time per attribute of the targets that take the longest; measured with 1,000 tables of 16 columns."""
_ANY = 80
_PATIENCE = 1_500_000
"""Microseconds: what is expected to take longer is made by a worker."""
_REPORTING = ("pdf",)
"""Targets that say how far they are."""


def is_long(schema: Schema, target: str) -> bool:
    """Whether the export is one for a worker."""
    attributes = sum(len(entity.attributes) for entity in schema.entities)
    return attributes * _MICROSECONDS.get(target, _ANY) > _PATIENCE


def made(design: Design, schema: Schema, target: str) -> Export | None:
    """The export as a worker made it of the design as it is; None if none has."""
    return kept(design.team_id, _key(design, schema, target))


def kept(team_id: int, key: str) -> Export | None:
    """What a worker made under this key; None if none has."""
    found = Drawing.objects.filter(team_id=team_id, key=key).first()
    if found is None:
        return None
    return Export(found.content, tuple(Notice(*one) for one in found.remarks))


def export_of(design: Design, schema: Schema, target: str) -> Export | None:
    """The export, made now where that is quick; None where a worker has to make it first. Raises ExportError."""
    if not is_long(schema, target):
        return render_export(design, schema, target)
    return made(design, schema, target)


def ask_for_export(design: Design, schema: Schema, target: str, actor: User | None) -> Job:
    """Has a worker make it, unless that is under way."""
    arguments = {"target": target, "key": _key(design, schema, target)}
    return queue.start(KIND, design, content=arguments["key"], actor=actor, arguments=arguments)


def job_of(design: Design, schema: Schema, target: str) -> Job | None:
    """The job that makes it, or the one that last failed to."""
    found = queue.latest(KIND, design, _key(design, schema, target))
    return None if found is not None and found.state == Job.DONE else found


def make(work: Work, schema: Schema) -> Answer:
    """The work of the job: writes the export of `schema` and keeps it under the key that was asked for."""
    target = str(work.arguments["target"])
    work.progress.step(0, 0, "Writing")
    options = options_of(work.design, target)
    if target in _REPORTING:
        options["report"] = work.progress.step
    try:
        found = export(schema, target, **options)
    except ExportError as error:
        raise JobFailed(_sentence(str(error))) from error
    content = found.content if isinstance(found.content, bytes) else found.content.encode()
    notices = tuple((one.object, one.reason) for one in found.notices)
    Drawing.keep(work.job.team_id, str(work.arguments["key"]), content, notices)
    return {"bytes": len(content)}


def _key(design: Design, schema: Schema, target: str) -> str:
    return f"file-{target}-{entity_tag(design, schema, target)}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
