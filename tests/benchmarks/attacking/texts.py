"""Names and texts that are markup, formulas or statements in another language."""

import csv
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from tests.benchmarks.attacking.payloads import FORMULAS, LANGUAGES, XSS
from tests.benchmarks.attacking.target import Application, Record, Structure, body, named


def stored_xss(app: Application, record: Record) -> None:
    """In every name and text, on every page and in every export that a browser shows."""
    from designer.store.models import SharePart
    from designer.store.proposals import propose
    from designer.store.shares import create_share
    from designer.store.threads import About, start_thread

    pages = (
        "",
        "findings/",
        "history/",
        "dictionary/",
        "patterns/",
        "export/",
        "normalize/",
        "versions/",
        "plan/",
        "reviews/",
    )
    for payload in XSS:
        alice = app.people["alice"]
        alice.first_name = payload[:150]
        alice.save()
        app.team.name = payload[:100]
        app.team.save()
        design = app.design(payload)
        review = propose(design, alice, title=payload.replace("\u2028", " "), description=payload)
        start_thread(design, alice, About("review", "", "the whole"), payload)
        start_thread(design, alice, About("review", "", "the whole"), payload, review=review)
        _, token = create_share(alice, design, label=payload, parts=SharePart.values)
        client, visitor = app.browser("alice"), app.browser()
        paths = [f"/d/{design.pk}/{page}" for page in pages]
        paths += [
            f"/d/{design.pk}/?tab=threads",
            f"/d/{design.pk}/?detail=all",
            f"/d/{design.pk}/shares/",
            "/",
            "/teams/",
        ]
        paths += [f"/d/{design.pk}/reviews/{review.number}/", f"/teams/{app.team.pk}/", f"/teams/{app.team.pk}/audit/"]
        faults = [one for path in paths for one in seen_in(client.get(path))]
        faults += [
            one for page in ("", "dictionary/", "findings/") for one in seen_in(visitor.get(f"/s/{token}/{page}"))
        ]
        record.note("stored XSS: every name and text, 22 pages", payload, not faults, faults[:3])
        faults = []
        for target in ("html", "svg", "markdown"):
            answer = client.get(f"/d/{design.pk}/export/{target}/file/")
            if answer.status_code == 200:
                faults += in_export(target, body(answer))
        record.note("stored XSS: HTML, SVG and Markdown exports", payload, not faults, faults[:3])


def seen_in(answer: Any) -> list[str]:
    if answer.status_code >= 500:
        return [f"status {answer.status_code}"]
    policy = answer.headers.get("Content-Security-Policy", "")
    missing = [] if "default-src 'none'" in policy and "unsafe" not in policy else ["no policy"]
    return Structure(answer.content.decode(errors="replace")).faults + missing


def in_export(target: str, text: str) -> list[str]:
    if target == "markdown":
        from markdown_it import MarkdownIt

        from designer.web.markdown import markdown

        rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)  # as the laxest reader does
        return Structure(rendered).faults + Structure(str(markdown(text[:20_000]))).faults
    if target == "svg":
        tree = ElementTree.fromstring(text)
        strange = [
            one.tag for one in tree.iter() if str(one.tag).rpartition("}")[2].lower() in ("script", "foreignobject")
        ]
        return strange + Structure(text).faults
    return Structure(text).faults


def spreadsheets(app: Application, record: Record) -> None:
    """Formulas in the exports and in the record of a team."""
    for payload in FORMULAS:
        app.team.name = payload
        app.team.save()
        design = app.design(payload)
        client = app.browser("alice")
        client.post(f"/teams/{app.team.pk}/rename/", {"name": f"{payload}x"})
        client.get(f"/d/{design.pk}/export/postgres/file/")
        sheets = {"audit.csv": body(client.get(f"/teams/{app.team.pk}/audit.csv"))}
        answer = client.get(f"/d/{design.pk}/export/csv/file/")
        content = answer.content if not answer.streaming else b"".join(answer.streaming_content)
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                sheets |= {name: packed.read(name).decode() for name in packed.namelist() if name.endswith(".csv")}
        else:
            sheets["csv"] = content.decode()
        bad = [
            (name, cell)
            for name, text in sheets.items()
            for row in csv.reader(io.StringIO(text, newline=""))
            for cell in row
            if cell[:1] in ("=", "+", "@", "\t", "\r") or re.match(r"-[^\d]|-\d+[^\d.]", cell)
        ]
        record.note(f"formulas in {len(sheets)} tables", payload, not bad and answer.status_code == 200, bad[:3])


def other_languages(app: Application, record: Record) -> None:
    """A name may not become a statement, a directive or a link of the language that it is written in."""
    from designer.exporters import export
    from designer.exporters.registry import ExportError
    from designer.sql.splitting import split

    plain = {target: export(named("plain"), target).content for target in LANGUAGES}
    for target, payloads in LANGUAGES.items():
        for payload in payloads:
            try:
                text = export(named(payload), target).content
            except ExportError as refused:
                record.note(f"{target}: a name becomes a statement", payload, True, f"refused: {refused}")
                continue
            assert isinstance(text, str)
            held, seen = True, ""
            if target in ("postgres", "mysql", "sqlite"):
                before, after = (
                    [one for one in split(str(each), target) if one.kind != "empty"] for each in (plain[target], text)
                )
                words = [one.text.split()[0].upper() for one in after if one.text.split()]
                held, seen = "DROP" not in words, f"{len(before)} and {len(after)} statements"
            elif target == "plantuml":
                lines = [line.strip() for line in text.splitlines()]
                held = not any(line.startswith("!") for line in lines) and lines.count("@enduml") == 1
            elif target == "mermaid":
                lines = [line.strip() for line in text.splitlines()]
                held = not any(line.startswith(("click", "%%{")) for line in lines)
            elif target == "dot":
                import pygraphviz

                graph = pygraphviz.AGraph(string=text)
                urls = [one.attr.get(key) for one in (*graph.nodes(), *graph.edges()) for key in ("URL", "href")]
                held = not any(urls) and not graph.graph_attr.get("URL")
            elif target == "dbml":
                from designer.importers import import_sql

                held = len(import_sql(text, "dbml").schema.entities) == 2
            record.note(f"{target}: a name becomes a statement", payload, held, seen)
