"""Few of many rows: queues, rare flags and statuses, what was deleted."""

from tests.analysis.index_engine.cases.parts import EMAIL, NOTE, ROWS, ask, case, col, orders, status, table

FEW = (
    case(
        "a queue is a small index over what waits",
        table("jobs", status(done=0.995, pending=0.005), col("created_at timestamptz not null", distinct=ROWS), NOTE),
        ask(
            "SELECT id FROM jobs WHERE status = 'pending' ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED",
            per_minute=600, name="take",
        ),
        ask("UPDATE jobs SET status = 'done' WHERE id = $1", 5, per_minute=600, name="finish"),
        expected="jobs (created_at) WHERE status = 'pending'",
    ),
    case(
        "a rare flag is a partial index",
        table("users", EMAIL, NOTE, col("flagged boolean not null", shares={"false": 0.998, "true": 0.002})),
        ask("SELECT * FROM users WHERE flagged"),
        expected="users (id) WHERE flagged | users (flagged) WHERE flagged | users (flagged)",
    ),
    case(
        "a common flag is no index",
        table("users", EMAIL, NOTE, col("active boolean not null", shares={"true": 0.95, "false": 0.05})),
        ask("SELECT * FROM users WHERE active"),
        tempting="CREATE INDEX tempting ON users (active)",
    ),
    case(
        "a common status is no index",
        orders(status(done=0.98, new=0.02)),
        ask("SELECT * FROM orders WHERE status = 'done'"),
        tempting="CREATE INDEX tempting ON orders (status)",
    ),
    case(
        "a rare status is one, over its rows alone",
        orders(status(done=0.995, new=0.005)),
        ask("SELECT * FROM orders WHERE status = 'new'"),
        expected="orders (id) WHERE status = 'new' | orders (status) | orders (status) WHERE status = 'new'",
    ),
    case(
        "the open work of one person",
        table(
            "tickets", col("assignee_id bigint not null", distinct=200, min=1, max=200), NOTE,
            status(closed=0.97, open=0.03),
        ),
        ask("SELECT * FROM tickets WHERE assignee_id = $1 AND status = 'open'", 7),
        expected="tickets (assignee_id) WHERE status = 'open' | tickets (assignee_id, status)"
        " | tickets (status, assignee_id)",
    ),
    case(
        "a soft delete that every pattern excludes",
        table("users", EMAIL, NOTE, col("deleted_at timestamptz", null_fraction=0.9, distinct=20_000)),
        ask("SELECT * FROM users WHERE email = $1 AND deleted_at IS NULL", "v77"),
        expected="users (email) WHERE deleted_at IS NULL | users (email)",
    ),
    case(
        "what was deleted lately is a partial index",
        table("users", EMAIL, NOTE, col("deleted_at timestamptz", null_fraction=0.99, distinct=2_000)),
        ask("SELECT * FROM users WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT 50"),
        expected="users (deleted_at) WHERE deleted_at IS NOT NULL | users (deleted_at)",
    ),
)  # fmt: skip
