import pytest

from designer.analysis import blocks
from designer.analysis.blocks import is_in_a_block, keys_its_parts, named_in_blocks
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


def test_functions_that_make_parts_with_keys_are_read_once_for_all_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = "CREATE FUNCTION f() AS $f$ BEGIN EXECUTE $x$CREATE TABLE p PARTITION OF T FOR VALUES IN (1)$x$; END $f$"
    facts = of(plain, kind="function")
    assert not keys_its_parts(facts, facts.schema.entity("t"))
    facts = of(plain.replace("(1)", "(1); CREATE UNIQUE INDEX ON p (id)"), kind="function")
    read = list[str]()
    monkeypatch.setattr(blocks, "_quoted", lambda sql, quoted=blocks._quoted: read.append(sql) or quoted(sql))
    assert [keys_its_parts(facts, facts.schema.entity("t")) for _ in range(3)] == [True] * 3
    assert len(read) == 1
