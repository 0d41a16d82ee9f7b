from designer.analysis.blocks import is_in_a_block, named_in_blocks
from designer.analysis.facts import Facts
from designer.schema.build import entity, schema_of
from designer.schema.model import Opaque

INDEX = frozenset({"index"})


def of(sql: str, kind: str = "do block") -> Facts:
    return Facts(schema_of(entity("t", "id int"), Opaque(kind=kind, name="b", sql=sql)))


def test_what_stands_outside_of_the_body_or_in_something_else_is_not_read() -> None:
    assert named_in_blocks(of("DO LANGUAGE plpgsql $x$ BEGIN NULL; END $x$")) == (frozenset({"begin", "null", "end"}),)
    assert named_in_blocks(of("CREATE FUNCTION f() AS $$ CREATE INDEX ON t (a) $$", kind="function")) == ()


def test_all_names_have_to_stand_in_one_block_beside_what_it_makes() -> None:
    facts = of("DO $x$ BEGIN\n CREATE INDEX ON T (a); -- b\nEND $x$")
    assert is_in_a_block(facts, "t", "A", making=INDEX)
    assert not is_in_a_block(facts, "t", "b", making=INDEX)  # in a comment
    assert not is_in_a_block(facts, "t", making=frozenset({"unique"}))
