"""Samples of a live database's tables, read by a worker as a look at data.

The address waits without its password in the run, and sealed with it in the job, which forgets it when it ends.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from designer.analysis.discovery.columns import Table
from designer.analysis.discovery.sampled import table_of
from designer.importers.live import Sample, Unreachable, parse_target, samples
from designer.importers.live.rows import Choice, of_sqlite
from designer.importers.progress import reporting
from designer.importers.sqlite.files import HEADER
from designer.jobs.kinds import JobFailed
from designer.jobs.progress import Report
from designer.schema.complete import complete
from designer.schema.design_file import to_json
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.web.data_models import DataRun
from designer.web.sealing import SealBroken, seal, unseal

ROWS = 50_000
"""Rows of each table."""
TABLES = 30
_SECONDS = 300.0
_SEALED_SECONDS = 3600
_NOT_KEPT = "The password is kept nowhere, so it has to be typed again."


def sealed(run: DataRun, password: str | None) -> dict[str, str]:
    """What the job of a run needs to connect."""
    return {"sealed": seal(json.dumps([run.address, password or ""]), _purpose(run))}


def read(
    run: DataRun, arguments: Mapping[str, Any], design: Schema, report: Report
) -> tuple[list[Table], list[dict[str, Any]]]:
    """(the tables, each as a design of one entity). The run's files name them afterwards. Raises JobFailed."""
    try:
        address, password = json.loads(unseal(arguments.get("sealed", ""), _purpose(run), _SEALED_SECONDS))
    except SealBroken:
        raise JobFailed(f"This was asked for too long ago. {_NOT_KEPT}") from None
    tables, designs, files = list[Table](), list[dict[str, Any]](), list[dict[str, Any]]()
    try:
        target = parse_target(address)
        with reporting(report):
            for one in samples(
                replace(target, password=password or target.password),
                rows=ROWS, only=run.tables, rather=[entity.name for entity in design.entities], most=TABLES,
                allow_private=settings.IMPORT_PRIVATE, allow_files=settings.IMPORT_LOCAL_FILES, seconds=_SECONDS,
            ):  # fmt: skip
                table = table_of(one)
                tables.append(table)
                designs.append(to_json(_made(one, table)))
                files.append({"name": f"{one.table} in {target.shown}", "bytes": 0, **_source(run)})
    except Unreachable as error:
        said = str(error)
        raise JobFailed(f"{said[:1].upper()}{said[1:].rstrip('.')}. {_NOT_KEPT}") from None
    run.files = files
    return tables, designs


def read_file(run: DataRun, design: Schema, report: Report) -> tuple[list[Table], list[dict[str, Any]]]:
    """The same for a SQLite file that was given: as long as it is read it lies in a folder of its own."""
    file = run.files[0]
    tables, designs, files = list[Table](), list[dict[str, Any]](), list[dict[str, Any]]()
    with TemporaryDirectory(prefix="designer-look-") as folder:
        place = Path(folder, "given.db")
        with place.open("wb") as made:
            for block in run.read(0):
                made.write(block)
        shown = replace(parse_target("sqlite:///given.db"), path=file["name"])
        rather = [entity.name for entity in design.entities]
        try:
            with reporting(report):
                for one in of_sqlite(str(place), shown, ROWS, Choice(run.tables, rather, TABLES)):
                    table = table_of(one)
                    tables.append(table)
                    designs.append(to_json(_made(one, table)))
                    files.append({**file, "name": f"{one.table} in {file['name']}"})
        except Unreachable as error:
            raise JobFailed(f"{str(error).rstrip('.')}.") from None  # it begins with the file's name
    run.files = files
    return tables, designs


def is_database(run: DataRun) -> bool:
    """Whether what was given is a SQLite file."""
    return len(run.files) == 1 and not run.address and next(run.read(0), b"").startswith(HEADER)


def _source(run: DataRun) -> dict[str, Any]:
    return {"address": run.address, "tables": run.tables}


def _made(sample: Sample, table: Table) -> Schema:
    """The entity that the table would be: its own types where PostgreSQL has them, else what the values look like."""
    attributes = tuple(
        Attribute(name=column.name, type=kind or column.type)
        for column, kind in zip(table.columns, sample.types, strict=True)
    )
    return complete(
        Schema(name=sample.name, entities=(Entity(name=sample.name, rows=sample.of, attributes=attributes),))
    )


def _purpose(run: DataRun) -> str:
    return f"sample {run.id}"
