"""What a real server said of the DDL: found by the hash of the design's meaning, so an undo finds it again."""

from typing import Any

from django.utils import timezone

from designer.lab.verify import verify
from designer.schema.content_hash import content_hash
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.web.models import Verdict

TARGET = "postgres"
IN_WORDS = {
    "equal": "DDL verified",
    "differs": "DDL differs",
    "partly": "DDL verified in part",
    "not executed": "DDL not executed",
}


def verdict_of(design: Design, schema: Schema) -> dict[str, Any] | None:
    """The verdict on the design as it is, as `designer verify --format json` prints it; None if not asked yet."""
    found = Verdict.objects.filter(team_id=design.team_id, content_hash=content_hash(schema), target=TARGET).first()
    return _shown(found) if found else None


def make_verdict(design: Design, schema: Schema) -> dict[str, Any]:
    """Asks a throw-away server and keeps its answer. Raises ExportError and CannotConnect."""
    result = verify(schema, to=TARGET).as_json()
    if result["verdict"] == "not executed":  # no server today says nothing about the design
        return _shown(Verdict(result=result, made_at=timezone.now()))
    return _shown(Verdict.keep(design.team_id, content_hash(schema), TARGET, result))


def _shown(verdict: Verdict) -> dict[str, Any]:
    result = verdict.result
    return {
        **result,
        "words": IN_WORDS[result["verdict"]],
        "good": result["verdict"] == "equal",
        "made_at": verdict.made_at,
    }
