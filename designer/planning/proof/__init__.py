"""A plan executed on a real server, with rows in place: there, back, and there again.

The design before is loaded, filled with rows that satisfy its constraints, and migrated; the catalogue then has to
equal that of the design after, made beside it from nothing. The way back has to end at the catalogue of the start, and
the way there again at the target. Rows are counted, and the columns that both designs have are compared by checksum.
"""

from designer.planning.proof.outcome import Proof
from designer.planning.proof.proof import prove, prove_in_place

__all__ = ["Proof", "prove", "prove_in_place"]
