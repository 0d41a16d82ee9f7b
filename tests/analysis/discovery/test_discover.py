import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.analysis.discovery.columns import NoData, Table, read_table
from designer.analysis.discovery.dependencies import search
from designer.analysis.discovery.discover import Card, discover
from designer.analysis.discovery.report_json import as_json
from designer.analysis.discovery.report_text import as_text


def table(text: str, name: str = "t") -> Table:
    return read_table(text.splitlines(keepends=True), name)


def cards(text: str, max_lhs: int = 2) -> list[Card]:
    return list(discover([table(text)], max_lhs).tables[0].cards)


def shown(text: str) -> list[str]:
    return [f"{' '.join(one.determinant)} > {' '.join(one.dependent)}" for one in cards(text)]


def orders(rows: int = 400, seed: int = 1) -> str:
    chance = random.Random(seed)
    lines = ["order_id,customer_id,customer_name,city,quantity"]
    for number in range(rows):
        customer = chance.randrange(40)
        lines.append(f"{number},{customer},Name {customer},City {customer % 7},{chance.randint(1, 9)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_a_file_without_rows_is_refused_in_words(text: str) -> None:
    with pytest.raises(NoData, match="empty"):
        table(text)


@pytest.mark.parametrize("text", ["a,b\n", "a,b\n1,2\n"])
def test_fewer_than_two_rows_prove_nothing(text: str) -> None:
    found = discover([table(text)])
    assert (found.tables[0].keys, found.tables[0].cards) == ((), ())
    assert "prove nothing" in as_text(found)


def test_what_has_a_key_on_its_left_is_not_shown() -> None:
    assert not any("order_id" in one.determinant for one in cards(orders()))


def test_a_left_side_of_which_a_part_is_enough_is_not_shown() -> None:
    assert all(len(one.determinant) < 2 or "customer_id" not in one.determinant for one in cards(orders()))


def test_a_dependency_that_few_repeats_support_cannot_be_told_from_chance() -> None:
    text = "id,color,size\n1,red,5\n2,red,5\n3,blue,7\n4,green,9\n"
    assert [one.likely for one in cards(text)] == [False] * len(cards(text))


def test_a_column_of_one_value_is_a_constant() -> None:
    first = cards("a,b\n1,x\n2,x\n3,x\n")[0]
    assert (first.determinant, first.dependent) == ((), ("b",))


def test_missing_values_are_equal_to_each_other_however_they_are_written() -> None:
    held = cards("id,a,b\n" + "".join(f"{n},{'NULL' if n % 2 else ''},x\n" for n in range(10)))
    assert held[0].dependent == ("a", "b")


def test_a_column_with_missing_values_is_no_key() -> None:
    assert discover([table("a,b\n1,x\n,y\n3,y\n")]).tables[0].keys == ()


def test_the_customer_of_an_order_is_the_first_card() -> None:
    first = cards(orders())[0]
    assert (first.determinant, first.dependent) == (("customer_id",), ("customer_name", "city"))
    assert (first.repeats, first.violating, first.likely) == (360, 0, True)
    assert first.words == "checked on 360 repeats"


def test_rows_that_contradict_are_counted_and_shown() -> None:
    lines = orders().splitlines(keepends=True)
    spoiled = [*lines[:50], lines[50].replace("City", "Town"), *lines[51:]]
    nearly = [one for one in cards("".join(spoiled)) if one.violating]
    one = next(one for one in nearly if one.determinant == ("customer_id",))
    assert (one.dependent, one.violating) == (("city",), 1)
    assert "broken by 1 row" in one.words
    wrong, usual = one.examples[0]
    assert wrong.line == 51
    assert dict(wrong.values)["city"] != dict(usual.values)["city"]
    assert dict(wrong.values)["customer_id"] == dict(usual.values)["customer_id"]


def test_what_one_left_side_determines_stands_together_first_what_no_row_contradicts() -> None:
    lines = orders().splitlines(keepends=True)
    found = cards("".join([*lines[:50], lines[50].replace("Name", "Nmae"), *lines[51:]]))
    assert [(one.determinant, one.dependent, one.violating) for one in found[:2]] == [
        (("customer_id",), ("city",), 0),
        (("customer_id",), ("customer_name",), 1),
    ]


def test_two_columns_together_are_found_as_a_key_and_as_a_left_side() -> None:
    chance = random.Random(2)
    rate = {(a, b): chance.randrange(1000) for a in range(12) for b in range(12)}
    lines = ["line,zone,weight_class,rate"]
    for number in range(600):
        zone, weight = chance.randrange(12), chance.randrange(12)
        lines.append(f"{number},{zone},{weight},{rate[zone, weight]}")
    assert "zone weight_class > rate" in shown("\n".join(lines))
    found = discover([table("a,b\n" + "".join(f"{n // 5},{n % 5}\n" for n in range(25)))])
    assert found.tables[0].keys == (("a", "b"),)


def test_a_delimiter_inside_quotes_and_one_without_are_reported() -> None:
    one = table('id,name\n1,"Doe, Jane"\n2,Doe, Jane\n3,Roe\n4,"Poe, Al"\n')
    assert any("2 cells hold the delimiter ','" in remark for remark in one.remarks)
    assert [(problem.line, "perhaps a delimiter" in problem.message) for problem in one.problems] == [(3, True)]
    assert one.rows == 3


def test_a_quote_that_is_never_closed_spoils_its_row_alone() -> None:
    one = table('id,name\n1,"open\n2,b\n3,c\n')
    assert one.rows == 2
    assert "never closed" in one.problems[0].message


def test_lines_are_those_of_the_file_also_behind_cells_of_several_lines() -> None:
    one = table('id,name\n1,"two\nlines"\n2,b\n')
    assert list(one.lines) == [2, 4]


def test_progress_is_told_and_may_stop_the_reading() -> None:
    told: list[int] = []
    read_table(orders().splitlines(keepends=True), "t", progress=told.append)
    assert told == [400]

    def stop(rows: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_table(orders().splitlines(keepends=True), "t", progress=stop)


def test_a_reference_between_files_is_found_by_values_and_name() -> None:
    customers = table("id,name\n" + "".join(f"{n},N{n}\n" for n in range(40)), "customers")
    lines = table(orders(), "orders")
    found = discover([customers, lines]).references
    assert [(one.child, one.column, one.parent, one.parent_column, one.orphans) for one in found] == [
        ("orders", "customer_id", "customers", "id", 0)
    ]


def test_small_numbers_inside_larger_ones_are_no_reference() -> None:
    customers = table("id,name\n" + "".join(f"{n},N{n}\n" for n in range(40)), "customers")
    assert all(one.column != "quantity" for one in discover([customers, table(orders(), "orders")]).references)


def test_a_reference_written_with_a_decimal_point_is_still_one() -> None:
    customers = table("id,name\n1,a\n2,b\n3,c\n", "customers")
    lines = table("order_no,customer_id\n10,2.0\n11,1.0\n12,2.0\n", "orders")
    assert [one.column for one in discover([customers, lines]).references] == ["customer_id"]


def test_the_same_data_gives_the_same_answer_each_time() -> None:
    assert as_json(discover([table(orders())])) == as_json(discover([table(orders())]))


@given(st.integers(2, 5), st.integers(2, 30), st.integers(1, 4), st.integers(0, 10**6))
@settings(max_examples=80, deadline=None)
def test_what_is_found_is_what_comparing_all_rows_finds(width: int, height: int, values: int, seed: int) -> None:
    chance = random.Random(seed)
    rows = [[chance.randint(0, values) for _ in range(width)] for _ in range(height)]
    text = "".join(",".join(f"v{value}" for value in row) + "\n" for row in rows)
    header = ",".join(f"col{at}" for at in range(width)) + "\n"
    found = search(table(header + text), 2)
    groups = {left: {} for size in (0, 1, 2) for left in combinations(range(width), size)}

    def holds(left: tuple[int, ...], right: int) -> bool:
        seen: dict[tuple[int, ...], int] = {}
        return all(seen.setdefault(tuple(row[at] for at in left), row[right]) == row[right] for row in rows)

    def is_key(left: tuple[int, ...]) -> bool:
        return len({tuple(row[at] for at in left) for row in rows}) == height

    expected_keys = {left for left in groups if is_key(left) and not any(is_key(p) for p in _parts(left))}
    constants = {at for at in range(width) if holds((), at)}
    assert set(found.constants) == constants
    assert set(found.keys) == expected_keys
    exact = {(one.determinant, one.dependent) for one in found.found if not one.exceptions}
    for left, right in exact:
        assert holds(left, right)
    nearly = {(one.determinant, one.dependent) for one in found.found if one.exceptions}
    for left in groups:
        for right in range(width):
            if not left or right in left or right in constants or is_key((right,)):
                continue
            superfluous = any(is_key(p) or holds(p, right) or (p, right) in nearly for p in (*_parts(left), ()))
            inner = any(holds(p, at) for p in _parts(left) for at in left if at not in p)
            near = any((p, at) in nearly for p in _parts(left) for at in left)
            if holds(left, right) and not superfluous and not inner and not near and not is_key(left):
                assert (left, right) in exact


def _parts(left: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [part for size in range(len(left)) for part in combinations(left, size)]
