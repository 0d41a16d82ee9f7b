"""Steps of a plan, run as a migration tool runs them."""

import psycopg

from designer.planning import Plan, Step


def go(session: psycopg.Connection, step: Step, way: str = "up") -> None:
    """Runs one step forward or back, in a transaction where it says so."""
    texts = step.up if way == "up" else step.down
    if step.transactional:
        with session.transaction():
            for text in texts:
                session.execute(text.encode())
    else:
        for text in texts:
            session.execute(text.encode())


def phases(made: Plan) -> list[str]:
    """The phases of a plan, in order."""
    return list(dict.fromkeys(step.phase for step in made.steps))
