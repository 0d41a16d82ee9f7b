"""Every plant of every family: importing this module registers them."""

from tests.analysis.defects import (
    ci,
    co,
    co_declared,
    co_paths,
    co_references,
    co_values,
    do,
    gr,
    ix,
    lists,
    nf,
    nm,
    qr,
    qr_values,
    servers,
    ty,
    ty_codes,
)
from tests.analysis.defects.planting import all_plants, trials

__all__ = [
    "all_plants",
    "ci",
    "co",
    "co_declared",
    "co_paths",
    "co_references",
    "co_values",
    "do",
    "gr",
    "ix",
    "lists",
    "nf",
    "nm",
    "qr",
    "qr_values",
    "servers",
    "trials",
    "ty",
    "ty_codes",
]
