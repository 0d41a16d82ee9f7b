"""The drawing process: reads questions for Graphviz on standard input, answers on standard output.

Run as a script, apart from the application: Graphviz works inside the calling process, cannot be
interrupted and may crash. It imports nothing of the project, so that it starts quickly.

A message is a JSON header line, `{"length": n, …}`, followed by n bytes. Header keys of a question:
engine, format, seconds (processor time for this one), background (bytes of the body that are xdot for the
graph's background; the rest is DOT). Keys of an answer: error (text) or none.
"""

import json
import os
import resource
import sys
from typing import Any, BinaryIO


def main() -> None:
    """Answers until the input ends. Whatever Graphviz prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_memory(int(sys.argv[1]))
    import pygraphviz

    while line := sys.stdin.buffer.readline():
        header = json.loads(line)
        body = sys.stdin.buffer.read(header["length"])
        _allow(header["seconds"])
        try:
            _answer(answers, _drawn(pygraphviz, header, body), None)
        except (ValueError, OSError, MemoryError, pygraphviz.DotError) as problem:
            _answer(answers, b"", f"{type(problem).__name__}: {problem}"[:500])


def _drawn(pygraphviz: Any, header: dict[str, Any], body: bytes) -> bytes:
    split = header.get("background", 0)
    graph = pygraphviz.AGraph(string=body[split:].decode())
    try:
        if split:
            # As an attribute, not in the text: the parser refuses strings over 16,384 characters.
            graph.graph_attr["_background"] = body[:split].decode()
        drawn = graph.draw(format=header["format"], prog=header["engine"])
    finally:
        graph.close()
    return drawn if isinstance(drawn, bytes) else drawn.encode()


def _answer(stream: BinaryIO, body: bytes, error: str | None) -> None:
    stream.write(json.dumps({"length": len(body), "error": error}).encode() + b"\n" + body)
    stream.flush()


def _limit_memory(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent + seconds) + 1, hard))


if __name__ == "__main__":
    main()
