"""A directory that followed any edits holds what one made anew of the same design holds."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.analysis.directory import Directory

_KEYS = "abcd"
_filed = st.lists(st.tuples(st.sampled_from(_KEYS), st.integers(0, 3)), max_size=4).map(tuple)
_designs = st.permutations("pqrst").flatmap(
    lambda names: st.tuples(*(st.tuples(st.just(n), _filed) for n in names[:3]))
)


@settings(max_examples=25, deadline=None)
@given(_designs, _designs)
def test_what_follows_an_edit_is_what_would_be_made_anew(before, after) -> None:  # type: ignore[no-untyped-def]
    _is_as_made_anew(dict(before), dict(after))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(_filed, _filed), max_size=4))
def test_so_it_is_where_every_table_stays_in_its_place(filed) -> None:  # type: ignore[no-untyped-def]
    old, new = ({f"t{place}": both[at] for place, both in enumerate(filed)} for at in (0, 1))
    _is_as_made_anew(old, new)


def _is_as_made_anew(old: dict[str, Any], new: dict[str, Any]) -> None:
    places = {table: place for place, table in enumerate(new)}
    known, wanted = Directory.of(old), Directory.of(new)
    # What stays as it is must also stand in the same order: anything else has changed.
    staying = [table for table in new if new[table] == old.get(table)]
    lasting = staying if staying == [table for table in old if table in staying] else []
    in_place = list(old) == list(new)
    followed = known.after({table: new[table] for table in new if table not in lasting}, places, in_place=in_place)
    for key in _KEYS:
        assert list(followed.look(key)) == list(wanted.look(key)), key
        assert (key in followed) == (key in wanted)
        assert followed.number(key) == len(wanted.look(key))
        if list(known.look(key)) != list(wanted.look(key)):
            assert followed.changed is not None
            assert key in followed.changed
    assert sorted(followed.keys(), key=str) == sorted(wanted.keys(), key=str)


def test_what_nobody_filed_anew_has_not_changed() -> None:
    known = Directory.of({"orders": (("id", 1),), "people": (("id", 2), ("name", 3))})
    followed = known.after({"people": (("id", 2),)}, {"orders": 0, "people": 1})
    assert followed.changed == {"name"}
    assert list(followed.look("id")) == [1, 2]
    assert "name" not in followed
    assert known.look("name") == [3]  # the earlier one is as it was
