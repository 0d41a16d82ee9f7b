"""Event streams, and beside them the pages: `granian --interface asgi designer.asgi:application`.

An installation sends `/events/` here and the pages to `designer.wsgi`. Whatever else comes here is answered by that
same WSGI application in threads: so one process on one port can be everything, as in the demo.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from asgiref.wsgi import WsgiToAsgiInstance

from designer import wsgi  # sets Django up, and must come first
from designer.web.streams.serving import PREFIX, Receive, Scope, Send, Streams

_wsgi: Any = wsgi.application
_IN_MEMORY, _AT_ONCE = 2**20, 2**16
_threads = ThreadPoolExecutor(4, thread_name_prefix="pages")
_streams = Streams()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers requests, and says that it is ready and has ended where the server asks."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] != "http":
        raise ValueError(f"there is nothing for {scope['type']} here")
    elif scope["path"].startswith(PREFIX):
        await _streams(scope, receive, send)
    else:
        await _page(scope, receive, send)


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    """A page from its first byte to its last, in one thread at a stretch: several ways there and back cost more."""
    with SpooledTemporaryFile(_IN_MEMORY) as asked, SpooledTemporaryFile(_IN_MEMORY) as answer:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            asked.write(message.get("body", b""))
            more = message.get("more_body", False)
        asked.seek(0)
        loop = asyncio.get_running_loop()
        status, headers = await loop.run_in_executor(_threads, _answer, scope, asked, answer)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        answer.seek(0)
        while part := answer.read(_AT_ONCE):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _answer(scope: Scope, asked: IO[bytes], answer: IO[bytes]) -> tuple[int, list[tuple[bytes, bytes]]]:
    """Runs the WSGI application; its body goes to `answer`."""
    started: list[tuple[int, list[tuple[bytes, bytes]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        started[:] = [(int(status.partition(" ")[0]), encoded)]

    bridge = cast(Any, WsgiToAsgiInstance)(_wsgi)
    bridge.scope = scope
    try:
        environ = bridge.build_environ(scope, asked)
    except ValueError:  # no address or headers that WSGI can say
        return 400, [(b"content-type", b"text/plain")]
    response = _wsgi(environ, start)
    try:
        for part in response:
            answer.write(part)
    finally:
        response.close()  # then Django gives its database connection back
    return started[0]


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            _streams.hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
