import pytest

from designer.schema.build import attribute, entity, link
from designer.schema.model import Index, IndexKey
from tests.analysis.rules.checking import found

_USERS = entity("users", "id bigint", pk="id")


def _found(*more, name="user_profiles", said=None, **known):
    user = attribute("user_id bigint not null", comment=said)
    table = entity(name, "id bigint", user, "bio text", *more, **{"pk": "id", **known})
    return found("CO053", _USERS, table, link(f"{name}.user_id", "users.id"))


@pytest.mark.parametrize("name", ["user_settings", "user_details", "user_addresses", "profiles", "user_profile_log"])
def test_other_names_promise_nothing(name: str) -> None:
    assert _found(name=name) == ()


@pytest.mark.parametrize(
    "column", ["language text", "valid_from date", "profile_type text", "version int", "name text"]
)
def test_what_tells_several_rows_apart_settles_it(column: str) -> None:
    assert _found(column) == ()


def test_any_unique_key_over_the_reference_settles_it() -> None:
    assert _found(unique="user_id") == ()
    assert _found("site text", unique="user_id, site") == ()
    part = Index(name="i", keys=(IndexKey(column="user_id"),), unique=True, where="bio is not null")
    assert _found(indexes=(part,)) == ()
    assert found("CO053", _USERS, entity("user_profiles", "user_id bigint", pk="user_id")) == ()


def test_a_profile_of_its_parent_is_found_and_made_unique() -> None:
    (finding,) = _found()
    assert finding.title == "user_profiles may hold several rows for one row of users"
    assert finding.fix[0].value.columns == finding.subject.attributes


def test_the_plural_of_the_parent_is_its_singular_in_the_name() -> None:
    child = entity("diagnosis_profiles", "id int", "diagnosis_id int", "wording text", pk="id")
    parent = entity("diagnoses", "id int", pk="id")
    assert len(found("CO053", parent, child, link("diagnosis_profiles.diagnosis_id", "diagnoses.id"))) == 1


@pytest.mark.parametrize("said", ["One-to-one with users.", "1:1 to the user", "is one to one"])
def test_a_comment_says_so_of_any_table(said: str) -> None:
    assert len(_found("language text", name="wishes", said=said)) == 1
    assert _found(name="wishes", said="one of those to whom one writes") == ()
