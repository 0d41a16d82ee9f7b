"""The API, and what logs say."""

import re
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.attacking.target import Application, Record


def api(app: Application, record: Record) -> None:
    from designer.store.api_tokens import create_token

    design = app.design("plain")
    base = "/api/v1"
    _, reading = create_token(app.people["alice"], name="reads", scopes=(), days=1)
    _, foreign = create_token(app.people["mallory"], name="other", scopes=("write", "review", "read"), days=1)
    for path in addresses():
        if path.startswith("api/v1") and not path.endswith("openapi.json"):  # which anybody may read
            status = _api(app, path, design, "").status_code
            record.note("API: without a token", path, status in (401, 404, 405, 302), status)
    for wrong in ("sdt_", "sdt_x", "sdt_" + "a" * 43, reading[:-1], reading.upper(), "null", "é", "' OR 1=1 --"):
        answer = app.browser().get(
            f"{base}/designs", headers={"Authorization": f"Bearer {wrong}".encode().decode("latin-1")}
        )
        record.note("API", f"token {wrong[:16]}", answer.status_code in (401, 429), answer.status_code)
    answer = app.browser("alice").get(f"{base}/designs")
    record.note("API", "a session instead of a token", answer.status_code == 401, answer.status_code)
    for token, whose, expected in ((foreign, "another team's", (404,)), (reading, "reading, to write", (403, 404))):
        call = app.browser()
        headers = {"Authorization": f"Bearer {token}"}
        if token == foreign:
            answer = call.get(f"{base}/designs/{design.pk}", headers=headers)
            record.note("API", f"{whose} design, read", answer.status_code in expected, answer.status_code)
        for method, path in (
            ("delete", f"/designs/{design.pk}"),
            ("patch", f"/designs/{design.pk}"),
            ("post", f"/designs/{design.pk}/versions"),
        ):
            answer = getattr(call, method)(f"{base}{path}", "{}", content_type="application/json", headers=headers)
            record.note(
                "API", f"{whose}: {method} {path}", answer.status_code in (*expected, 405, 422), answer.status_code
            )
    for name, text in (("deep", "[" * 100_000), ("NaN", '{"name": NaN}'), ("twice", '{"name":"a","name":"b"}'),
    ("digits", "9" * 100_000),
                       ("NUL", '{"name":"a\\u0000"}'), ("surrogate", '{"name":"\\ud800"}'), ("text",
                       "<xml/>")):  # fmt: skip
        _, writing = create_token(app.people["alice"], name=f"writes {name}", scopes=("write", "review"), days=1)
        answer = app.browser().post(
            f"{base}/designs", text, content_type="application/json", headers={"Authorization": f"Bearer {writing}"}
        )
        record.note("API", f"JSON: {name}", 400 <= answer.status_code < 500, answer.status_code)


def addresses() -> Iterator[str]:
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(patterns: list[Any], before: str) -> Iterator[str]:
        for one in patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, path)
            elif isinstance(one, URLPattern):
                yield path

    yield from walk(get_resolver().url_patterns, "")


def _api(app: Application, path: str, design: Any, token: str) -> Any:
    filled = re.sub(r"<(\w+:)?\w+>", lambda found: "1" if (found[1] or "").startswith("int") else str(design.pk), path)
    return app.browser().get("/" + filled)


def logs(record: Record) -> None:
    import logging

    from designer.web.logs import JsonLines, Lines, WithoutTokens

    secret = "kX3v-secret-of-32-characters-0123"
    for told in (f"GET /s/{secret}/", f"postgresql://a:{secret}@h/x", f"Authorization: Bearer {secret}",
    f"password={secret}",
                 f'{{"password": "{secret}"}}', f"sessionid={secret}",
                 f"/accounts/password/reset/key/{secret}/"):  # fmt: skip
        for formatter in (Lines("%(message)s"), JsonLines()):
            line = logging.LogRecord("a", 20, "", 1, "%s", (told,), None)
            WithoutTokens().filter(line)
            record.note(
                "secrets in logs", f"{type(formatter).__name__}: {told[:40]}", secret not in formatter.format(line)
            )
