"""CI007: rows shown by one pattern and saved by another."""

import pytest

from designer.schema.build import entity, pattern
from tests.analysis.rules.checking import found

TABLE = entity("contacts", "id bigint", "name text", "phone text", "visits int", "revision int", pk="id")
SHOW = "SELECT name, phone FROM contacts WHERE id = $1"
SAVE = "UPDATE contacts SET name = $1, phone = $2 WHERE id = $3"


def blind(show: str, *save: str) -> int:
    """How many patterns save blindly what another shows."""
    return len(found("CI007", TABLE, pattern("show", show), pattern("save", *save)))


@pytest.mark.parametrize(
    ("show", "save"),
    [
        (SHOW, f"{SAVE} AND revision = $4"),
        (SHOW, f"{SAVE} AND name = $4"),
        (SHOW, "UPDATE contacts SET name = $1 WHERE id = $3"),  # no form
        (SHOW, "UPDATE contacts SET name = $1, visits = $2 WHERE id = $3"),  # not all of it was shown
        (SHOW, "UPDATE contacts SET name = 'x', phone = 'y' WHERE id = $3"),
        (SHOW, "UPDATE contacts SET name = $1, phone = $2 WHERE visits = $3"),
        (f"{SHOW} FOR UPDATE", SAVE),
        ("SELECT name, phone FROM contacts WHERE visits = $1", SAVE),
    ],
)
def test_what_asks_for_a_version_or_saves_no_form_is_left_alone(show: str, save: str) -> None:
    assert blind(show, save) == 0


def test_what_reads_the_row_itself_is_another_rules() -> None:
    assert blind(SHOW, SHOW, SAVE) == 0


@pytest.mark.parametrize("show", [SHOW, "SELECT * FROM contacts WHERE id = $1"])
def test_a_form_that_is_saved_whatever_happened_is_found(show: str) -> None:
    assert blind(show, SAVE) == 1


def test_a_version_that_the_table_has_is_named() -> None:
    (finding,) = found("CI007", TABLE, pattern("show", SHOW), pattern("save", SAVE))
    assert finding.evidence["a way out"] == "AND revision = …"
