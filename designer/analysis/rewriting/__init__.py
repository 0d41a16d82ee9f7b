"""Rewrites of access patterns: other statements with the same answer, written where that holds, and run to see it.

offers = offers_of(facts, parsed)           # pure: Rewrite or Declined, for each statement
verdicts = proved(schema, rewrites)         # on made rows of a throw-away server
"""

from designer.analysis.rewriting.offered import TITLES, Compared, Declined, NotTheSame, Offer, Pages, Rewrite
from designer.analysis.rewriting.offers import offers_of, rewrite_for

__all__ = [
    "TITLES",
    "Compared",
    "Declined",
    "NotTheSame",
    "Offer",
    "Pages",
    "Rewrite",
    "offers_of",
    "rewrite_for",
]
