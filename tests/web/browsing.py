"""A form of a page as a browser without JavaScript sees it: fields with their values, and sending them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

Fields = dict[str, list[str]]
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}


class _Form(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form_id, self.inside, self.found = form_id, False, False
        self.action, self.fields = "", Fields()
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.area: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("id") == self.form_id:
            self.inside, self.found, self.action = True, True, given.get("action", "")
        if not self.inside or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            # A browser takes line ends out of what stands on one line.
            default = "on" if given.get("type") in ("checkbox", "radio") else ""
            value = given.get("value", default).replace("\n", "").replace("\r", "")
            self.fields.setdefault(name, []).append(value)
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self.area, self.text = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected] or [self.options[0][0]]
            self.fields[self.select] = chosen
            self.select = None
        elif tag == "textarea" and self.area:
            text = self.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
            self.fields[self.area] = [text.replace("\n", "\r\n")]
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data


def form_of(answer: HttpResponse, form_id: str = "editor") -> tuple[str, Fields]:
    """(address, fields) of the form with this id; fails where there is none."""
    parser = _Form(form_id)
    parser.feed(answer.content.decode())
    assert parser.found, f"no form {form_id} in the answer ({answer.status_code})"
    return parser.action, parser.fields


def send(client: Client, address: str, fields: Fields, headers: Any = None, **typed: Any) -> HttpResponse:
    """Posts a form's fields with what was typed; None takes a field away (a box that is not ticked)."""
    data: dict[str, Any] = {**fields}
    for name, value in typed.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return client.post(address, data, headers=headers)  # type: ignore[return-value]


def fill(client: Client, url: str, headers: Any = None, **typed: Any) -> HttpResponse:
    """Opens the form at `url` (the part of the page that holds it), types into it, and sends it."""
    answer = client.get(url, headers=FRAGMENT)
    assert answer.status_code == 200, (url, answer.status_code)
    address, fields = form_of(answer)  # type: ignore[arg-type]
    return send(client, address, fields, headers, **typed)


def errors_of(answer: HttpResponse) -> dict[str, Any]:
    """What the form in the answer has against what was sent."""
    editor = (answer.context or {}).get("editor")  # type: ignore[attr-defined]
    return {name: list(held) for name, held in editor.form.errors.items()} if editor else {}
