"""The theory of one relation: keys, normal form with proof, minimal cover, decompositions.

FILE.json holds a relation and its dependencies, "from" determines "to":
  {"relation": "lines", "attributes": ["order_id", "product_id", "quantity", "product_name"],
   "fds": [{"from": ["order_id", "product_id"], "to": ["quantity"]},
           {"from": ["product_id"], "to": ["product_name"]}],
   "mvds": [], "limits": {"keys": 1000, "seconds": 5}}
An empty "from" means that "to" has the same value in every row. "mvds" (multivalued dependencies) and "limits" may be
left out; what is not decided within the limits is null in JSON and said in words in text.

Examples:
  designer normalize lines.json
  designer normalize lines.json --format json
  designer normalize - < lines.json
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from designer.analysis.normalization.normalize import normalize
from designer.analysis.normalization.problem import ProblemError, read_problem
from designer.analysis.normalization.report_json import as_json
from designer.analysis.normalization.report_text import as_text
from designer.cli.errors import BadInput
from designer.cli.output import add_format, print_json

_MOST_BYTES = 16 * 2**20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.json", help="a relation and its dependencies, - for standard input")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    name = "standard input" if options.file == "-" else options.file
    try:
        problem = read_problem(_json(options.file, name))
    except ProblemError as error:
        raise BadInput(f"{name}: {error}") from None
    report = normalize(problem)
    if options.format == "json":
        print_json(as_json(report))
    else:
        print(as_text(report))
    return 0


def _json(path: str, name: str) -> Any:
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES + 1) if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror or error}") from None
    except ValueError as error:  # a NUL in the path
        raise BadInput(f"{name!r}: {error}") from None
    if len(data) > _MOST_BYTES:
        raise BadInput(f"{name}: larger than {_MOST_BYTES >> 20} MB")
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        raise BadInput(f"{name}:{error.lineno}:{error.colno}: this is no JSON, {error.msg}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{name}: this is not UTF-8 text") from None
    except RecursionError:
        raise BadInput(f"{name}: nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise BadInput(f"{name}: {error}") from None
