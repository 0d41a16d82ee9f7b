"""How many different values ANALYZE finds in a column: it looks at 30,000 rows, from no more pages than that.

The planner of a full server goes by what ANALYZE found, not by what is there, and the two are far apart where the
rows of one value stand together (lines of an order): a page that is looked at shows several of them, so the values
seem to repeat more often than they do. What it would find follows from the declared truth.

The estimator is that of Haas and Stokes (IBM Research Report RJ 10025, 1998), as PostgreSQL's `analyze.c` uses it:
n·d / (n - f1 + f1·n/N), with n rows looked at of N, d different values among them, f1 of them seen once.
"""

import math

SAMPLED_ROWS = 30_000
"""300 rows for each of the 100 buckets of the default statistics target."""


def distinct_found(distinct: float, rows: float, pages: float, together: float = 0.0) -> float:
    """What ANALYZE would take `distinct` for, on average.

    rows: that hold a value. pages: of the table. together: how far the rows of one value stand next to each other,
    from 0 (anywhere) to 1. Each value has one row, and the others fall on the values at random.
    """
    if rows <= SAMPLED_ROWS or distinct >= rows or distinct <= 1:
        return distinct
    share = SAMPLED_ROWS / rows
    read = min(1.0, SAMPLED_ROWS / max(1.0, pages))
    per_value = rows / distinct
    on_one_page = 1 + (min(per_value, max(1.0, rows / max(1.0, pages))) - 1) * together
    none, once = _seen(min(1.0, share / read), on_one_page)
    missed, single = 1 - read * (1 - none), read * once
    spread = per_value / on_one_page - 1
    rest = math.exp(-spread * (1 - missed))
    seen = distinct * (1 - missed * rest)
    seen_once = min(seen, distinct * single * rest * (1 + spread * missed))
    repeated = SAMPLED_ROWS - seen_once + seen_once * share
    return min(rows, max(seen, SAMPLED_ROWS * seen / max(repeated, share)))


def _seen(share: float, count: float) -> tuple[float, float]:
    """The chances that none, and that exactly one, of some rows is looked at: of one and, at random, some more."""
    rest = math.exp(-(count - 1) * share)
    return (1 - share) * rest, share * rest * (1 + (count - 1) * (1 - share))
