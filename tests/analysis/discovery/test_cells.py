import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.analysis.discovery.cells import NOTHING, cells_of, hashes_of, value, value_hashes
from designer.analysis.discovery.codebook import Codebook, coded

TEXTS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), max_size=40)


@given(
    st.lists(TEXTS | st.sampled_from([" a", "a\u00a0", "\u3000b", "NULL", " n/a ", "-", "\\N", "x" * 600]), max_size=40)
)
@settings(max_examples=150, deadline=None)
def test_cells_have_the_same_hash_exactly_if_their_values_are_the_same(texts: list[str]) -> None:
    found = value_hashes(cells_of(texts)).tolist()
    by_value: dict[str, int] = {}
    for text, one in zip(texts, found, strict=True):
        assert by_value.setdefault(value(text), one) == one
    assert len(set(by_value.values())) == len(by_value)
    assert by_value.get("", NOTHING) == NOTHING


@pytest.mark.parametrize("size", [1, 7, 8, 9, 15, 16, 17, 512, 513, 5000])
def test_a_text_of_any_length_has_the_hash_of_its_value_wherever_it_stands(size: int) -> None:
    text = "".join(chr(97 + at * 7 % 26) for at in range(size))
    alone, behind = hashes_of([text])[0], value_hashes(cells_of(["", "other", f"  {text} "]))[2]
    assert alone == behind
    assert hashes_of([text[:-1] + "#"])[0] != alone


def test_long_texts_that_differ_in_one_place_are_told_apart() -> None:
    texts = [f"order {number:06} of customer {number % 97:04}" for number in range(50_000)]
    assert len(np.unique(hashes_of(texts))) == len(texts)


@given(st.lists(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 30), max_size=60), max_size=8))
@settings(max_examples=150, deadline=None)
def test_codes_are_given_in_the_order_in_which_values_appear(blocks: list[list[int]]) -> None:
    book, known = Codebook(), dict[int, int]()
    for block in blocks:
        before = set(known)
        codes, fresh = book.take(np.array(block, np.uint64))
        assert codes.tolist() == [known.setdefault(one, len(known)) for one in block]
        assert fresh.tolist() == [at for at, one in enumerate(block) if one not in before and one not in block[:at]]
    assert book.values.tolist() == list(known)


def test_many_values_keep_their_codes_while_the_table_grows() -> None:
    chance = random.Random(3)
    numbers = np.array([chance.randrange(40_000) * 2**40 for _ in range(120_000)], np.int64)
    codes, count = coded(numbers)
    values, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    assert count == len(values)
    assert (np.argsort(np.argsort(first))[inverse] == codes).all()
