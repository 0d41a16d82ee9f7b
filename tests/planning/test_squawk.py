"""Another linter over every online plan of the own pairs: what it warns of is said by the plan, or wrong, or asked for.

squawk reads files one by one, and knows neither the design nor the rows: it does not see that a table is new, that two
columns change names at once, or that a change of type is free. Whatever it says that is in none of these lists fails.
"""

import re
import subprocess
from pathlib import Path

import pytest

from designer.importers import import_sql
from designer.planning import Options, Plan, files, plan
from designer.planning.model import Strategy
from tests.optional import find
from tests.planning.pairs import PAIRS
from tests.planning.test_repartitioning import WAYS

SAID = {
    "adding-field-with-default": {"MG007", "MG008"},
    "adding-foreign-key-constraint": {"MG002"},
    "adding-not-nullable-field": {"MG001"},
    "adding-required-field": {"MG006", "MG007"},
    "adding-serial-primary-key-field": {"MG004", "MG005"},
    "ban-drop-column": {"MG020"},
    "ban-drop-table": {"MG020"},
    "changing-column-type": {"MG009", "MG024"},
    "constraint-missing-not-valid": {"MG002", "MG003", "MG004", "MG005"},
    "renaming-column": {"MG021"},
    "renaming-table": {"MG021"},
    "require-concurrent-index-creation": {"MG010"},
}
"""Rules that are right, and the hazards by which the step itself says the same, with what to do about it."""

ASKED = {
    "ban-alter-domain-with-add-constraint": "the design has it so; there is no way round for a domain that is in use",
    "ban-alter-identity": "the design asks for another way to count",
    "ban-char-field": "the design asks for the type; a rule of the review advises against it",
    "ban-create-domain-with-constraint": "the design has domains with checks",
    "ban-drop-constraint": "the design has the constraint no more, or another one has taken its place already",
    "ban-drop-default": "the design has no default there, or a column of the migration hands it to another",
    "ban-drop-domain": "the design has the domain no more",
    "ban-drop-extension": "the design has the extension no more",
    "ban-drop-function": "a trigger function of the migration, or one that the design has no more",
    "ban-drop-generated-expression": "the design asks for a plain column",
    "ban-drop-not-null": "the design allows NULL, or it is a column of the migration that is about to go",
    "ban-drop-schema": "the design has the schema no more",
    "ban-drop-sequence": "the design has the sequence no more",
    "ban-drop-type": "the design has the type no more",
    "ban-drop-view": "the design has the view no more, or it is made again; until then the plan says MG050",
    "prefer-bigint-over-int": "the design asks for the type; a rule of the review is about keys that run out",
    "prefer-identity": "the design asks for serial; a rule of the review advises against it",
    "prefer-text-field": "the design asks for the type",
    "prefer-timestamp-tz": "the design asks for the type; a rule of the review advises against it",
    "renaming-object": "constraints and indexes, whose names no query says",
    "require-enum-value-ordering": "the value comes last in the design too",
}
"""Rules about what a design should hold, not about how to get there; and drops that are what the migration is for."""

NAMES_AT_ONCE = "two columns change names in one transaction: the name that code says is there before and after"
TABLES_AT_ONCE = "two tables change names in one transaction: the name that code says is there before and after"
COPY = "it is the column, or the table, that the migration itself made, and every value of it is elsewhere"
NEW_TABLE = "the table is new and empty: there is nothing to read, and nobody to wait"
NOT_LOOKED_AT = "a constraint that is not enforced is not looked at: no row is read"
VIRTUAL = "a virtual column is computed when it is read: no row is written"
COMPUTED_AGAIN = "the column is computed, and made again from what it is computed from: nothing is lost"
NO_COLUMN_HAS_IT = "it is an attribute of a type that no column has; PostgreSQL refuses it otherwise"
UNSORTED = "no index stands on the column: another collation is a word in the catalogue"
ONLY_REFRESHED = "a materialized view is written by its REFRESH alone: no writer waits for an index of it"
GOES_TOO = "the materialized view goes in the same transaction"
WRONG: dict[tuple[str, str], str] = {
    ("adding-field-with-default", "a virtual generated column"): VIRTUAL,
    ("adding-field-with-default", "stored to virtual"): VIRTUAL,
    ("adding-foreign-key-constraint", "a foreign key not enforced"): NOT_LOOKED_AT,
    ("adding-foreign-key-constraint", "a table"): NEW_TABLE,
    ("adding-foreign-key-constraint", "two tables that refer to each other"): NEW_TABLE,
    ("ban-drop-column", "a composite loses"): NO_COLUMN_HAS_IT,
    ("ban-drop-column", "stored to virtual"): COMPUTED_AGAIN,
    ("ban-drop-column", "the type under a generated column"): COMPUTED_AGAIN,
    ("changing-column-type", "a collation"): UNSORTED,
    ("changing-column-type", "a collation gone"): UNSORTED,
    ("changing-column-type", "a composite changes"): NO_COLUMN_HAS_IT,
    ("changing-column-type", 'varchar(9) becomes varchar(9) COLLATE "C"'): UNSORTED,
    ("constraint-missing-not-valid", "a check not enforced"): NOT_LOOKED_AT,
    ("constraint-missing-not-valid", "a foreign key not enforced"): NOT_LOOKED_AT,
    ("constraint-missing-not-valid", "a table"): NEW_TABLE,
    ("constraint-missing-not-valid", "two tables that refer to each other"): NEW_TABLE,
    ("require-concurrent-index-creation", "an index of a materialized view"): ONLY_REFRESHED,
    ("require-concurrent-index-creation", "the type under an indexed materialized view"): ONLY_REFRESHED,
    ("require-concurrent-index-deletion", "the type under an indexed materialized view"): GOES_TOO,
}


def wrong(rule: str, what: str, made: Plan, number: int) -> str | None:
    """Why squawk is wrong about a step, told by what the step is; None where it is not."""
    step = made.steps[number]
    if rule == "renaming-column" and step.phase == "switch":
        return NAMES_AT_ONCE
    if rule == "renaming-table" and step.phase in ("switch", "direct") and what in WAYS:
        return TABLES_AT_ONCE
    if rule in ("ban-drop-column", "ban-drop-table") and step.phase == "contract":
        return COPY
    return WRONG.get((rule, what))


@pytest.mark.strict_only("runs another tool's linter over a thousand files")
@pytest.mark.requires("squawk")
def test_what_another_linter_finds_in_online_plans_is_said_or_wrong_for_a_reason(tmp_path: Path) -> None:
    plans: dict[str, tuple[str, Plan, int]] = {}
    strategies: tuple[Strategy, ...] = ("online", "expand-contract")
    for strategy in strategies:
        for place, (what, (before, after)) in enumerate({**PAIRS, **WAYS}.items()):
            made = plan(import_sql(before).schema, import_sql(after).schema, Options(strategy=strategy))
            ups = [file for file in files(made, "sql") if file.path.endswith(".up.sql")]
            for number, file in enumerate(ups):
                path = tmp_path / strategy / str(place) / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file.text)
                plans[str(path)] = (what, made, number)
    done = subprocess.run(
        [find("squawk"), "--pg-version", "18", "--reporter", "Gcc", *plans], capture_output=True, text=True, timeout=100
    )
    found = [one for line in done.stdout.splitlines() if (one := re.match(r"(.*?):\d+:\d+: \w+: ([\w-]+) ", line))]
    assert len(found) > 500
    unexplained = set()
    used = set()
    for one in found:
        rule = one[2]
        what, made, number = plans[one[1]]
        said = {hazard.code for hazard in made.steps[number].hazards}
        if (rule, what) in WRONG:
            used.add((rule, what))
        if rule in ASKED or SAID.get(rule, set()) & said or wrong(rule, what, made, number):
            continue
        unexplained.add((rule, what, made.options.strategy, made.steps[number].title))
    assert unexplained == set()
    assert used == set(WRONG)
