from designer.schema.build import attribute, entity, link
from tests.analysis.rules.checking import found


def _found(*more, described: int = 20):
    told = (attribute(f"fact_{chr(97 + number)} text", comment="What it is.") for number in range(described))
    return found("DO006", entity("facts", "id bigint", *told, *more, pk="id"))


def test_a_small_design_and_one_that_says_little_are_left_alone() -> None:
    assert _found("rate int", described=10) == ()
    assert _found(*(f"bare_{number} int" for number in range(9))) == ()


def test_plain_names_keys_and_references_speak_for_themselves() -> None:
    assert _found("name text", "created_at timestamptz", "shop_uuid uuid", "email text", "update_time date") == ()
    told = (attribute(f"fact_{number} text", comment="What it is.") for number in range(20))
    facts_ = entity("facts", "id bigint", *told, "owner bigint", pk="id")
    assert found("DO006", facts_, link("facts.owner", "facts.id")) == ()


def test_the_few_that_nobody_described_are_named() -> None:
    (finding,) = _found("rate int", "factor int")
    assert finding.title == "2 of 22 columns have no description: facts.rate, facts.factor"
    assert finding.evidence["rows"] == (("facts", "rate"), ("facts", "factor"))
