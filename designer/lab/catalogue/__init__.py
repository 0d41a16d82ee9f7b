"""What a PostgreSQL catalogue holds, as a value, and how two of them differ.

`read_catalogue` takes a connection (PostgreSQL 15 or newer) and answers a mapping from (kind, object) to the
properties of that object; `compare` tells two such mappings apart, one difference an object. Together they
are the proof behind every export and every migration: two databases hold the same schema when nothing is
left between their catalogues.
"""

from designer.lab.catalogue.compare import Difference, compare
from designer.lab.catalogue.model import Catalogue, Detail, Key
from designer.lab.catalogue.read import read_catalogue

__all__ = ["Catalogue", "Detail", "Difference", "Key", "compare", "read_catalogue"]
