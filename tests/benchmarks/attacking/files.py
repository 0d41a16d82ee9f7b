"""Uploads, archives and paths."""

import gzip
import io
import zipfile

from tests.benchmarks.attacking.payloads import PATHS
from tests.benchmarks.attacking.target import Application, Record


def files(app: Application, record: Record) -> None:
    """Uploads that are more than they look like, and archives that unpack elsewhere."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    zipped, nested = io.BytesIO(), "(" * 50_000 + ")" * 50_000
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.sql", b"0" * 50_000_000)
    bombs: dict[str, tuple[str, bytes]] = {
        "zip of 50 MB": ("a.sql", zipped.getvalue()), "gzip of 50 MB": ("a.sql", gzip.compress(b"0" * 50_000_000)),
        "21 MB of text": ("a.sql", b"-- x\n" * 4_400_000), "50,000 brackets": ("a.sql", f"SELECT {nested};".encode()),
        "JSON 100,000 deep": ("a.json", b"[" * 100_000), "a number of a million digits": ("a.json",
        b'{"a":' + b"9" * 1_000_000 + b"}"),
        "DBML 20,000 deep": ("a.dbml", b"Table a {" * 20_000), "a file that says it is a database": ("a.db",
        b"SQLite format 3\0" + b"\xff" * 4096),
        "100,000 columns": ("a.csv", b",".join(b"c%d" % n for n in range(100_000)) + b"\n"),
        "an empty file": ("a.sql", b""), "bytes": ("a.sql", bytes(range(256)) * 100), "an entity bomb": (
            "a.sql", b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><l>&b;</l>'),
        "NUL in a name": ("a.sql", b'CREATE TABLE "a\x00b" (id int);'), "UTF-16 half": ("a.sql",
        b"\xff\xfeC\x00R\x00E"),
    }  # fmt: skip
    import time

    for name, (called, content) in bombs.items():
        began = time.process_time()
        answer = app.browser("alice").post(
            "/import/", {"uploads": SimpleUploadedFile(called, content), "kind": "", "text": ""}
        )
        took = time.process_time() - began
        held = answer.status_code < 500 and took < 10
        record.note("uploads", f"{name} as {called}", held, f"{answer.status_code} in {took:.1f} s")
    for payload in PATHS:
        design = app.design(payload)
        client = app.browser("alice")
        bad: list[str] = []
        for target in ("django", "sqlalchemy", "csv", "operations"):
            answer = client.get(f"/d/{design.pk}/export/{target}/file/")
            content = answer.content if not answer.streaming else b"".join(answer.streaming_content)
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(io.BytesIO(content)) as opened:
                    bad += [
                        one for one in opened.namelist()
                        if one.startswith(("/", "~", "\\")) or ".." in one or ":" in one or "\\" in one
                    ]  # fmt: skip
            if answer.status_code >= 500:
                bad.append(f"{target} {answer.status_code}")
        record.note("paths in archives", payload, not bad, bad)
    for payload in ("..%2f..%2fsettings.py", "../settings.py", "%2e%2e/%2e%2e/etc/passwd", "....//x", "/etc/passwd"):
        answer = app.browser().get(f"/static/{payload}")
        record.note("paths of static files", payload, answer.status_code == 404, answer.status_code)
