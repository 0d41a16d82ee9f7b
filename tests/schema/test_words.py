"""Names taken apart into words, and words in the singular."""

import pytest

from designer.schema.words import singular, stem, words


@pytest.mark.parametrize("word", "status address process series species news campus basis alias atlas is as x".split())
def test_a_word_that_only_looks_like_a_plural_is_left_alone(word: str) -> None:
    assert singular(word) == word


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("orders", "order"), ("categories", "category"), ("movies", "movie"), ("boxes", "box"), ("classes", "class"),
        ("branches", "branch"), ("caches", "cache"), ("sizes", "size"), ("prizes", "prize"), ("quizzes", "quiz"),
        ("buzzes", "buzz"), ("aliases", "alias"), ("phases", "phase"), ("addresses", "address"), ("heroes", "hero"),
        ("shoes", "shoe"), ("shelves", "shelf"), ("leaves", "leave"), ("people", "person"), ("children", "child"),
    ],
)  # fmt: skip
def test_a_plural_has_its_singular(several: str, one: str) -> None:
    assert singular(several) == one


@pytest.mark.parametrize(
    ("several", "one"),
    [("taxa", "taxon"), ("criteria", "criterion"), ("phyla", "phylum"), ("genera", "genus"), ("matrices", "matrix")],
)
def test_a_plural_from_greek_or_latin_has_its_singular(several: str, one: str) -> None:
    assert singular(several) == one


def test_a_name_is_taken_apart_where_its_writing_changes() -> None:
    assert words("customerID2") == words("customer_id_2") == ("customer", "id", "2")
    assert words("HTTPRequest") == ("http", "request")


def test_a_name_of_signs_is_a_word_of_its_own() -> None:
    assert (words("_"), words("😀"), words("")) == (("_",), ("😀",), ())
    assert stem("___") == ("___",)


def test_only_the_last_word_of_a_tables_name_is_put_in_the_singular() -> None:
    assert stem("sales_order_lines") == ("sales", "order", "line")
    assert stem("") == ("",)
