"""CSV: one line per attribute, for a spreadsheet. A cell that would be read as a formula is made text."""

import csv
import io
from collections.abc import Iterable

from designer.exporters.dictionary import entries
from designer.exporters.result import Export
from designer.schema.schema import Schema

name = "csv"
label = "CSV dictionary"
suffix = ".csv"
media_type = "text/csv"

_HEAD = ("table", "table meaning", "attribute", "type", "null", "default", "keys", "refers to", "meaning")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def render(schema: Schema) -> Export:
    """The attributes of all tables. A table without any has a line of its own."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for entry in entries(schema):
        refers = {column: f"{link.other}.{other}" for link in entry.refers_to for column, other in link.pairs}
        for line in entry.attributes:
            writer.writerow(
                safe_cells((entry.name, entry.meaning, line.name, line.full_type, "yes" if line.nullable else "no",
                       line.default, " ".join(line.keys), refers.get(line.name, ""), line.meaning))
            )  # fmt: skip
        if not entry.attributes:
            writer.writerow(safe_cells((entry.name, entry.meaning, *[""] * 7)))
    return Export(out.getvalue())


def safe_cells(cells: Iterable[str]) -> list[str]:
    """The cells of a line, none of which a spreadsheet takes for a formula."""
    return [f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell for cell in cells]
