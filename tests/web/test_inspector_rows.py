"""Sections of the inspector, as they are put together without a template."""

import re
from types import SimpleNamespace

from django.template import Context, engines

from designer.web.sections import Row, Section

_HOSTILE = "<b>\"x' & {{ y }}"
_ROW = Row(
    "1", _HOSTILE, "/a?b&c", _HOSTILE, _HOSTILE, "●", _HOSTILE, _HOSTILE, "error", _HOSTILE, "/move?b&c", "/decide?b&c"
)


def _written(section: Section, *, new: bool = False, opened: str = "") -> str:
    form = SimpleNamespace(facts=[("what", "it says")])
    held = {
        "editor": SimpleNamespace(id=opened, form=form, title="The editor") if new or opened else None,
        "request": SimpleNamespace(csp_nonce="secret"),
        "csrf_token": "token",
        "section": section,
        "new": new,
        "opened": bool(opened),
    }
    text = "{% load inspector %}{% inspector_section section new opened %}"
    return str(engines["django"].engine.from_string(text).render(Context(held)))  # type: ignore[attr-defined]


def test_a_section_in_which_nothing_is_or_can_be_is_not_there() -> None:
    assert _written(Section("Keys", ("unique",), ())) == ""
    assert 'class="part none"' in _written(Section("Keys", ("unique",), (), adds=(("key", "/add"),)))


def test_nothing_that_a_row_says_becomes_markup_and_every_request_carries_the_nonce() -> None:
    section = Section(_HOSTILE, ("check",), (_ROW,), adds=((_HOSTILE, "/add?b&c"),), edit_url="")
    written = _written(section) + _written(Section("T", (), (_ROW,), facts=((_HOSTILE, _HOSTILE),), edit_url="/e?b&c"))
    assert "<b>" not in written
    assert "{{" in written  # as text, for nobody evaluates it
    assert "?b&c" not in written
    sending = [tag for tag in re.findall(r"<[a-z][^<>]*>", written) if re.search(r"\shx-(?:get|post)=", tag)]
    assert len(sending) == 5
    assert all('hx-nonce="secret"' in tag for tag in sending)
    forms = re.findall(r"<form .*?</form>", written)
    assert len(forms) == 2
    assert all('name="csrfmiddlewaretoken" value="token"' in form for form in forms)


def test_the_form_stands_where_its_object_is_and_a_new_one_at_the_end() -> None:
    section = Section("Columns", ("attribute",), (_ROW, Row("2", "two", "/2"), Row("3", "three", "/3")))
    opened = _written(section, opened="2")
    assert (
        opened.index("<b>".replace("<", "&lt;").replace(">", "&gt;")) < opened.index("it says") < opened.index("three")
    )
    assert "two" not in opened
    assert _written(section, new=True).rindex("three") < _written(section, new=True).index("it says")
    assert "it says" not in _written(section)


def test_a_long_list_is_folded_unless_one_of_it_is_open() -> None:
    section = Section("Columns", ("attribute",), (_ROW,), folds=True)
    assert '<details class="many"><summary>1 columns</summary>' in _written(section)
    assert "<details" not in _written(section, opened="1")
    new = _written(section, new=True)
    assert new.index("it says") < new.index("<details")
