"""The relay's TLS, with a real server whose certificate nobody has signed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from designer.importers.live import Unreachable, import_url
from designer.lab.installation import find_installation
from tests.importers.live.serving import tls_postgres
from tests.optional import find

pytestmark = [
    pytest.mark.requires("contrib-postgres"),
    pytest.mark.strict_only("it makes a server of another release"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate"),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with tls_postgres(Path(find("contrib-postgres"))) as port:
        with psycopg.connect(f"postgresql://reader:secret@127.0.0.1:{port}/postgres?sslmode=require") as session:
            session.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)")
        yield port


def read(port: int, mode: str) -> list[str]:
    url = f"postgresql://reader:secret@127.0.0.1:{port}/postgres?sslmode={mode}"
    found = import_url(url, pg_dump=find_installation().program("pg_dump"), allow_private=True)
    return [one.name for one in found.schema.entities]


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full", "disable", "allow", "no such mode"])
def test_a_certificate_that_nobody_signed_and_plain_text_are_refused(port: int, mode: str) -> None:
    with pytest.raises(Unreachable) as refused:
        read(port, mode)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("mode", ["require", "prefer"])
def test_a_server_that_asks_for_tls_is_read_over_it(port: int, mode: str) -> None:
    assert read(port, mode) == ["orders"]
