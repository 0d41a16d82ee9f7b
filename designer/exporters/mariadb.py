"""MariaDB: a script that makes the whole design in an empty database.

It is MySQL's writer with MariaDB's words where they differ: ignored instead of invisible indexes, checks at
columns, its own types.
"""

from designer.exporters.mysql.script import Flavour, render_flavour
from designer.exporters.result import Export
from designer.schema.schema import Schema

name = "mariadb"
label = "MariaDB"
suffix = ".sql"
media_type = "application/sql"

MARIADB = Flavour("mariadb", "MariaDB")


def render(schema: Schema) -> Export:
    """The script and what it leaves out or says otherwise. Raises ExportError for what MariaDB cannot hold."""
    return render_flavour(schema, MARIADB)
