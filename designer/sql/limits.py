"""How much text is read at once. What is over a limit is refused whole, in words, instead of after minutes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one text may hold.

    Schemas of five hundred tables and two thousand views take 3 million characters, 430 thousand tokens and seven
    thousand statements. Constants in the rows of INSERT statements are not counted as tokens.
    """

    characters: int = 32_000_000
    tokens: int = 1_500_000
    statements: int = 100_000


LIMITS = Limits()
"""The limits in force."""
