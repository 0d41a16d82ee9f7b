from tests.analysis.rules.checking import columns


def test_three_columns_of_255_are_left_alone_and_four_are_not() -> None:
    texts = [f"{name} varchar(255)" for name in ("a", "b", "c", "d")]
    assert columns("TY006", *texts[:3]) == []
    assert columns("TY006", *texts) == ["a", "b", "c", "d"]


def test_other_lengths_are_left_alone() -> None:
    assert columns("TY006", *(f"{name} varchar(254)" for name in "abcdef")) == []
