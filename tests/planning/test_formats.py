"""Each tool's files, read by that tool's rules (or by the tool), end at the target and, undone, at the start."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from designer.exporters.postgres import statements
from designer.lab.catalogue import Catalogue, compare, read_catalogue
from designer.lab.proof import ProofDatabase, proof_database
from designer.planning import FORMATS, Options, Plan, files, plan
from designer.planning.formats import UnknownFormat
from designer.sql.splitting import split
from tests.optional import find
from tests.planning.test_pairs import design

BEFORE = design(
    "CREATE TABLE customers (id bigint PRIMARY KEY, email text);"
    "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, amount integer CHECK (amount > 0));"
)
AFTER = design(
    "CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2; ';"
    "CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL DEFAULT ':no %s mail' UNIQUE);"
    "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, amount bigint"
    " CHECK (amount > 0), token uuid NOT NULL DEFAULT gen_random_uuid());"
    "CREATE INDEX orders_customer ON orders (customer_id); COMMENT ON TABLE orders IS 'it''s 100% :here; ok';"
)
PLANS = {
    "online": plan(BEFORE, AFTER, Options(strategy="online")),
    "expand-contract": plan(BEFORE, AFTER, Options(strategy="expand-contract")),
}

Run = Callable[[psycopg.Connection, Path, str], None]


def _write(made: Plan, tool: str, folder: Path) -> Path:
    for file in files(made, tool):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)
    return folder


def _script(session: psycopg.Connection, text: str, *, whole: bool) -> None:
    """whole: in one transaction; else each statement alone."""
    texts = [one.text for one in split(text, "postgres") if one.text.strip()]
    if whole:
        with session.transaction():
            for one in texts:
                session.execute(one.encode())
    else:
        for one in texts:
            session.execute(one.encode())


def _plain(session: psycopg.Connection, folder: Path, way: str) -> None:
    """psql -f: every statement alone, BEGIN and COMMIT among them."""
    for path in sorted(folder.glob(f"*.{way}.sql"), reverse=way == "down"):
        _script(session, path.read_text(), whole=False)


def _golang_migrate(session: psycopg.Connection, folder: Path, way: str) -> None:
    """The file as one string by the simple protocol: several statements are one transaction."""
    for path in sorted(folder.glob(f"*.{way}.sql"), reverse=way == "down"):
        assert re.fullmatch(r"\d+_\w+\.(up|down)\.sql", path.name)
        session.execute(path.read_text().encode())


def _flyway(session: psycopg.Connection, folder: Path, way: str) -> None:
    letter = "V" if way == "up" else "U"
    found = {
        int(m[1]): path for path in folder.iterdir() if (m := re.fullmatch(rf"{letter}(\d+)__\w+\.sql", path.name))
    }
    assert found
    for number in sorted(found, reverse=way == "down"):
        conf = found[number].with_name(found[number].name + ".conf")
        alone = conf.exists() and "executeInTransaction=false" in conf.read_text()
        _script(session, found[number].read_text(), whole=not alone)


def _liquibase(session: psycopg.Connection, folder: Path, way: str) -> None:
    listed = re.findall(r"file: (\S+)", (folder / "changelog.yaml").read_text())
    for name in listed if way == "up" else reversed(listed):
        lines = (folder / name).read_text().splitlines()
        assert lines[0] == "--liquibase formatted sql"
        head = next(line for line in lines if line.startswith("--changeset "))
        body = [line for line in lines[lines.index(head) + 1 :] if not line.startswith("--rollback")]
        back = [line.removeprefix("--rollback ") for line in lines if line.startswith("--rollback ")]
        texts = "\n".join(body if way == "up" else back).split("\n--//\n")
        texts = [text for text in texts if text.strip() and text.strip() != "empty"]
        if "runInTransaction:false" in head:
            for text in texts:
                session.execute(text.encode())
        else:
            with session.transaction():
                for text in texts:
                    session.execute(text.encode())


def _dbmate(session: psycopg.Connection, folder: Path, way: str) -> None:
    for path in sorted(folder.glob("*.sql"), reverse=way == "down"):
        up, down = re.fullmatch(r"-- migrate:up(.*?)\n-- migrate:down(.*)", path.read_text(), re.DOTALL).groups()  # type: ignore[union-attr]
        options, _, text = (up if way == "up" else down).partition("\n")
        if "transaction:false" in options:
            session.execute(text.encode())
        else:
            with session.transaction():
                session.execute(text.encode())


def _goose(session: psycopg.Connection, folder: Path, way: str) -> None:
    for path in sorted(folder.glob("*.sql"), reverse=way == "down"):
        text = path.read_text()
        up, down = text.split("-- +goose Down\n")
        part = up.partition("-- +goose Up\n")[2] if way == "up" else down
        texts: list[str] = []
        for number, piece in enumerate(re.split(r"-- \+goose Statement(?:Begin|End)\n", part)):
            # Outside the marks a statement ends where a line ends with a semicolon.
            texts += [piece] if number % 2 else re.split(r"(?<=;)\n", piece)
        texts = [
            one for one in texts if "".join(line for line in one.splitlines() if not line.startswith("--")).strip()
        ]
        if "NO TRANSACTION" in text:
            for one in texts:
                session.execute(one.encode())
        else:
            with session.transaction():
                for one in texts:
                    session.execute(one.encode())


def _sqitch(session: psycopg.Connection, folder: Path, way: str) -> None:
    lines = (folder / "sqitch.plan").read_text().splitlines()
    assert lines[0] == "%syntax-version=1.0.0"
    names = [line.split(" ")[0] for line in lines if line and not line.startswith("%")]
    for name in names if way == "up" else reversed(names):
        where = "deploy" if way == "up" else "revert"
        _script(session, (folder / where / f"{name}.sql").read_text(), whole=False)
        if way == "up":
            _script(session, (folder / "verify" / f"{name}.sql").read_text(), whole=False)


RULES: dict[str, Run] = {
    "sql": _plain, "golang-migrate": _golang_migrate, "flyway": _flyway, "liquibase": _liquibase, "dbmate": _dbmate,
    "goose": _goose, "sqitch": _sqitch,
}  # fmt: skip


@pytest.fixture(scope="module")
def target() -> Catalogue:
    return _catalogue_of(AFTER)


def _catalogue_of(schema: Any) -> Catalogue:
    with proof_database() as database, database.connect() as session:
        for text in statements(schema):
            session.execute(text.encode())
        return read_catalogue(session)


@pytest.fixture
def loaded() -> Iterator[tuple[ProofDatabase, psycopg.Connection]]:
    with proof_database() as database, database.connect() as session:
        for text in statements(BEFORE):
            session.execute(text.encode())
        session.execute("INSERT INTO customers SELECT n, n FROM generate_series(1, 9) AS n")
        session.execute("INSERT INTO orders SELECT n, n, n FROM generate_series(1, 9) AS n")
        yield database, session


def test_unknown_tool_is_refused_by_name() -> None:
    with pytest.raises(UnknownFormat, match="no migrations for 'rake'"):
        files(PLANS["online"], "rake")


@pytest.mark.parametrize("tool", FORMATS)
def test_files_are_the_same_each_time_and_say_which_stand_alone(tool: str) -> None:
    made = files(PLANS["online"], tool)
    assert made == files(plan(BEFORE, AFTER, Options(strategy="online")), tool)
    assert len({file.path for file in made}) == len(made)
    assert any("CONCURRENTLY" in file.text for file in made)


@pytest.mark.parametrize("strategy", PLANS)
def test_what_stands_outside_a_transaction_is_one_statement(strategy: str) -> None:
    for step in PLANS[strategy].steps:
        if not step.transactional:
            assert (len(step.up), len(step.down)) == (1, 1), step.title


def test_python_files_can_be_read_whatever_the_names() -> None:
    before, after = "CREATE TABLE t (a int);", 'CREATE TABLE t (a int); CREATE TABLE "x\'\'\'\\""" (a int);'
    odd = plan(design(before), design(after))
    for tool in ("alembic", "django"):
        for file in files(odd, tool):
            ast.parse(file.text)


@pytest.mark.strict_only("runs every tool's files on a server")
@pytest.mark.parametrize("strategy", PLANS)
@pytest.mark.parametrize("tool", RULES)
def test_files_lead_there_and_back(
    tool: str, strategy: str, loaded: tuple[ProofDatabase, psycopg.Connection], target: Catalogue, tmp_path: Path
) -> None:
    _, session = loaded
    start = read_catalogue(session)
    folder = _write(PLANS[strategy], tool, tmp_path)
    RULES[tool](session, folder, "up")
    assert compare(target, read_catalogue(session), column_order=False) == ()
    RULES[tool](session, folder, "down")
    assert compare(start, read_catalogue(session), column_order=False) == ()


def _url(database: ProofDatabase, driver: str = "postgresql") -> str:
    parts = conninfo_to_dict(database.dsn)
    return f"{driver}://{parts['user']}:{parts['password']}@/{parts['dbname']}?host={parts['host']}"


@pytest.mark.strict_only("runs Alembic on a server")
@pytest.mark.parametrize("strategy", PLANS)
def test_alembic_leads_there_and_back(
    strategy: str, loaded: tuple[ProofDatabase, psycopg.Connection], target: Catalogue, tmp_path: Path
) -> None:
    if importlib.util.find_spec("alembic") is None:
        pytest.fail("Alembic belongs to the test dependencies")
    database, session = loaded
    start = read_catalogue(session)
    _write(PLANS[strategy], "alembic", tmp_path)
    (tmp_path / "env.py").write_text(
        "from alembic import context\nfrom sqlalchemy import create_engine\n"
        f"engine = create_engine({_url(database, 'postgresql+psycopg')!r})\n"
        "with engine.connect() as connection:\n"
        "    context.configure(connection=connection, version_table_schema=None, transaction_per_migration=True)\n"
        "    with context.begin_transaction():\n        context.run_migrations()\n"
    )
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = .\n")
    for way in (("upgrade", "head"), ("downgrade", "base")):
        done = subprocess.run(
            [sys.executable, "-m", "alembic", *way], cwd=tmp_path, capture_output=True, text=True, timeout=100
        )
        assert done.returncode == 0, done.stderr
        expected = target if way[0] == "upgrade" else start
        found = [
            one
            for one in compare(expected, read_catalogue(session), column_order=False)
            if "alembic_version" not in one.object
        ]
        assert found == []


def test_django_does_what_it_has_operations_for_itself() -> None:
    texts = [file.text for file in files(PLANS["online"], "django")]
    for word in ("AddIndexConcurrently(", "migrations.AlterField(", "migrations.SeparateDatabaseAndState("):
        assert any(f"        {word}" in text for text in texts), word
    assert not any("atomic = False" in text and "SET LOCAL" in text for text in texts)
    plain = files(plan(design("CREATE TABLE a (id int PRIMARY KEY);"), design(
        "CREATE TABLE a (id int PRIMARY KEY, b int, CONSTRAINT c CHECK (b > 0));"
        "CREATE TABLE d (id int PRIMARY KEY, e text NOT NULL);")), "django")  # fmt: skip
    assert not any("RunSQL" in file.text for file in plain)


@pytest.mark.strict_only("runs Django on a server")
@pytest.mark.parametrize("strategy", PLANS)
def test_django_leads_there_and_back_and_finds_nothing_left(
    strategy: str, loaded: tuple[ProofDatabase, psycopg.Connection], target: Catalogue, tmp_path: Path
) -> None:
    database, session = loaded
    start = read_catalogue(session)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").write_text("")
    _write(PLANS[strategy], "django", tmp_path / "shop")
    script = Path(__file__).with_name("django_app.py")
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    for ways, expected in (("up", "check"), target), (("down",), start):
        done = subprocess.run(
            [sys.executable, str(script), str(tmp_path), database.dsn, *ways],
            capture_output=True, text=True, timeout=100, env=environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        found = [
            one
            for one in compare(expected, read_catalogue(session), column_order=False)
            if "django_migrations" not in one.object
        ]
        assert found == []


@pytest.mark.strict_only("runs dbmate on a server")
@pytest.mark.requires("dbmate")
@pytest.mark.parametrize("strategy", PLANS)
def test_dbmate_leads_there_and_back(
    strategy: str, loaded: tuple[ProofDatabase, psycopg.Connection], target: Catalogue, tmp_path: Path
) -> None:
    database, session = loaded
    start = read_catalogue(session)
    _write(PLANS[strategy], "dbmate", tmp_path / "db")
    base = [find("dbmate"), "--url", f"{_url(database)}&sslmode=disable", "--migrations-dir", "db", "--no-dump-schema"]
    steps = len(PLANS[strategy].steps)
    for commands, expected in ([["migrate"]], target), ([["rollback"]] * steps, start):
        for command in commands:
            done = subprocess.run([*base, *command], cwd=tmp_path, capture_output=True, text=True, timeout=100)
            assert done.returncode == 0, done.stderr
        found = [
            one
            for one in compare(expected, read_catalogue(session), column_order=False)
            if "schema_migrations" not in one.object
        ]
        assert found == []


@pytest.mark.strict_only("runs another tool's linter")
@pytest.mark.requires("squawk")
def test_online_plan_passes_another_linter(tmp_path: Path) -> None:
    folder = _write(PLANS["online"], "sql", tmp_path)
    plans = sorted(str(path) for path in folder.glob("*.up.sql") if "change_orders" not in path.name)
    done = subprocess.run(
        [find("squawk"), "--pg-version", "18", "--reporter", "Gcc", *plans], capture_output=True, text=True, timeout=60
    )
    assert [line for line in done.stdout.splitlines() if "warning" in line or "error" in line] == []


def test_a_file_says_what_its_own_way_takes_why_it_stands_alone_and_where_one_can_stop() -> None:
    told = {file.path.partition("_")[2]: file.text for file in files(PLANS["expand-contract"], "sql")}
    way, back = (told[f"keep_amount_and_amount_next_in_step.{one}.sql"] for one in ("up", "down"))
    assert "-- takes SHARE ROW EXCLUSIVE on public.orders: writes wait" in way
    assert "-- takes ACCESS EXCLUSIVE on public.orders: reads and writes wait" in back
    assert "-- rollback point: the phase expand ends here" in way
    filled = told["fill_orders_in_batches.up.sql"]
    assert "it is run again and goes on where it" in filled
    assert "failed build" not in filled
    assert "nothing is to be done on this way" in told["fill_orders_in_batches.down.sql"]
    unique = next(text for path, text in told.items() if "customers_email_key_a_constraint.up" in path)
    assert "--   look before: SELECT email, count(*) FROM customers GROUP BY email" in unique
