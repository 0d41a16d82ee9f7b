"""Designs with an access pattern or two, and the indexes that a specialist would make for them.

An expected index is written `table (keys) WHERE …`, a method in front of the keys where it is no B-tree; `|` parts
spellings of which any will do. Included columns are compared only where the expectation names them. Tables hold as
many rows as they declare, 200,000 where nothing else is said, so that the same case can be run on real rows.
"""

from tests.analysis.index_engine.cases.existing import EXISTING
from tests.analysis.index_engine.cases.few import FEW
from tests.analysis.index_engine.cases.operators import OPERATORS
from tests.analysis.index_engine.cases.ordered import ORDERED
from tests.analysis.index_engine.cases.sizes import SIZES
from tests.analysis.index_engine.cases.statements import STATEMENTS
from tests.analysis.index_engine.cases.writing import WRITING

CASES = (*ORDERED, *FEW, *OPERATORS, *WRITING, *EXISTING, *SIZES, *STATEMENTS)
