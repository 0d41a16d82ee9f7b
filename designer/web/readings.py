"""Sources that are read by a worker: long texts, and databases.

The address of a database waits for the worker without its password in the draft, and sealed with it in the job,
which forgets it when it ends.
"""

import json
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse

from designer.importers import Imported
from designer.importers.live import Unreachable, Wanted, import_url, parse_target
from designer.importers.progress import reporting
from designer.jobs import queue
from designer.jobs.kinds import JobFailed, PersonalWork
from designer.jobs.models import Job, PersonalJob
from designer.lab.errors import ServerUnavailable
from designer.lab.installation import find_installation
from designer.web.importing import READING, read_texts
from designer.web.jobs import personal_job_context
from designer.web.models import ImportDraft
from designer.web.packing import pack
from designer.web.sealing import SealBroken, seal, unseal

SECONDS = 300
_SEALED_SECONDS = 3600
_NOT_KEPT = "The password is kept nowhere, so it has to be typed again."


def start_reading(draft: ImportDraft, user: User, password: str | None = None) -> PersonalJob:
    """Has the draft read. password: of its database, where it has one."""
    arguments: dict[str, str] = {}
    if draft.address:
        arguments["sealed"] = seal(json.dumps([draft.address, password or ""]), _purpose(draft))
    return queue.start_personal(READING, user, draft.pk, arguments)


def reading_context(draft: ImportDraft) -> dict[str, Any]:
    """For `imports/reading.html`: how far the reading is, or why it ended without an answer."""
    job = queue.latest_personal(READING, draft.pk)
    return {
        "draft": draft,
        "may_read_again": not draft.address and (job is None or job.state in (Job.FAILED, Job.CANCELLED)),
        **personal_job_context(job, "#reading", reverse("import_cancel", args=[draft.pk])),
    }


def read(work: PersonalWork) -> None:
    """Reads a draft in a worker's process and keeps what was found with the job. Raises JobFailed."""
    draft = ImportDraft.objects.filter(pk=work.job.subject, user=work.job.user).first()
    if draft is None:
        raise JobFailed("What was to be read is no longer there.")
    with reporting(work.progress.step):
        found = _live(draft, work.job.arguments.get("sealed", "")) if draft.address else read_texts(draft)
    PersonalJob.objects.filter(pk=work.job.pk).update(packed=pack(found))


def _live(draft: ImportDraft, sealed: str) -> Imported:
    try:
        address, password = json.loads(unseal(sealed, _purpose(draft), _SEALED_SECONDS))
    except SealBroken:
        raise JobFailed(f"This was asked for too long ago. {_NOT_KEPT}") from None
    try:
        target = parse_target(address)
        found = import_url(
            replace(target, password=password or target.password),
            pg_dump=find_installation().program("pg_dump"),
            allow_private=settings.IMPORT_PRIVATE,
            allow_files=settings.IMPORT_LOCAL_FILES,
            wanted=Wanted(draft.reads_values, draft.columns_without_values),
        )
    except (Unreachable, ServerUnavailable) as error:
        said = str(error)
        raise JobFailed(f"{said[:1].upper()}{said[1:].rstrip('.')}. {_NOT_KEPT}") from None
    return replace(found, schema=replace(found.schema, name=draft.name))


def _purpose(draft: ImportDraft) -> str:
    return f"import {draft.pk}"
