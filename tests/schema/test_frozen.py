"""Free-form data made immutable, whatever it is made of."""

from typing import Any

import pytest

from designer.schema.frozen import FrozenMap, freeze, thaw


@pytest.mark.parametrize(
    "held",
    [
        {"rows": [["a", 1], ["b", None]]},
        {"rows": (("a", 1), ("b", ["c"]))},
        {"rows": (("a", {"deep": ["d"]}), ("b", 2.5))},
        {"rows": ((), ("a",))},
        {"rows": (["a"], ("b",))},
        {"rows": ((("a", ["b"]),),)},
    ],
)
def test_rows_are_frozen_to_the_last_cell(held: dict[str, Any]) -> None:
    frozen = FrozenMap(held)
    hash(frozen)
    assert thaw(frozen) == thaw(held)
    assert frozen == FrozenMap(thaw(held))


def test_rows_of_scalars_are_taken_as_they_are() -> None:
    rows = (("a", 1, None), ("b", 2.5, True))
    assert freeze(rows) is rows
