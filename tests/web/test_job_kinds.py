"""Kinds of jobs: each is found by its name, and by nothing else."""

import pkgutil

import pytest
from django.urls import get_resolver

import designer.web.job_kinds as package
from designer.jobs.kinds import UnknownKind, kind_named


@pytest.mark.parametrize("name", ["", "verify.py", "..kinds", "__init__", "nothing"])
def test_no_other_name_finds_a_module(name: str) -> None:
    with pytest.raises(UnknownKind):
        kind_named(name)


def test_each_module_holds_the_kind_of_its_name_with_a_page_to_show_it() -> None:
    found = [kind_named(one.name) for one in pkgutil.iter_modules(package.__path__)]
    assert found
    pages = set(get_resolver().reverse_dict)
    assert {one.page for one in found} <= pages
