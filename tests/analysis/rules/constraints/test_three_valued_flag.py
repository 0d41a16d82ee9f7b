from designer.schema.build import entity
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found


def test_required_flags_and_those_without_a_default_are_left_alone() -> None:
    assert (
        columns("CO024", "a boolean not null default true", "b boolean", "c int default 1", "d boolean default NULL")
        == []
    )


def test_a_default_with_null_beside_it_is_found() -> None:
    assert columns("CO024", "a boolean default false") == ["a"]


def test_a_flag_whose_null_a_check_or_a_unique_key_rests_on_is_left_alone() -> None:
    flag = "live boolean default true"
    asked = "(live IS NULL AND ended_at IS NOT NULL) OR (live IS NOT NULL AND ended_at IS NULL)"
    assert found("CO024", entity("loans", "id int", flag, "ended_at date", pk="id", checks=(asked,))) == ()
    assert found("CO024", entity("loans", "id int", flag, pk="id", checks=("(live)",))) == ()
    assert found("CO024", entity("loans", "id int", "book int", flag, pk="id", unique="book, live")) == ()
    compared = "(live = true AND ended_at IS NULL) OR (live = false AND ended_at IS NOT NULL)"
    assert len(found("CO024", entity("loans", "id int", flag, "ended_at date", pk="id", checks=(compared,)))) == 1


def test_a_mode_of_one_digit_is_no_flag() -> None:
    table = entity("t", "id int", "group_mode tinyint(1) default 0", "live tinyint(1) default 0", pk="id")
    (one,) = found("CO024", table, dialect=Dialect(name="mysql"))
    assert one.title.startswith("t.live")


def test_a_tinyint_of_one_digit_is_a_flag_unsigned_too_unless_its_name_says_which() -> None:
    names = ("combatstyle tinyint(1)", "skin tinyint(1) unsigned", "soundoff tinyint(1) unsigned", "level tinyint(2)")
    table = entity("t", "id int", *(f"{one} default 0" for one in names), pk="id")
    (one,) = found("CO024", table, dialect=Dialect(name="mysql"))
    assert (one.title.split()[0], one.confidence) == ("t.soundoff", "hint")
    sent = entity("t", "id int", "is_sent tinyint(1) unsigned default 0", "live tinyint(1) default 0", pk="id")
    (one,) = found("CO024", sent, dialect=Dialect(name="mysql"))
    assert (one.title[:9], one.confidence) == ("2 columns", "likely")
    assert columns("CO024", "dark_theme boolean default false") == ["dark_theme"]
