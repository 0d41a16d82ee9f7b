from designer.schema.build import entity
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found


def carries(keys: str, include: str, columns: str = "abcdefgh") -> int:
    """How many indexes of a table with these columns, a letter each, are found."""
    index = on(*keys, include=tuple(include))
    return len(found("IX020", entity("t", *(f"{one} bigint" for one in columns), indexes=(index,))))


def test_a_few_included_columns_are_what_covering_is_for() -> None:
    assert carries("a", "bcd", columns="abcd") == 0
    assert carries("abcdef", "gh") == 0


def test_half_of_the_row_is_left_alone() -> None:
    assert carries("a", "bcde", columns="abcdefghij") == 0
    assert carries("a", "bcde", columns="abcdefghi") == 1


def test_most_of_the_row_is_found() -> None:
    assert carries("a", "bcdefg") == 1
    assert carries("ab", "cdef") == 1
