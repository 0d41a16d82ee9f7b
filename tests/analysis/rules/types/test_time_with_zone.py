from designer.schema.build import entity
from tests.analysis.rules.checking import columns, found


def test_only_time_with_time_zone_counts() -> None:
    assert columns("TY023", "a time", "b timestamptz", "c time with time zone") == ["c"]


def test_a_time_in_utc_is_a_hint() -> None:
    told = {
        one.title.split(" ")[0]: f"{one.severity} {one.confidence}"
        for one in found("TY023", entity("t", "opens_at timetz", "opens_at_utc timetz"))
    }
    assert told == {"t.opens_at": "warning likely", "t.opens_at_utc": "info hint"}
