"""All processes, from the database behind its pooler to the workers, and what webhooks and mails reach."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

from designer.lab.accounts import give, give_file, server_account
from designer.lab.child import Confinement
from designer.lab.cluster import Cluster
from designer.lab.places import own_directory, scratch_directory
from designer.network import LOOPBACK, free_port
from tests.benchmarks.killing.kept import SPENT, Kept
from tests.benchmarks.killing.sites import Sites

ROOT = Path(__file__).resolve().parents[3]
WEB = 3
WORKERS = 2
POOLER = """[databases]
designer = host={socket} port=5432 dbname=designer user=designer password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = plain
auth_file = {directory}/users
pool_mode = transaction
max_client_conn = 500
default_pool_size = 20
server_login_retry = 1
ignore_startup_parameters = extra_float_digits,options
log_connections = 0
log_disconnections = 0
"""


@contextmanager
def processes() -> Iterator[tuple[Cluster, list[Kept], list[Kept], Sites]]:
    """All of them, from the database to the workers."""
    directory = own_directory(scratch_directory() / f"dur{secrets.token_hex(3)}")
    with ExitStack() as stack:
        stack.callback(_away_with, directory)
        cluster = stack.enter_context(Cluster(directory / "db", durable=True, settings={"max_connections": "100"}))
        SPENT.watch(cluster._child.process.pid, "database")  # type: ignore[union-attr]
        direct = cluster.provide_database("designer", "designer")
        port = free_port()
        pooled = pooler(stack, directory, direct, port)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PG", "DESIGNER_"))},
            "DATABASE_URL": pooled, "DATABASE_DIRECT_URL": direct, "DESIGNER_SECRET_KEY": secrets.token_urlsafe(50),
            "DESIGNER_NO_BOOTSTRAP": "1", "DJANGO_SETTINGS_MODULE": "designer.settings",
            **receivers(stack, directory / "received"), "DESIGNER_WEBHOOK_PRIVATE": "1",
        }  # fmt: skip
        os.environ.update(environment)
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "--no-input", "--database", "direct", "-v0"], env=environment, check=True)
        ports = []
        web = []
        for number in range(WEB):
            ports.append(free_port())
            command = [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", LOOPBACK, "--port", str(ports[-1]),
                "--workers", "1", "--blocking-threads", "4", "--workers-kill-timeout", "10s",
                "--respawn-failed-workers", "designer.wsgi:application",
            ]  # fmt: skip
            web.append(Kept(f"web {number}", command, directory / f"web{number}.log", environment=environment))
        workers = [
            Kept(f"worker {number}", [*manage, "worker"], directory / f"worker{number}.log", environment=environment)
            for number in range(WORKERS)
        ]
        for one in (*web, *workers):
            stack.callback(one.stop)
        yield cluster, web, workers, Sites(ports)


def receivers(stack: ExitStack, file: Path) -> dict[str, str]:
    """What webhooks and mails reach; nobody kills it. Returns the settings that lead there."""
    command = [sys.executable, str(ROOT / "tests/benchmarks/receivers.py"), str(file)]
    process = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    SPENT.watch(process.pid, "receivers")
    assert process.stdin is not None
    assert process.stdout is not None
    stack.callback(process.stdin.close)
    hooks, mails = (process.stdout.readline().strip() for _ in range(2))
    return {
        "RECEIVER": f"http://{LOOPBACK}:{hooks}/", "RECEIVED": str(file), "DESIGNER_MAIL_HOST": LOOPBACK,
        "DESIGNER_MAIL_PORT": mails, "DESIGNER_MAIL_SECURITY": "none",
    }  # fmt: skip


def _away_with(directory: Path) -> None:
    """Keeps the logs where DURABILITY_LOGS says."""
    if kept := os.environ.get("DURABILITY_LOGS"):
        for path in (*directory.glob("*.log"), directory / "db" / "log"):
            shutil.copy(path, kept)
    shutil.rmtree(directory, ignore_errors=True)


def pooler(stack: ExitStack, directory: Path, direct: str, port: int) -> str:
    """PgBouncer in transaction mode, as compose has it; returns the address through it."""
    parts = urlsplit(direct)
    place = own_directory(directory / "pooler")
    socket = dict(parse_qsl(parts.query))["host"]
    (place / "ini").write_text(POOLER.format(socket=socket, password=parts.password, port=port, directory=place))
    (place / "users").write_text(f'"designer" "{parts.password}"\n')
    account = server_account()
    for name in ("ini", "users"):
        give_file(place / name, account)
    give(place, account)
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        sys.exit("pgbouncer is not installed.")
    confinement = Confinement(account=account)
    kept = Kept(
        "pgbouncer", [program, str(place / "ini")], directory / "pooler.log", environment={}, confinement=confinement
    )
    stack.callback(kept.stop)
    return f"postgresql://designer:{quote(parts.password or '', safe='')}@{LOOPBACK}:{port}/designer"
