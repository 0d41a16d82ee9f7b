"""What stands when all is over: of what was acknowledged nothing may be lost, and nothing be left behind."""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models.functions import Now

from tests.benchmarks.killing.load import Tally
from tests.benchmarks.receivers import received


def lost(tally: Tally, made: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """(what, how many were acknowledged, how many of them are not there)."""
    from designer.store.cache import CACHE
    from designer.store.cache import schema_of as stored
    from designer.store.models import Comment, Design, Event, Revision, Verdict

    CACHE.clear()
    design = Design.objects.get(pk=made["design"])
    log = json.dumps(
        list(Revision.objects.filter(design_id=design.pk).order_by("number").values_list("changes", flat=True))
    )
    edits = tally.acknowledged["edit"]
    yield "edits in the change log", len(edits), sum(f'"{text}"' not in log for text in edits)
    now = {one.id: one.comment for entity in stored(design).entities for one in entity.attributes}
    written = dict.fromkeys(re.findall(r'"comment": "(edit \d+ \w+)"', log))  # each where it came first
    numbers = {text: number for number, text in enumerate(written)}
    wrong = [
        key
        for key, texts in tally.last.items()
        if now[key] not in tally.tried[key] or numbers[str(now[key])] < max(numbers.get(text, 0) for text in texts)
    ]
    yield "last edits in the design", len(tally.last), len(wrong)
    comments = set(Comment.objects.filter(thread=made["thread"]).values_list("text", flat=True))
    yield "comments", len(tally.acknowledged["comment"]), len(set(tally.acknowledged["comment"]) - comments)
    verdicts = set(Verdict.objects.filter(review=made["review"]).values_list("text", flat=True))
    yield "verdicts", len(tally.acknowledged["verdict"]), len(set(tally.acknowledged["verdict"]) - verdicts)
    told = set(Event.objects.filter(design_id=design.pk).values_list("text", flat=True))
    said = {*tally.acknowledged["comment"], *tally.acknowledged["verdict"]}
    yield "events of these", len(said), len(said - told)


def undelivered(tally: Tally, patience: float = 150) -> Iterator[tuple[str, int, int]]:
    """The same for what was to reach others, once nothing waits any more; prints what was sent again."""
    from designer.store.models import Delivery, Event, Mail, Notification

    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and (
        Event.objects.filter(delivered_at=None).exists()
        or Delivery.objects.filter(due_at__isnull=False).exists()
        or Notification.objects.filter(mail_after__lte=Now()).exists()
        or Mail.objects.filter(due_at__isnull=False).exists()
    ):
        time.sleep(0.5)
    comments, verdicts = set(tally.acknowledged["comment"]), set(tally.acknowledged["verdict"])
    found = list(received(Path(os.environ["RECEIVED"])))
    hooks = [one for one in found if one["by"] == "hook"]
    mails = [one for one in found if one["by"] == "mail"]
    yield "webhooks that arrived", len(comments | verdicts), len((comments | verdicts) - {one["text"] for one in hooks})
    mailed = {text for one in mails for text in re.findall(r"comment \d+ \w{8}", one["text"])}
    yield "comments that mails brought", len(comments), len(comments - mailed)
    ids = Counter(text for text, _ in {(one["text"], one["id"]) for one in hooks})
    yield "webhooks under one id each", len(ids), sum(number > 1 for number in ids.values())
    told = Counter(text for one in mails for text in set(re.findall(r"comment \d+ \w{8}", one["text"])))
    apart = Counter(text for text, _ in {(text, one["id"]) for one in mails for text in told if text in one["text"]})
    yield "comments in one mail each", len(apart), sum(number > 1 for number in apart.values())
    again = len(hooks) - len({one["id"] for one in hooks}), len(mails) - len({one["id"] for one in mails})
    print(f"  {len(hooks)} messages and {len(mails)} mails arrived, {again[0]} and {again[1]} of them again")


def jobs_at_the_end(patience: float = 120) -> tuple[Counter[str], int]:
    """How the jobs ended, and how many have not."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from designer.jobs.models import Job

    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and (
        Job.objects.filter(state__in=Job.OPEN).exists() or ProcrastinateJob.objects.filter(status="doing").exists()
    ):
        time.sleep(0.5)
    found = Counter(Job.objects.values_list("state", flat=True))
    return found, sum(found[state] for state in Job.OPEN) + ProcrastinateJob.objects.exclude(status="failed").count()
