"""The one database of a parallel run that is migrated, which those of its workers are copies of: a pytest plugin.

It is made while the workers start. Each of them would take some seconds for the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

_NAMES = pytest.StashKey[tuple[str, str]]()
"""Of the application's database, as it is called elsewhere, and of the one that is prepared."""


def _hands_out(config: pytest.Config) -> bool:
    """Whether this process has workers, and they have Django."""
    return config.pluginmanager.has_plugin("dsession") and config.pluginmanager.has_plugin("django")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker learns from who starts it which database to copy."""
    if not _hands_out(node.config):
        return
    if _NAMES not in node.config.stash:
        node.config.stash[_NAMES] = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    node.workerinput["prepared"] = node.config.stash[_NAMES][1]


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart(session: pytest.Session) -> Iterator[None]:
    """Migrates it once the workers are on their way; they get nothing to do before it is done."""
    done = yield
    if _hands_out(session.config):
        # Django tells of a cache table that the migrations made.
        with session.config.stash[blocking_manager_key].unblock(), redirect_stdout(StringIO()):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            connection.close_pool()  # nobody may use what is copied
    return done


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """It goes when the workers have gone."""
    done = yield
    if _hands_out(session.config) and _NAMES in session.config.stash:
        with session.config.stash[blocking_manager_key].unblock():
            connection.creation.destroy_test_db(session.config.stash[_NAMES][0], verbosity=0)
    return done


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """A worker copies what is prepared, and has nothing left to migrate."""
    prepared = getattr(request.config, "workerinput", {}).get("prepared")
    if prepared:
        connection.settings_dict["TEST"].update(TEMPLATE=prepared, MIGRATE=False)
