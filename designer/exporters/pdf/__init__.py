"""PDF: the diagram and the data dictionary as one document, to print and to file.

A cover with the design in numbers and contents, the diagram (on one page where it stays legible, on several or on a
large one where it does not), an entry per table, enumerations, domains, access patterns and volumes. Tables in the
diagram, contents and references lead to entries; entries are bookmarks; faces are embedded.
"""

from typing import Any

from designer.exporters.pdf.document import whole
from designer.exporters.pdf.reporting import Report, unheard
from designer.exporters.result import Export
from designer.schema.schema import Schema

name = "pdf"
label = "PDF document"
suffix = ".pdf"
media_type = "application/pdf"


def render(schema: Schema, *, report: Report = unheard, **view: Any) -> Export:
    """The document. view: the fields of DiagramOptions, for its drawings; `entities` limits the dictionary, too.

    report: is told how far it is; what it raises ends the work. Raises ExportError if it cannot be drawn or is too
    large.
    """
    return whole(schema, view, report)
