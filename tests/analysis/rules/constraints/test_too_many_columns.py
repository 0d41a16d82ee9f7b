from designer.schema.build import entity
from tests.analysis.rules.checking import found


def test_sixty_columns_are_left_alone_and_one_more_is_not() -> None:
    names = [f"{letter}{number} int" for letter in "abcdefg" for number in range(10)]
    assert found("CO021", entity("t", *names[:60])) == ()
    assert len(found("CO021", entity("t", *names[:61]))) == 1


def test_it_is_a_hint_since_a_report_is_wide_by_nature() -> None:
    (one,) = found("CO021", entity("reports", *(f"c{number} int" for number in range(61))))
    assert one.confidence == "hint"
