"""Each form of statement, with the design it makes beside it, and all of them on a real server.

The designs are in `forms/`; with REWRITE_GOLDEN set in the environment they are written anew, to be read in the diff.
"""

import os
from pathlib import Path

import pytest

from designer.importers import import_sql
from designer.lab.verify import verify_source
from tests.importers.forms import told

FORMS = sorted((Path(__file__).parent / "forms").glob("*.sql"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_makes_the_design_beside_it(form: Path) -> None:
    imported = import_sql(form.read_text())
    golden = form.with_suffix(".json")
    assert imported.problems == ()
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_text(told(imported))
    assert told(imported) == golden.read_text()


def test_all_forms_together_are_on_the_server_what_the_design_says() -> None:
    text = "\n".join(form.read_text() for form in FORMS)
    imported = import_sql(text)
    assert imported.problems == ()
    verification = verify_source(text, imported.schema)
    assert verification.errors == ()
    assert verification.differences == ()
    assert verification.verdict == "equal"
