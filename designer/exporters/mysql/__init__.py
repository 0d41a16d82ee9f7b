"""MySQL: a script that makes the whole design in an empty database.

Types, defaults and expressions stand as their author wrote them; a design of another dialect is translated first,
and every difference in meaning is a notice. Tables come before what refers to them; foreign keys that go round in
a circle are added by ALTER TABLE. What is carried (views, routines, triggers, events) comes back in its order.
"""

from designer.exporters.mysql.script import Flavour, render_flavour
from designer.exporters.mysql.script import statements as statements
from designer.exporters.result import Export
from designer.schema.schema import Schema

name = "mysql"
label = "MySQL"
suffix = ".sql"
media_type = "application/sql"

MYSQL = Flavour("mysql", "MySQL")


def render(schema: Schema) -> Export:
    """The script and what it leaves out or says otherwise. Raises ExportError for what MySQL cannot hold."""
    return render_flavour(schema, MYSQL)
