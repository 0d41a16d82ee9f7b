"""Tables divided and put together by a migration, with rows that repeat facts: nothing is lost in either direction."""

import psycopg
import pytest

from designer.exporters.postgres import statements
from designer.importers import import_sql
from designer.lab.catalogue import compare, read_catalogue
from designer.lab.proof import proof_database
from designer.planning import Options, Plan, plan, plan_changes
from designer.planning.model import STRATEGIES, Strategy
from designer.schema.schema import Schema
from tests.exporters.postgres.test_dividing import addresses, fix_of
from tests.planning.walking import go

WIDE = """
CREATE TABLE orders (id bigint PRIMARY KEY, zip text NOT NULL, town text NOT NULL, street text);
CREATE INDEX orders_town ON orders (town);
"""
NARROW = """
CREATE TABLE places (zip text PRIMARY KEY, town text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, zip text NOT NULL REFERENCES places (zip), street text);
"""
ROWS = """
INSERT INTO orders (id, zip, town, street)
SELECT n, 'Z' || n % 4, 'town ' || n % 4, 'street ' || n FROM generate_series(1, 20) AS n;
"""
ONE_TO_MANY = """
CREATE TABLE authors (id bigint PRIMARY KEY);
CREATE TABLE books (id bigint PRIMARY KEY, title text, author_id bigint REFERENCES authors (id));
"""
MANY_TO_MANY = """
CREATE TABLE authors (id bigint PRIMARY KEY);
CREATE TABLE books (id bigint PRIMARY KEY, title text);
CREATE TABLE book_authors (
    book_id bigint REFERENCES books (id), author_id bigint REFERENCES authors (id), PRIMARY KEY (book_id, author_id)
);
"""
BOOKS = """
INSERT INTO authors SELECT generate_series(1, 5);
INSERT INTO books SELECT n, 'book ' || n, nullif(n % 6, 0) FROM generate_series(1, 20) AS n;
"""
SIDE = """
CREATE TABLE users (id bigint PRIMARY KEY, name text, bio text, picture bytea);
"""
BY_SIDE = """
CREATE TABLE users (id bigint PRIMARY KEY, name text);
CREATE TABLE profiles (user_id bigint PRIMARY KEY REFERENCES users (id), bio text, picture bytea);
"""
USERS = "INSERT INTO users SELECT n, 'n' || n, nullif('bio ' || n, 'bio 3'), NULL FROM generate_series(1, 12) AS n;"
COURSES = """
CREATE TABLE courses (course text, teacher text, book text, PRIMARY KEY (course, teacher, book));
CREATE TABLE loans (id int PRIMARY KEY, course text, teacher text, book text,
    FOREIGN KEY (course, teacher, book) REFERENCES courses (course, teacher, book));
"""
TEACHING = """
CREATE TABLE courses (course text, teacher text, PRIMARY KEY (course, teacher));
CREATE TABLE books (course text, book text, PRIMARY KEY (course, book));
CREATE TABLE loans (id int PRIMARY KEY, course text, teacher text, book text,
    FOREIGN KEY (course, teacher) REFERENCES courses (course, teacher),
    FOREIGN KEY (course, book) REFERENCES books (course, book));
"""
TAUGHT = """
INSERT INTO courses SELECT 'C' || c, 'T' || t, 'B' || b
    FROM generate_series(1, 4) AS c, generate_series(1, 2) AS t, generate_series(1, 3) AS b WHERE t <= c;
INSERT INTO loans SELECT n, 'C' || 1 + n % 4, 'T1', 'B' || 1 + n % 3 FROM generate_series(1, 9) AS n;
"""
HELD = "SELECT course, teacher, book FROM courses ORDER BY 1, 2, 3"
CHAIN = """
CREATE TABLE lines (
    order_id bigint, product_id bigint, quantity int, product_name text, supplier_id bigint NOT NULL, city text,
    ordered date, PRIMARY KEY (order_id, product_id)
);
CREATE INDEX lines_supplier ON lines (supplier_id);
"""
DIVIDED_CHAIN = """
CREATE TABLE orders (order_id bigint PRIMARY KEY, ordered date);
CREATE TABLE suppliers (supplier_id bigint PRIMARY KEY, city text);
CREATE TABLE products (product_id bigint PRIMARY KEY, product_name text,
    supplier_id bigint NOT NULL REFERENCES suppliers (supplier_id));
CREATE TABLE lines (order_id bigint REFERENCES orders (order_id), product_id bigint REFERENCES products (product_id),
    quantity int, PRIMARY KEY (order_id, product_id));
"""
SOLD = """
INSERT INTO lines SELECT o, p, o * p, 'product ' || p, p % 3, 'city ' || p % 3, date '2026-01-01' + o
    FROM generate_series(1, 5) AS o, generate_series(1, 7) AS p;
"""
MANY_FACTS = """
CREATE SCHEMA "o;x";
CREATE TABLE "o;x"."a'""b" (
    "%s" bigint GENERATED ALWAYS AS IDENTITY, c text, d text, e int, town text,
    n int GENERATED ALWAYS AS (e * 2) STORED,
    PRIMARY KEY ("%s", c, d, e)
);
"""
DIVIDED_FACTS = """
CREATE SCHEMA "o;x";
CREATE TABLE "o;x"."$fill$" ("%s" bigint PRIMARY KEY, town text);
CREATE TABLE "o;x"."a'""b" (
    "%s" bigint GENERATED ALWAYS AS IDENTITY REFERENCES "o;x"."$fill$" ("%s"), c text, PRIMARY KEY ("%s", c)
);
CREATE TABLE "o;x"."$look$" ("%s" bigint, d text, PRIMARY KEY ("%s", d));
CREATE TABLE "o;x"."$keep$" ("%s" bigint, e int, PRIMARY KEY ("%s", e));
"""
FACTS = """
INSERT INTO "o;x"."a'""b" OVERRIDING SYSTEM VALUE
    SELECT x, 'c' || y, 'd' || z, w, nullif('t' || x, 't2') FROM generate_series(1, 3) AS x,
    generate_series(1, 2) AS y, generate_series(1, 3) AS z, generate_series(1, 2) AS w;
"""

CASES = {
    "a fact that repeats": (WIDE, NARROW, ROWS, "SELECT id, zip, town, street FROM orders ORDER BY id"),
    "one to many becomes many to many": (
        ONE_TO_MANY, MANY_TO_MANY, BOOKS, "SELECT id, title, author_id FROM books ORDER BY id",
    ),
    "columns of the same key": (SIDE, BY_SIDE, USERS, "SELECT id, name, bio, picture FROM users ORDER BY id"),
    "facts of facts, and two at once": (
        CHAIN, DIVIDED_CHAIN, SOLD,
        "SELECT order_id, product_id, quantity, product_name, supplier_id, city, ordered FROM lines ORDER BY 1, 2",
    ),
    "independent facts": (COURSES, TEACHING, TAUGHT, HELD),
    "three independent facts, and one that follows, under odd names": (
        MANY_FACTS, DIVIDED_FACTS, FACTS, 'SELECT * FROM "o;x"."a\'""b" ORDER BY 1, 2, 3, 4',
    ),
}  # fmt: skip


def design(text: str) -> Schema:
    return import_sql(text).schema


def go_all(session: psycopg.Connection, made: Plan) -> None:
    for step in made.steps:
        go(session, step)


def there_and_back(session: psycopg.Connection, made: Plan, rows: str, held: str) -> None:
    """Up equals the design after; every prefix of the steps leads back to the start, catalogue and rows."""
    for text in statements(made.before):
        session.execute(text.encode())
    session.execute(rows.encode())
    start, content = read_catalogue(session, again=True), session.execute(held.encode()).fetchall()
    for last in (*range(1, len(made.steps)), len(made.steps), len(made.steps)):
        for step in made.steps[:last]:
            go(session, step)
        for step in reversed(made.steps[:last]):
            go(session, step, "down")
        assert compare(start, read_catalogue(session, again=True), column_order=False) == ()
        assert session.execute(held.encode()).fetchall() == content
    for step in made.steps:
        go(session, step)
    with proof_database() as other, other.connect() as beside:
        for text in statements(made.after):
            beside.execute(text.encode())
        assert compare(read_catalogue(beside), read_catalogue(session, again=True), column_order=False) == ()


def test_new_table_that_takes_nothing_over_divides_nothing() -> None:
    made = plan(design("CREATE TABLE a (id int PRIMARY KEY, b text);"), design(
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY REFERENCES a (id), d text);"
    ))  # fmt: skip
    assert made.irreversible
    assert not any("INSERT" in text for step in made.steps for text in step.up)


def test_a_fact_is_found_by_an_index_while_a_table_is_divided_and_comes_back_in_batches() -> None:
    online = Options(strategy="online")
    steps = plan(design(WIDE), design(NARROW), online).steps
    helper = "divide_orders_places_by"
    assert f"CREATE INDEX CONCURRENTLY {helper} ON public.orders (zip);" in [text for one in steps for text in one.up]
    assert steps[-1].phase == "contract"  # and not the foreign key, which comes before
    assert f"DROP INDEX public.{helper};" in steps[-1].up
    assert not any(text.startswith("UPDATE") for one in steps for text in one.down)
    indexed = plan(design(WIDE + "CREATE INDEX ON orders (zip, id);"), design(NARROW), online).steps
    assert not any(helper in text for one in indexed for text in one.up)


def test_rows_that_contradict_each_other_stop_the_split(session: psycopg.Connection) -> None:
    made = plan(design(WIDE), design(NARROW))
    for text in statements(made.before):
        session.execute(text.encode())
    session.execute("INSERT INTO orders VALUES (1, 'Z', 'here', NULL), (2, 'Z', 'there', NULL)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        go_all(session, made)


def test_values_without_a_key_stop_the_columns_from_going(session: psycopg.Connection) -> None:
    made = plan(
        design(WIDE.replace("zip text NOT NULL", "zip text")), design(NARROW.replace("zip text NOT NULL", "zip text"))
    )
    for text in statements(made.before):
        session.execute(text.encode())
    session.execute("INSERT INTO orders VALUES (1, NULL, 'here', NULL)")
    with pytest.raises(psycopg.errors.RaiseException, match="no key"):
        go_all(session, made)
    assert session.execute("SELECT town FROM orders").fetchall() == [("here",)]


def test_rows_that_become_alike_are_merged_and_joined_again_on_the_way_back(session: psycopg.Connection) -> None:
    made = plan(design(COURSES), design(TEACHING))
    assert not made.irreversible
    for text in statements(made.before):
        session.execute(text.encode())
    session.execute(TAUGHT.encode())
    before = session.execute(HELD.encode()).fetchall()
    go_all(session, made)
    assert session.execute("SELECT count(*) FROM courses").fetchone() == (7,)
    assert session.execute("SELECT count(*) FROM books").fetchone() == (12,)
    for step in reversed(made.steps):
        go(session, step, "down")
    assert session.execute(HELD.encode()).fetchall() == before


def test_facts_that_are_not_independent_are_not_divided(session: psycopg.Connection) -> None:
    made = plan(design(COURSES), design(TEACHING))
    for text in statements(made.before):
        session.execute(text.encode())
    session.execute("INSERT INTO courses VALUES ('C', 'T1', 'B1'), ('C', 'T2', 'B2')")
    with pytest.raises(psycopg.errors.RaiseException, match="not all the combinations"):
        go_all(session, made)
    assert session.execute("SELECT count(*) FROM courses").fetchone() == (2,)


def test_facts_without_partners_stop_the_tables_from_being_joined_again(session: psycopg.Connection) -> None:
    made = plan(design(COURSES), design(TEACHING))
    for text in statements(made.after):
        session.execute(text.encode())
    session.execute("INSERT INTO books VALUES ('C', 'B1')")
    back = plan(design(TEACHING), design(COURSES))
    assert not back.irreversible
    with pytest.raises(psycopg.errors.RaiseException, match="find no row"):
        go_all(session, back)
    assert session.execute("SELECT count(*) FROM books").fetchone() == (1,)


@pytest.mark.strict_only("goes back from every step of a migration")
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_independent_facts_are_joined_with_their_rows(session: psycopg.Connection, strategy: Strategy) -> None:
    made = plan(design(TEACHING), design(COURSES), Options(strategy=strategy, batch_rows=3))
    assert not made.irreversible
    rows = """
        INSERT INTO courses SELECT 'C' || c, 'T' || t FROM generate_series(1, 4) AS c, generate_series(1, 2) AS t;
        INSERT INTO books SELECT 'C' || c, 'B' || b FROM generate_series(1, 4) AS c, generate_series(1, 3) AS b;
    """
    there_and_back(session, made, rows, "SELECT course, teacher FROM courses ORDER BY 1, 2")
    assert session.execute("SELECT count(*) FROM courses").fetchone() == (24,)


def test_what_new_code_writes_to_one_part_reaches_the_others_while_a_table_is_divided(
    session: psycopg.Connection,
) -> None:
    made = plan(design(CHAIN), design(DIVIDED_CHAIN), Options(strategy="online"))
    for text in statements(made.before):
        session.execute(text.encode())
    session.execute(SOLD.encode())
    contract = [one.phase for one in made.steps].index("contract")
    for step in made.steps[:contract]:
        go(session, step)
    session.execute("UPDATE products SET supplier_id = 0 WHERE product_id = 7")
    found = session.execute("SELECT DISTINCT supplier_id, city FROM lines WHERE product_id = 7").fetchall()
    assert found == [(0, "city 0")]
    for step in made.steps[contract:]:
        go(session, step)


@pytest.mark.strict_only("goes back from every step of a migration")
def test_split_of_a_rule_is_planned_from_its_changes(session: psycopg.Connection) -> None:
    schema = addresses()
    made = plan_changes(schema, fix_of(schema))
    assert not made.irreversible
    rows = "INSERT INTO addresses VALUES (1, 'N1', 'London', 'GB'), (2, 'N1', 'London', 'GB'), (3, 'RM', 'Roma', 'IT');"
    there_and_back(session, made, rows, "SELECT id, place, town, country FROM addresses ORDER BY id")


@pytest.mark.strict_only("goes back from every step of some migrations")
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("what", CASES)
def test_split_takes_its_rows_along(session: psycopg.Connection, what: str, strategy: Strategy) -> None:
    before, after, rows, held = CASES[what]
    made = plan(design(before), design(after), Options(strategy=strategy, batch_rows=3))
    assert not made.irreversible
    there_and_back(session, made, rows, held)


@pytest.mark.strict_only("goes back from every step of some migrations")
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_merge_takes_its_rows_along(session: psycopg.Connection, strategy: Strategy) -> None:
    made = plan(design(NARROW), design(WIDE), Options(strategy=strategy, batch_rows=3))
    rows = """
        INSERT INTO places SELECT 'Z' || n, 'town ' || n FROM generate_series(0, 3) AS n;
        INSERT INTO orders (id, zip, street) SELECT n, 'Z' || n % 4, 'street ' || n FROM generate_series(1, 20) AS n;
    """
    there_and_back(
        session, made, rows, "SELECT o.id, p.zip, p.town, o.street FROM orders o JOIN places p USING (zip) ORDER BY 1"
    )
    towns = session.execute("SELECT id, town FROM orders ORDER BY id").fetchall()
    assert towns == [(n, f"town {n % 4}") for n in range(1, 21)]


@pytest.mark.parametrize("strategy", ["online", "expand-contract"])
def test_old_and_new_code_write_while_a_table_is_divided(session: psycopg.Connection, strategy: Strategy) -> None:
    made = plan(design(WIDE), design(NARROW), Options(strategy=strategy, batch_rows=3))
    for text in statements(made.before):
        session.execute(text.encode())
    session.execute(ROWS.encode())
    for step in made.steps:
        if step.phase == "contract":
            break
        go(session, step)
    session.execute("INSERT INTO orders (id, zip, town) VALUES (101, 'Z9', 'nine')")  # old code
    session.execute("UPDATE orders SET town = 'won' WHERE id = 4")
    session.execute("INSERT INTO places VALUES ('Z8', 'eight')")  # new code
    session.execute("INSERT INTO orders (id, zip) VALUES (102, 'Z8')")
    session.execute("UPDATE places SET town = 'two' WHERE zip = 'Z2'")
    session.execute("UPDATE orders SET zip = 'Z1' WHERE id = 2")
    places = dict(session.execute("SELECT zip, town FROM places").fetchall())
    assert places["Z9"] == "nine"
    assert places["Z0"] == "won"
    assert places["Z1"] == "town 1"
    seen = session.execute("SELECT id, o.town = p.town FROM orders AS o JOIN places AS p USING (zip)").fetchall()
    assert len(seen) == 22
    assert all(same for _, same in seen)
    for step in made.steps[[one.phase for one in made.steps].index("contract") :]:
        go(session, step)
