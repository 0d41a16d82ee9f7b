"""The embedded cluster: who gets in, what it keeps, what it leaves behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from designer.lab import installation
from designer.lab.cluster import Cluster
from designer.lab.errors import AlreadyRunning, ServerUnavailable
from designer.lab.scratch import ScratchCluster


def test_wrong_password_is_refused(scratch: ScratchCluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(scratch.dsn(password="guess"))


def test_server_listens_on_no_network_address(scratch: ScratchCluster) -> None:
    with scratch.connect() as session:
        assert session.execute("SHOW listen_addresses").fetchone() == ("",)


def test_socket_is_closed_to_other_accounts(scratch: ScratchCluster) -> None:
    socket = scratch.directory / "run"
    assert socket.stat().st_mode & 0o777 == 0o700


def test_a_copy_counts_from_its_own_start(scratch: ScratchCluster) -> None:
    with scratch.connect() as session:
        row = session.execute(
            "SELECT stats_reset >= pg_postmaster_start_time() - interval '1 minute' FROM pg_stat_bgwriter"
        ).fetchone()
    assert row == (True,)


def test_server_does_not_run_as_root(scratch: ScratchCluster) -> None:
    postmaster = int((scratch.directory / "data" / "postmaster.pid").read_text().split()[0])
    assert Path(f"/proc/{postmaster}").stat().st_uid != 0


def test_application_role_is_no_superuser_and_owns_only_its_database(scratch: ScratchCluster) -> None:
    with psycopg.connect(scratch.provide_database("shop", "keeper")) as session:
        rights = session.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert rights == (False, False, False, False)


def test_providing_a_database_again_keeps_its_content(scratch: ScratchCluster) -> None:
    with psycopg.connect(scratch.provide_database("twice", "keeper2"), autocommit=True) as session:
        session.execute("CREATE TABLE kept (id int)")
    with psycopg.connect(scratch.provide_database("twice", "keeper2"), autocommit=True) as session:
        assert session.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_names_with_quotes_and_capitals_reach_the_server_unchanged(scratch: ScratchCluster) -> None:
    name = 'Ünï "quoted" %41/?&'
    with psycopg.connect(scratch.provide_database(name, name)) as session:
        assert session.execute("SELECT current_database(), current_user").fetchone() == (name, name)


def test_directory_with_capitals_and_spaces_is_reached_through_the_dsn(reachable: Path) -> None:
    with Cluster(reachable / "My Data", durable=False) as cluster, cluster.connect() as session:
        assert session.execute("SELECT 1").fetchone() == (1,)


def test_long_directory_gets_its_socket_elsewhere(reachable: Path) -> None:
    deep = reachable / ("d" * 100)
    with Cluster(deep, durable=False) as cluster, cluster.connect() as session:
        assert session.execute("SELECT 1").fetchone() == (1,)


def test_durable_cluster_keeps_its_data_through_a_crash(reachable: Path) -> None:
    first = Cluster(reachable / "c", durable=True)
    with first:
        with first.connect() as session:
            session.execute("CREATE TABLE public.kept AS SELECT 42 AS answer")
        first.kill()
    with Cluster(reachable / "c", durable=True) as again, again.connect() as session:
        assert session.execute("SELECT answer FROM public.kept").fetchone() == (42,)
        assert session.execute("SHOW fsync").fetchone() == ("on",)


def test_second_start_on_the_same_directory_is_refused_with_the_first_ones_note(reachable: Path) -> None:
    with Cluster(reachable / "c", durable=False) as first:
        first.note("held by the test")
        with pytest.raises(AlreadyRunning) as refused:
            Cluster(reachable / "c", durable=False).start()
    assert refused.value.note == "held by the test"


def test_interrupted_initdb_is_begun_anew(reachable: Path) -> None:
    half_made = reachable / "c" / "data.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    with Cluster(reachable / "c", durable=False) as cluster:
        assert cluster.running
    assert not half_made.exists()


def test_data_of_another_version_is_refused_in_a_sentence(reachable: Path) -> None:
    data = reachable / "c" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(ServerUnavailable, match="data of PostgreSQL 14"):
        Cluster(reachable / "c").start()


def test_wrong_setting_is_a_sentence_with_the_servers_reason(reachable: Path) -> None:
    with pytest.raises(ServerUnavailable, match="no_such_setting"):
        Cluster(reachable / "c", durable=False, settings={"no_such_setting": "1"}).start()


def test_directory_without_postgres_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DESIGNER_LAB_PG_BIN", str(tmp_path))
    with pytest.raises(ServerUnavailable, match="no PostgreSQL server"):
        installation.find_installation()


def test_older_postgres_is_refused_by_its_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "postgres"
    program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'\n")
    program.chmod(0o755)
    monkeypatch.setenv("DESIGNER_LAB_PG_BIN", str(tmp_path))
    with pytest.raises(ServerUnavailable, match=r"PostgreSQL 15\.18; 18 or newer"):
        installation.find_installation()


def test_scratch_cluster_removes_its_directory() -> None:
    with ScratchCluster() as cluster:
        assert cluster.directory.exists()
    assert not cluster.directory.exists()


def test_scratch_clusters_do_not_share_passwords(scratch: ScratchCluster) -> None:
    with ScratchCluster() as other:
        assert other.dsn().split("@")[0] != scratch.dsn().split("@")[0]


def test_killed_process_leaves_no_server_and_its_directory_is_swept() -> None:
    script = (
        "import time; from designer.lab.scratch import ScratchCluster; c = ScratchCluster(); c.start();"
        "print(c.directory, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        directory = Path(parent.stdout.readline().strip())
        postmaster = int((directory / "data" / "postmaster.pid").read_text().split()[0])
        parent.send_signal(signal.SIGKILL)
    assert gone(postmaster)
    with ScratchCluster():
        assert not directory.exists()


def test_server_outlives_the_thread_that_started_it() -> None:
    import threading

    cluster = ScratchCluster()
    starter = threading.Thread(target=cluster.start)
    starter.start()
    starter.join()
    time.sleep(0.3)
    assert cluster.running
    cluster.stop()


def test_users_postgres_variables_do_not_reach_the_server(monkeypatch: pytest.MonkeyPatch, reachable: Path) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("LC_ALL", "xx_XX")
    with Cluster(reachable / "c", durable=False) as cluster:
        assert cluster.running
    assert os.environ["PGDATA"] == "/nowhere"


def test_start_waits_for_a_killed_predecessor_that_is_still_ending(reachable: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from designer.lab.cluster import Cluster;"
        "c = Cluster(Path(sys.argv[1])); c.start(); print('up', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", script, str(reachable / "c")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        parent.send_signal(signal.SIGKILL)
    with Cluster(reachable / "c") as again:
        assert again.running
    shutil.rmtree(reachable / "c")


def test_server_that_outlived_its_owner_is_ended_before_the_next_start(reachable: Path) -> None:
    cluster = Cluster(reachable / "c", durable=False)
    cluster.start()
    cluster.kill()
    child = cluster._child
    assert child is not None
    orphan = subprocess.Popen(child._command, env=child._environment, start_new_session=True)
    for _ in range(100):
        if (reachable / "c" / "data" / "postmaster.pid").exists():
            break
        time.sleep(0.05)
    cluster._release()
    with Cluster(reachable / "c", durable=False) as again:
        assert orphan.wait(20) is not None
        assert again.running


def gone(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.1)
    return False
