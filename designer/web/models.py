"""What the pages keep for themselves: drafts of imports, and results that are costly to make again."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Now
from django.utils import timezone
from psycopg.types.json import Json

from designer.analysis.score import Score
from designer.schema.change_json import changes_to_json
from designer.schema.changes import Change
from designer.store.constraints import in_design, in_team
from designer.store.models import Design, Team
from designer.store.models.base import InDesign, tenant
from designer.web.data_models import DataChunk as DataChunk
from designer.web.data_models import DataRun as DataRun


class ImportDraft(models.Model):
    """Texts that somebody gave for an import, until the design is made or a week has passed.

    They wait here and not in the session, which any process would have to carry whole with every request.
    """

    KEPT = timedelta(days=7)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.TextField(db_comment="What the design is to be called.")
    kind = models.TextField(blank=True, db_comment="The reader to use; empty to guess.")
    sources = models.JSONField(db_comment="[{name, text}] in the order in which they were given.")
    queries = models.TextField(blank=True, db_comment="A file of access patterns.")
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"

    @property
    def address(self) -> str:
        """Of the database to read, without its password; "" where there are texts."""
        return next((str(one["address"]) for one in self.sources if "address" in one), "")

    @property
    def reads_values(self) -> bool:
        """Whether common values and ranges of columns are read of the database."""
        return all(one.get("values", True) for one in self.sources)

    @property
    def columns_without_values(self) -> tuple[str, ...]:
        """Columns of the database whose values are not read."""
        return tuple(str(name) for one in self.sources for name in one.get("without", ()))

    @property
    def origin(self) -> str:
        """Where it came from, in words."""
        return self.address or ", ".join(one["name"] or "pasted text" for one in self.sources)

    @classmethod
    def clear_old(cls) -> None:
        """Forgets drafts that nobody came back to."""
        cls.objects.filter(created_at__lt=timezone.now() - cls.KEPT).delete()


class Mark(InDesign):
    """The score of a design at a revision (`designer.analysis.score`): what the line on its page is drawn from."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "revision")
    revision = models.IntegerField()
    score = models.FloatField(db_comment="From 0 to 100.")
    open = models.FloatField(db_comment="Weight of findings that are open, or were dismissed without a reason.")
    explained = models.FloatField(db_comment="Weight of findings that were dismissed for a reason.")
    rules = models.TextField(db_comment="Which rules looked: with others the same design has another score.")
    withdrawn = models.JSONField(
        default=list, db_default=[], db_comment="Changes that would say again what is no longer said."
    )
    causes = models.JSONField(
        default=list, db_default=[], db_comment="[{why, what, points}]: what it rose by without anything mended."
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [in_design("mark")]

    @staticmethod
    def keep(
        design: Design,
        score: Score,
        rules: str,
        settings: str,
        entities: int,
        counts: Mapping[str, int],
        withdrawn: Sequence[Change] = (),
        causes: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Writes the score of the design's revision, and its tally, in one statement: pages wait for it.

        settings: the fingerprint of what the team has set of the rules; withdrawn: what the design once said;
        causes: see `designer.web.score_causes`.
        """
        with connection.cursor() as cursor:
            values: list[Any] = (
                [design.team_id, design.id, design.revision, settings, entities,
                 counts.get("error", 0), counts.get("warning", 0), counts.get("info", 0),
                 design.team_id, design.id, design.revision, score.value, score.open + score.unexplained,
                 score.explained, rules, Json(changes_to_json(withdrawn)), Json(list(causes))]
            )  # fmt: skip
            cursor.execute(_KEEP, values)


_KEEP = """
WITH tally AS (
    INSERT INTO web_tally (team_id, design_id, revision, settings, entities, errors, warnings, infos)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (team_id, design_id) DO UPDATE SET
        revision = excluded.revision, settings = excluded.settings,
        entities = excluded.entities, errors = excluded.errors,
        warnings = excluded.warnings, infos = excluded.infos
)
INSERT INTO web_mark (team_id, design_id, revision, score, open, explained, rules, withdrawn, causes)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (team_id, design_id, revision) DO UPDATE SET
    score = excluded.score, open = excluded.open, explained = excluded.explained, rules = excluded.rules,
    withdrawn = excluded.withdrawn, causes = excluded.causes
"""


class Tally(InDesign):
    """A design in numbers, as the list of designs shows it without reading any design."""

    pk = models.CompositePrimaryKey("team_id", "design_id")
    revision = models.IntegerField(db_comment="What was counted; the design may have moved on.")
    settings = models.TextField(
        default="", db_default="", blank=True, db_comment="Fingerprint of the team's rules that were counted by."
    )
    entities = models.IntegerField()
    errors = models.IntegerField()
    warnings = models.IntegerField()
    infos = models.IntegerField()

    class Meta:
        constraints = [in_design("tally")]

    @staticmethod
    def keep(design: Design, settings: str, entities: int, counts: Mapping[str, int]) -> None:
        """Writes the numbers of the design's revision, counted by these settings."""
        Tally.objects.bulk_create(
            [
                Tally(
                    team_id=design.team_id,
                    design_id=design.id,
                    revision=design.revision,
                    settings=settings,
                    entities=entities,
                    errors=counts.get("error", 0),
                    warnings=counts.get("warning", 0),
                    infos=counts.get("info", 0),
                )
            ],
            update_conflicts=True,
            unique_fields=["team_id", "design_id"],
            update_fields=["revision", "settings", "entities", "errors", "warnings", "infos"],
        )


class Drawing(models.Model):
    """A diagram as it was drawn, or a file that took long, found by the hash of everything that went into it."""

    KEPT = timedelta(days=14)

    pk = models.CompositePrimaryKey("team_id", "key")
    team = tenant("store.Team")
    key = models.TextField()
    packed = models.BinaryField(db_comment="The SVG for a page, in zlib's format.")
    remarks = models.JSONField(default=list, db_comment="Sentences about how it had to be drawn.")
    made_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [in_team("drawing")]

    @property
    def content(self) -> bytes:
        """The picture as it was stored."""
        return zlib.decompress(self.packed)

    @property
    def svg(self) -> str:
        """The picture, if it is an SVG."""
        return self.content.decode()

    @staticmethod
    def keep(team_id: int, key: str, made: str | bytes, remarks: tuple[Any, ...]) -> None:
        """Stores a picture or a file; two processes may have made the same one. remarks: whatever JSON can say.

        In the same statement pictures made long ago go; who still looks at one has it drawn again.
        """
        packed = zlib.compress(made if isinstance(made, bytes) else made.encode(), 3)
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH gone AS (DELETE FROM web_drawing WHERE made_at < now() - %s) INSERT INTO web_drawing "
                "(team_id, key, packed, remarks) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (Drawing.KEPT, team_id, key, packed, Json(list(remarks))),  # type: ignore[arg-type]
            )


class Verdict(models.Model):
    """What a real server said of a design's DDL, found by the hash of the design's meaning."""

    pk = models.CompositePrimaryKey("team_id", "content_hash", "target")
    team = tenant("store.Team")
    content_hash = models.TextField()
    target = models.TextField()
    result = models.JSONField(db_comment="As `designer verify --format json` prints it.")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [in_team("verdict")]

    @staticmethod
    def keep(team: Team | int, content_hash: str, target: str, result: dict[str, Any]) -> Verdict:
        """Stores a verdict in place of an earlier one."""
        row = Verdict(
            team_id=team if isinstance(team, int) else team.pk,
            content_hash=content_hash,
            target=target,
            result=result,
            made_at=timezone.now(),
        )
        Verdict.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["team_id", "content_hash", "target"],
            update_fields=["result", "made_at"],
        )
        return row
