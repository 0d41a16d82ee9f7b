"""Questions that take their session, or the whole server, with them: nobody else's answers suffer."""

import psycopg
import pytest

from designer.lab.planner import Lab
from designer.lab.planner.shunned import Shunned
from designer.schema.build import entity, schema_of
from designer.schema.model import AccessPattern, Index, IndexKey
from designer.schema.schema import Schema

ENDLESS = f"SELECT ARRAY[{', '.join(f'9.9 ^ 99{number:03}' for number in range(1, 400))}]"
"""Powers of hundreds of thousands of digits, folded while they are planned, by code that heeds no time-out."""


def asks(text: str) -> AccessPattern:
    return AccessPattern(id=text, name="p", statements=(text,))


def things(name: str) -> Schema:
    return schema_of(entity(name, "id bigint", "size int", pk="id", rows=1_000_000))


def test_what_is_shunned_is_forgotten_after_a_while_or_when_there_is_too_much() -> None:
    few = Shunned(seconds=60, most=2)
    for text in ("a", "b", "c"):
        few.add(text, f"{text} was slow.")
    assert [few.why(text) for text in ("a", "b", "c", "d")] == [None, "b was slow.", "c was slow.", None]
    past = Shunned(seconds=-1)
    past.add("a", "It was slow.")
    assert past.why("a") is None


def test_an_ended_session_or_server_is_replaced_and_the_question_asked_again() -> None:
    with Lab().design(things("thing")) as planned:
        column = planned.schema.entities[0].attributes[1].id
        question = asks("SELECT * FROM thing WHERE size = 7")
        before = planned.costs([question])
        planned._copy._admin.execute("SELECT pg_terminate_backend(%s)", [planned._copy._reader.info.backend_pid])
        assert planned.costs([question]) == before
        first = planned.cluster
        first.kill()
        assert planned.costs([question]) == before
        assert planned.cluster is not first
    index = Index(id="i", keys=(IndexKey(column=column),))
    with Lab().design(planned.schema, [(planned.schema.entities[0].id, index)]) as planned:
        (hidden,), (shown,) = planned.costs([question]), planned.costs([question], ["i"])
        planned.cluster.kill()
        assert planned.costs([question], ["i"]) == (shown,)
        assert planned.costs([question]) == (hidden,)
        assert hidden is not None
        assert shown is not None
        assert shown < hidden


@pytest.mark.strict_only("waits for a limit of some seconds")
def test_a_question_that_takes_the_server_with_it_is_marked_and_no_other_suffers() -> None:
    with Lab().design(things("mine")) as mine, Lab().design(things("theirs")) as theirs:
        found = mine.explain_all([asks("SELECT * FROM mine"), asks(ENDLESS), asks("SELECT id FROM mine")])
        assert [one.cost is not None for one in found] == [True, False, True]
        assert found[1].statements[0].refused == "A statement ran longer than 5 seconds."
        assert theirs.explain(asks("SELECT * FROM theirs")).cost is not None
        again = theirs.explain(asks(ENDLESS)).statements[0].refused
        assert again == "A statement ran longer than 5 seconds. It is not asked again for some minutes."
        assert theirs.explain(asks("SELECT * FROM theirs")).cost is not None
    with pytest.raises(psycopg.OperationalError):
        mine.cluster.connect(mine._copy._run)
