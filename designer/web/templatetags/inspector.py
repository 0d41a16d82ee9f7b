"""The sections of the inspector. Like the tree's rows they are put together here: as a template's loops, each row asked
the context a hundred times, and that was half of the time of a page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from designer.web.quoting import quoted

if TYPE_CHECKING:
    from designer.web.sections import Row, Section

register = template.Library()


@register.simple_tag(takes_context=True)
def inspector_section(context: Context, section: "Section", new: bool, open: bool) -> SafeString:
    """Rows under a heading. new: the editor is a new one of it; open: the editor is one of its objects."""
    if not (section.rows or section.adds or new):
        return SafeString("")
    here = _Here(context, section, open)
    rows, editor = "".join(here.rows()), here.editor() if new else ""
    if section.folds and (new or not open):
        inside = f'<div class="lines">{editor}</div>' if new else ""
        summary = f"{len(section.rows)} {quoted(section.title.lower())}"
        inside += f'<details class="many"><summary>{summary}</summary><div class="lines">{rows}</div></details>'
    else:
        inside = f'<div class="lines">{rows}{editor}</div>'
    none = "" if section.rows or new else " none"
    head = f"<h3>{quoted(section.title)}</h3>{here.buttons()}"
    return SafeString(f'<section class="part{none}"><div class="section-head">{head}</div>\n{inside}</section>')


class _Here:
    """A section on a page."""

    def __init__(self, context: Context, section: "Section", opened: bool) -> None:
        self._context, self._section, self._opened = context, section, opened
        self._nonce = quoted(context["request"].csp_nonce)
        self._edited = getattr(context.get("editor"), "id", "") if opened else ""

    def editor(self) -> str:
        """The form that is open."""
        with self._context.push(on_top=False):
            form = self._context.template.engine.get_template("inspector/editor.html")  # type: ignore[union-attr]
            return str(form.render(self._context))

    def buttons(self) -> str:
        """What can be done with the whole section."""
        section, written = self._section, ""
        if section.edit_url and not self._opened:
            words = f'Edit<span class="visually-hidden"> {quoted(section.title.lower())}</span>'
            written = self._button(section.edit_url, words, pushed=True)
        return written + "".join(
            self._button(
                url, f'<span aria-hidden="true">+</span><span class="visually-hidden">Add</span> {quoted(label)}'
            )
            for label, url in section.adds
        )

    def _button(self, url: str, words: str, *, pushed: bool = False) -> str:
        return f'<a class="button small quiet"{self._leads_to(url, pushed=pushed)}>{words}</a>'

    def _leads_to(self, url: str, *, pushed: bool) -> str:
        address, pushing = quoted(url), ' hx-push-url="true"' if pushed else ""
        return f' href="{address}" hx-get="{address}" hx-target="#side"{pushing} hx-nonce="{self._nonce}"'

    def rows(self) -> Iterator[str]:
        """Each object, the form in the place of the one that it is of."""
        section = self._section
        for row in section.rows:
            if self._edited and self._edited == row.id:
                yield self.editor()
            elif section.edit_url or section.facts:
                yield _facts(section.facts)
            elif row.name:
                yield self._row(row)

    def _row(self, row: "Row") -> str:
        name, hidden = quoted(row.name), '<span class="visually-hidden">'
        css = f"name{' code' if row.code else ''}{' prime' if row.key == '●' else ''}"
        in_words = f"{hidden}, {quoted(row.key_name)}</span>" if row.key_name else ""
        state = f'<span class="tag{" warning" * (row.state == "undecided")}">{quoted(row.state)}</span>'
        found = quoted(row.findings)
        severity = f'<span class="sev {quoted(row.severity)}" title="{found}"></span>{hidden}{found}</span>'
        more = (
            severity if row.severity else "",
            self._moves(row, name) if row.move_url else "",
            self._decides(row, name) if row.decide_url else "",
        )
        return (
            f'<div class="line{" inner" if row.inner else ""}"><span class="key" aria-hidden="true">{quoted(row.key)}'
            f'</span><a class="{css}" title="{name}"{self._leads_to(row.url, pushed=True)}>{name}{in_words}</a>'
            f'<span class="type" title="{quoted(row.type)}">{quoted(row.type)}</span>'
            f'<span class="note">{quoted(row.note)}{state if row.state else ""}</span>'
            f"{''.join(more)}</div>"
        )

    def _moves(self, row: "Row", name: str) -> str:
        buttons = "".join(
            f'<button class="quiet icon small" type="submit" name="to" value="{to}" aria-label="Move {name} {to}">'
            f"{sign}</button>"
            for to, sign in (("up", "↑"), ("down", "↓"))
        )
        return self._form("moves", row.move_url, buttons)

    def _decides(self, row: "Row", name: str) -> str:
        buttons = "".join(
            f'<button class="small{css}" type="submit" name="state" value="{state}">{word}'
            f'<span class="visually-hidden"> {name}</span></button>'
            for state, word, css in (("accepted", "Accept", ""), ("rejected", "Reject", " quiet"))
        )
        return self._form("decide", row.decide_url, buttons)

    def _form(self, css: str, url: str, buttons: str) -> str:
        address = quoted(url)
        return (
            f'<form class="{css}" method="post" action="{address}" hx-post="{address}" hx-target="#side" '
            f'hx-nonce="{self._nonce}">{self._token()}{buttons}</form>'
        )

    def _token(self) -> str:
        given = self._context.get("csrf_token", "")
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{quoted(str(given))}">' if given else ""


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    if not facts:
        return '<p class="note">Nothing is said of it yet.</p>'
    said = "".join(f"<dt>{quoted(label)}</dt><dd>{quoted(value)}</dd>" for label, value in facts)
    return f'<dl class="facts">{said}</dl>'
