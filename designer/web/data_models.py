"""Files of data while they are looked at, and what was found in them.

The bytes lie in the database, so that any worker on any host can read them; they go as soon as they were read, unless
somebody asked for them to stay.
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from designer.store.constraints import References, in_design
from designer.store.models.base import InDesign

BLOCK = 1 << 20
"""Bytes of a file in one row, before they are packed."""


class DataRun(InDesign):
    """Files that are looked at together. result: what was found, None until then."""

    ABANDONED = timedelta(hours=2)
    """After so long nobody looks at the bytes any more: reading them takes minutes."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "id")
    id = models.UUIDField(default=uuid.uuid4)
    name = models.TextField(db_comment="The files, as a heading.")
    files = models.JSONField(db_comment="[{name, bytes}] in the order in which they were given.")
    keep = models.BooleanField(default=False, db_comment="Whether the bytes stay after they were read.")
    widest = models.PositiveSmallIntegerField(default=2, db_comment="Columns on a left side at most.")
    result = models.JSONField(null=True)
    made_at = models.DateTimeField(db_default=Now(), db_index=True)

    objects: ClassVar[models.Manager[DataRun]] = models.Manager()

    class Meta:
        constraints = [in_design("datarun")]

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"

    @property
    def address(self) -> str:
        """That of a database whose tables are sampled, without its password; "" for files."""
        return str(self.files[0].get("address", "")) if self.files else ""

    @property
    def tables(self) -> list[str]:
        """The tables of the database that were named; none for those of the design."""
        return list(self.files[0].get("tables", ())) if self.files else []

    @property
    def chunks(self) -> models.QuerySet[DataChunk]:
        """The bytes of its files."""
        return DataChunk.objects.filter(team_id=self.team_id, design_id=self.design_id, run_id=self.id)

    def add(self, file: int, blocks: Iterator[bytes]) -> None:
        """Stores a file block by block; no more than a few are in memory."""
        for number, block in enumerate(blocks):
            DataChunk.objects.create(
                team_id=self.team_id, design_id=self.design_id, run_id=self.id, file=file, number=number,
                packed=zlib.compress(block, 1),
            )  # fmt: skip

    def read(self, file: int) -> Iterator[bytes]:
        """The bytes of a file, block by block."""
        rows = self.chunks.filter(file=file).order_by("number")
        for number in range(rows.count()):
            yield zlib.decompress(rows.values_list("packed", flat=True).get(number=number))

    def finish(self, result: dict[str, Any]) -> None:
        """Keeps what was found; the bytes go unless they are to stay. The caller's transaction holds both."""
        mine = DataRun.objects.filter(team_id=self.team_id, design_id=self.design_id, id=self.id)
        mine.update(result=result, files=self.files)
        if not self.keep:
            self.chunks.delete()

    @classmethod
    def clear_abandoned(cls) -> None:
        """Forgets bytes that were given long ago and that nobody asked to keep."""
        old = cls.objects.filter(keep=False, made_at__lt=timezone.now() - cls.ABANDONED)
        DataChunk.objects.filter(run_id__in=old.values("id")).delete()


class DataChunk(InDesign):
    """A block of a file."""

    pk = models.CompositePrimaryKey("team_id", "design_id", "run_id", "file", "number")
    run_id = models.UUIDField()
    file = models.PositiveSmallIntegerField()
    number = models.IntegerField()
    packed = models.BinaryField(db_comment="The block in zlib's format.")

    objects: ClassVar[models.Manager[DataChunk]] = models.Manager()

    class Meta:
        constraints = [
            References(
                name="datachunk_run_fkey",
                columns=("team_id", "design_id", "run_id"),
                table="web_datarun",
                to=("team_id", "design_id", "id"),
                on_delete="CASCADE",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.file}:{self.number}"
