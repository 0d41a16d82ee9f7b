"""Every plant of every family: importing this module registers them."""

from tests.analysis.defects import ci, co, do, gr, ix, nf, nm, qr, ty
from tests.analysis.defects.planting import all_plants, trials

FAMILIES = (nf, ty, co, ix, qr, ci, gr, nm, do)

__all__ = ["FAMILIES", "all_plants", "trials"]
