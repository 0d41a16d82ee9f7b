from tests.analysis.rules.checking import columns


def test_only_the_type_counts() -> None:
    assert columns("TY021", "money numeric(12,2)", "total money") == ["total"]
