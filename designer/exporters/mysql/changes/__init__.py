"""Changes as SQL for MySQL and MariaDB: what a database that holds one design has to run to hold another.

Each statement of definition commits what it does, and does all of it or nothing. So the way is a row of passages from
one whole design to the next, each of which one statement makes, or several that may be run again; the way back of each
is the same passage the other way round. Their order: code and foreign keys that stand in the way go; names; one ALTER
TABLE for each table; new tables; foreign keys; code; what goes, last, so that as long as a failure can leave the way
half gone no rows are lost.
"""

from designer.exporters.mysql.changes.carrying import Carried
from designer.exporters.mysql.changes.clause import Clause
from designer.exporters.mysql.changes.passage import Passage, turned
from designer.exporters.mysql.changes.walking import passages

__all__ = ["Carried", "Clause", "Passage", "passages", "turned"]
