"""What a source gave, as bytes that a draft keeps: read once by a worker, shown by any process."""

import json
import zlib
from dataclasses import astuple
from typing import Any

from designer.importers import Carried, Imported, Problem, Remark, Skipped
from designer.schema import design_file

_LEVEL = 3


def pack(found: Imported) -> bytes:
    """The design and the account of its statements."""
    told: dict[str, Any] = {
        "schema": design_file.to_json(found.schema),
        "dialect": found.dialect,
        "counts": dict(found.counts),
        "carried": [astuple(one) for one in found.carried],
        "skipped": [astuple(one) for one in found.skipped],
        "problems": [astuple(one) for one in found.problems],
        "remarks": [astuple(one) for one in found.remarks],
        "lines": dict(found.lines),
        "files": found.files,
        "file_of": dict(found.file_of),
        "statements": found.statements,
        "guess": found.guess,
    }
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)


def unpack(data: bytes) -> Imported:
    """What was packed."""
    told = json.loads(zlib.decompress(data))
    return Imported(
        schema=design_file.from_json(told["schema"]),
        dialect=told["dialect"],
        counts=told["counts"],
        carried=tuple(Carried(*one) for one in told["carried"]),
        skipped=tuple(Skipped(*one) for one in told["skipped"]),
        problems=tuple(Problem(*one) for one in told["problems"]),
        remarks=tuple(Remark(*one) for one in told["remarks"]),
        lines=told["lines"],
        files=tuple(told["files"]),
        file_of=told["file_of"],
        statements=told["statements"],
        guess=told["guess"],
    )
