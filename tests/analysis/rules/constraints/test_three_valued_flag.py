from tests.analysis.rules.checking import columns


def test_required_flags_and_those_without_a_default_are_left_alone() -> None:
    assert (
        columns("CO024", "a boolean not null default true", "b boolean", "c int default 1", "d boolean default NULL")
        == []
    )


def test_a_default_with_null_beside_it_is_found() -> None:
    assert columns("CO024", "a boolean default false") == ["a"]
