"""The drawing processes: limits, failures, and nothing left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from designer.exporters.diagram import DrawingFailed
from designer.exporters.diagram.cards import make_cards
from designer.exporters.diagram.graph import Part, layout_graph
from designer.exporters.diagram.links import make_links
from designer.exporters.diagram.options import DiagramOptions
from designer.exporters.diagram.pool import Child, Pool
from designer.exporters.diagram.selection import select
from tests.exporters.drawn_designs import complete_graph

SMALL = "digraph { a -> b }"


def _endless() -> str:
    schema, options = complete_graph(60), DiagramOptions()
    chosen = select(schema, options)
    cards = make_cards(schema, chosen, options)
    links = tuple(make_links(schema, chosen, cards))
    return layout_graph(Part(cards, links, {}, {}), "spline", {})


def test_drawing_over_its_processor_time_is_killed_and_reported() -> None:
    pool = Pool()
    with pytest.raises(DrawingFailed, match="used up its 1 seconds of processor time"):
        pool.draw("dot", "json", _endless(), seconds=1)
    assert pool.idle == []
    assert b'"objects"' in pool.draw("dot", "json", SMALL)
    pool.close()


def test_drawing_over_its_memory_is_reported() -> None:
    child = Child(memory=64 << 20)
    with pytest.raises(DrawingFailed, match=r"ended unexpectedly.*64 MB"):
        child.draw("dot", "json", SMALL, "", 5)
    child.close()
    assert child.process.returncode is not None


def test_process_that_hangs_is_stopped_at_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child()
    now = time.monotonic()
    ticks = iter((now, now + 1e6))
    monkeypatch.setattr("designer.exporters.diagram.pool.time.monotonic", lambda: next(ticks))
    with pytest.raises(DrawingFailed, match="did not finish within its time"):
        child.draw("dot", "json", SMALL, "", 1)
    child.close()


def test_bad_dot_is_an_error_and_the_next_drawing_has_a_fresh_process() -> None:
    pool = Pool()
    pool.draw("dot", "json", SMALL)
    pid = pool.idle[0].process.pid
    with pytest.raises(DrawingFailed, match="could not be drawn"):
        pool.draw("dot", "json", "digraph { ")
    pool.draw("dot", "json", SMALL)
    assert pool.idle[0].process.pid != pid
    pool.close()


def test_unknown_engine_is_an_error() -> None:
    pool = Pool()
    with pytest.raises(DrawingFailed):
        pool.draw("no-such-engine", "json", SMALL)
    pool.close()


def test_process_that_died_while_idle_is_replaced() -> None:
    pool = Pool()
    pool.draw("dot", "json", SMALL)
    pool.idle[0].process.kill()
    pool.idle[0].process.wait()
    assert pool.draw("dot", "json", SMALL)
    pool.close()


def test_closed_pool_leaves_no_process_behind() -> None:
    pool = Pool()
    pool.draw("dot", "json", SMALL)
    pid = pool.idle[0].process.pid
    pool.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def test_forked_copy_forgets_the_processes_of_its_parent() -> None:
    script = (
        "import os\n"
        "from designer.exporters.diagram.pool import pool\n"
        "pool.draw('dot', 'json', 'digraph { a }')\n"
        "child = os.fork()\n"
        "if not child: os._exit(len(pool.idle))\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), len(pool.idle))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=os.getcwd())
    assert done.stdout.split() == ["0", "1"]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads the environment where Linux shows it")
def test_child_sees_neither_secrets_nor_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    child = Child()
    child.draw("dot", "json", SMALL, "", 5)
    environment = Path(f"/proc/{child.process.pid}/environ").read_text()
    child.close()
    assert "FONTCONFIG_FILE" in environment
    assert "secret" not in environment


def test_string_longer_than_the_parser_takes_is_drawn_as_a_background() -> None:
    pool = Pool()
    text = "T 10 10 -1 50 5 -hello " * 2000
    frame = 'digraph { n [shape=box, style=invis, label="", pos="50,50", width=1, height=1]; }'
    drawn = pool.draw("nop2", "png", frame, "F 14 5 -Arial " + text)
    assert drawn.startswith(b"\x89PNG")
    pool.close()
