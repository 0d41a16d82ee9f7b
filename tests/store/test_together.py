"""Tables that a migration makes together are those that it would make one by one, and go again."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from designer.store.together import CreateTogether

_ID = ("id", models.BigAutoField(primary_key=True))
_TWO = CreateTogether(
    [
        migrations.CreateModel("Shelf", [_ID]),
        migrations.CreateModel("Book", [_ID, ("shelf", models.ForeignKey("store.Shelf", models.CASCADE))]),
    ]
)


def _said(model: ModelState) -> tuple[object, ...]:
    """Fields in any order and options, each as a migration would write it."""
    fields = {name: field.deconstruct()[1:] for name, field in model.fields.items()}
    kept = {key: value for key, value in model.options.items() if value and key not in ("indexes", "constraints")}
    parts = [one.deconstruct() for key in ("indexes", "constraints") for one in model.options.get(key, ())]
    return repr(sorted(fields.items())), repr(sorted(kept.items())), sorted(map(repr, parts))


def test_one_step_makes_what_the_steps_that_it_replaces_make() -> None:
    steps = MigrationLoader(None, replace_migrations=False).project_state(("store", "0012_proposal_changed")).models
    once = MigrationLoader(None).project_state(("store", "0001_squashed_0012_proposal_changed")).models
    assert once.keys() == steps.keys()
    for key in steps:
        assert _said(once[key]) == _said(steps[key]), key


@pytest.mark.django_db
def test_tables_that_refer_to_each_other_are_made_and_go_again() -> None:
    before, after = ProjectState(), ProjectState()
    assert not after.apps.all_models["store"]  # built too early, they are built again
    _TWO.state_forwards("store", after)
    with connection.schema_editor() as editor:
        _TWO.database_forwards("store", editor, before, after)
    assert {"store_shelf", "store_book"} <= set(connection.introspection.table_names())
    connection.check_constraints()
    with connection.schema_editor() as editor:
        _TWO.database_backwards("store", editor, after, before)
    assert not {"store_shelf", "store_book"} & set(connection.introspection.table_names())
    assert _TWO.describe() == "Create 2 tables"
