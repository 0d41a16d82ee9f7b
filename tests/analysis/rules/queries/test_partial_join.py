import pytest

from designer.schema.build import entity, link, pattern
from tests.analysis.rules.checking import found

TABLES = (
    entity("orders", "tenant bigint", "number bigint", "status text", "code text", pk="tenant,number", unique="code"),
    entity("lines", "tenant bigint", "number bigint", "line bigint", "code text", "note text", pk="tenant,number,line"),
    link("lines.(tenant, number)", "orders.(tenant, number)"),
)


def partial(condition: str) -> list[tuple[str, ...]]:
    """The columns that the join of lines and orders leaves out."""
    sql = f"SELECT l.line FROM orders o, lines l WHERE {condition}"
    return [finding.evidence["not joined"] for finding in found("QR012", *TABLES, pattern("p", sql))]


@pytest.mark.parametrize(
    "condition",
    [
        "l.tenant = o.tenant AND l.number = o.number",
        "l.number = o.number AND l.tenant = $1 AND o.tenant = $1",
        "l.code = o.code",
        "l.number = o.number AND l.code = o.code",
        "l.note = o.status",
        "l.tenant > 5",
    ],
)
def test_joins_on_the_whole_key_or_on_another_are_left_alone(condition: str) -> None:
    assert partial(condition) == []


def test_a_second_foreign_key_between_the_two_may_be_what_is_meant() -> None:
    more = (*TABLES, link("lines.number", "orders.number", name="other"))
    sql = "SELECT l.line FROM orders o JOIN lines l ON l.number = o.number"
    assert found("QR012", *more, pattern("p", sql)) == ()


@pytest.mark.parametrize(
    ("condition", "missing"),
    [
        ("l.number = o.number", ("tenant",)),
        ("o.tenant = l.tenant", ("number",)),
        ("l.number = o.number AND o.tenant = $1", ("tenant",)),
        ("l.number = o.number AND o.code = 'x'", ("tenant",)),
        ("l.number = o.number AND l.tenant > o.tenant", ("tenant",)),
    ],
)
def test_a_join_on_a_part_of_the_key_is_found(condition: str, missing: tuple[str, ...]) -> None:
    assert partial(condition) == [missing]
