"""Views that are imported when they are asked for are the views that they name."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, resolve

from designer.lab.places import CHECKOUT
from designer.web.urls import urlpatterns
from designer.web.urls.later import Later


def plain(request: HttpRequest, number: int, more: str = "") -> HttpResponse:
    return HttpResponse(f"{number}{more}")


@login_not_required
def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_name_that_is_none_is_noticed_when_asked() -> None:
    with pytest.raises(ImportError):
        _ = Later(__name__, "nothing").view
    with pytest.raises(AttributeError):
        _ = Later(__name__, "plain").login_required


def test_marks_and_answers_are_the_views_own() -> None:
    view = Later(__name__, "plain")
    assert view(HttpRequest(), 4, more="2").content == b"42"
    assert Later(__name__, "open_to_all").login_required is False
    assert not hasattr(view, "view_class")


def test_every_view_that_is_imported_later_is_there() -> None:
    found = [one.callback for one in urlpatterns if not isinstance(one, URLResolver)]
    later = [one for one in found if isinstance(one, Later)]
    assert len(later) > 5
    assert all(callable(one.view) for one in later)
    assert resolve("/api/v1/designs").namespace == "api"


@pytest.mark.strict_only("it starts a process")
def test_process_that_was_asked_for_nothing_has_not_imported_what_takes_long() -> None:
    program = "import designer.wsgi, sys; print(*{'ninja', 'pydantic', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
