"""Rows of the tree, as they are put together without a template."""

from designer.web.templatetags.tree import branches, leaf_rows

_LEAF = {"id": "a", "name": "<i>", "type": '"t"', "url": "/d/1/x?at=a&tab=b", "key": "●", "key_name": "primary key"}
_TABLE = {"id": "e", "name": "<b>", "url": "/d/1/x", "rows": "10M", "text": "<b> <i>"}


def test_a_table_without_columns_shows_nothing_to_open() -> None:
    assert "<details" not in branches([_TABLE], "n")
    assert leaf_rows(_TABLE, "n") == ""


def test_names_and_types_cannot_become_elements() -> None:
    written = branches([{**_TABLE, "attributes": [_LEAF], "severity": "error", "findings": "<u>", "threads": 2}], "n")
    assert not any(tag in written for tag in ("<b>", "<i>", "<u>", '"t"'))
    assert 'href="/d/1/x?at=a&amp;tab=b"' in written


def test_columns_that_come_later_are_fetched_when_the_table_is_opened() -> None:
    written = branches([{**_TABLE, "attributes_url": "/d/1/leaves/e/"}], "secret")
    assert 'hx-get="/d/1/leaves/e/" hx-trigger="toggle from:closest details once" hx-nonce="secret"' in written


def test_a_row_says_in_words_what_its_signs_mean() -> None:
    written = branches(
        [{**_TABLE, "attributes": [_LEAF], "severity": "error", "findings": "1 error", "threads": 1}], ""
    )
    for words in ("primary key", "1 error", ", 1 open thread", "rows: "):
        assert f'<span class="visually-hidden">{words}</span>' in written


def test_only_what_is_chosen_is_marked_as_current() -> None:
    written = branches([{**_TABLE, "current": True, "open": True, "attributes": [_LEAF]}, _TABLE], "")
    assert written.count('aria-current="true"') == 1
    assert written.count("<details open>") == 1
