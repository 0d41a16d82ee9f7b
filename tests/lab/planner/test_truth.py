"""The same queries planned on full tables and on the empty design: TPC-H-like, skewed and correlated columns too."""

import pytest

from designer.lab.planner import read_measured
from tests.lab.planner import tpch, truth

SCALE = 0.1
QUERIES = {**tpch.ANALYTIC, **tpch.OLTP}


@pytest.mark.strict_only("loads 600,000 rows; a minute on a slow machine")
def test_plans_without_rows_are_those_of_the_full_tables() -> None:
    design = tpch.declared(SCALE)
    with truth.full(tpch.DDL, tpch.load(SCALE), tpch.KEYS) as session:
        real = truth.real_plans(session, QUERIES)
        exact = truth.compare(real, truth.empty_plans(design, QUERIES, read_measured(session)))
    said = truth.compare(real, truth.empty_plans(design, QUERIES))

    assert all(one.identical and truth.apart(one.ratio) < 0.01 for one in exact), truth.table(exact)
    oltp = [one for one in said if one.name in tpch.OLTP]
    assert all(one.identical for one in oltp), truth.table(oltp)
    analytic = [one for one in said if one.name in tpch.ANALYTIC]
    assert sum(one.alike for one in analytic) >= 0.85 * len(analytic), truth.table(analytic)
