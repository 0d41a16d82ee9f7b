from tests.analysis.rules.checking import columns


def test_only_time_with_time_zone_counts() -> None:
    assert columns("TY023", "a time", "b timestamptz", "c time with time zone") == ["c"]
