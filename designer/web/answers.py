"""What a form that was sent is answered with."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from designer.schema.changes import Add, Rename
from designer.schema.errors import DesignError
from designer.schema.kinds import SINGLETONS
from designer.schema.naming import path_in
from designer.sql.renames import RenameRefused
from designer.store.cache import schema_of
from designer.web.bench import Bench
from designer.web.editors import PAGES, SHORT, Editor, called, called_in, existing
from designer.web.edits import Outcome, look_at, respond, save, saved
from designer.web.forms.base import ObjectForm
from designer.web.forms.place import HELD_BY
from designer.web.forms.registry import FORMS, word
from designer.web.views import pane_inspector

_TEXTS = 8
"""Rewritten texts that are named one by one."""


def answer(editor: Editor) -> HttpResponse:
    """Saves what was sent, or shows the form again: 422 with what is wrong, 409 with what somebody else did."""
    form = editor.form
    if form.rearranges:
        return show(replace(editor, form=form.as_typed()))
    if not form.is_valid():
        return show(editor, 422)
    try:
        changes = form.changes()
    except RenameRefused as refused:
        form.add_error(form.label, [f"{reason[:1].upper()}{reason[1:]}." for reason in refused.reasons])
        return show(editor, 422)
    except DesignError as refused:
        form.add_error(None, list(refused.problems))
        return show(editor, 422)
    bench, revision = editor.bench, form.cleaned_data["revision"] or editor.bench.design.revision
    if not changes:
        return _done(editor, None, "")
    outcome = save(bench, changes, label=_label(form), opened_on=revision)
    if outcome.conflicts:
        return show(_in_conflict(editor, outcome), 409)
    if outcome.problems:
        form.add_error(None, list(outcome.problems))
        return show(editor, 422)
    return _done(
        editor, outcome, next((one.id for one in changes if isinstance(one, Add) and one.kind == form.kind), "")
    )


def show(editor: Editor, status: int = 200) -> HttpResponse:
    """The form: in the inspector, or on its own page."""
    bench = editor.bench
    editor.form.focus()
    if editor.kind in PAGES:
        context = replace(bench, page=PAGES[editor.kind]).context(editor=editor)
        return render(bench.request, "design/pattern.html", context, status=status)
    place = editor.form.place
    there = look_at(bench, place.owner if place.value is None or place.kind in HELD_BY else place.id, "inspector")
    content = pane_inspector.content(there, replace(editor, bench=there))
    return respond(there, "panes/inspector.html", content, status=status)


def _label(form: ObjectForm) -> str:
    place = form.place
    if place.kind in SINGLETONS:
        return f"Change {'the ' if place.kind != 'requirements' else ''}{word(place.kind)}"
    if place.value is None:
        name = form.cleaned_data.get(form.label) if form.label else ""
        inside = f" to {place.entity.name[:SHORT]}" if place.entity else ""
        return f"Add {word(place.kind)} {str(name or '')[:SHORT]}".strip() + inside
    if form.label in form.changed_data:
        new = str(form.cleaned_data[form.label])
        return f"Rename {word(place.kind)} {called(place)} to {new[:SHORT]}"
    return f"Change {word(place.kind)} {called(place)}"


def _done(editor: Editor, outcome: Outcome | None, made: str) -> HttpResponse:
    bench, form = editor.bench, editor.form
    request = bench.request
    for warning in form.warnings:
        messages.warning(request, warning)
    rewritten = _rewritten(bench, outcome)
    if rewritten:
        messages.info(request, f"The new name was written into {rewritten}.")
    if editor.kind in PAGES:
        if outcome is not None and outcome.revision is not None:
            undo = reverse("undo", args=[bench.design.id, outcome.revision.number])
            messages.success(request, f"{outcome.revision.label}.", extra_tags=undo)
        return HttpResponseRedirect(editor.cancel_url, status=303)
    entity = form.place.entity
    at = entity.id if entity is not None else made if form.kind == "entity" else ""
    if outcome is None:
        messages.info(request, "Nothing was changed.")
        return show_place(bench, at)
    return saved(bench, outcome, at=at)


def show_place(bench: Bench, at: str) -> HttpResponse:
    """The pane of an object without any change: a redirect, or the fragment for htmx."""
    there = look_at(bench, at, "inspector")
    if bench.request.headers.get("HX-Request") == "true":
        return respond(there, "panes/inspector.html", pane_inspector.content(there))
    return HttpResponseRedirect(there.url(there.entity, tab=""), status=303)


def _in_conflict(editor: Editor, outcome: Outcome) -> Editor:
    """The form on the design as it is by now, with the user's text where the user changed something, and for each
    field that both changed the other person's text beside it."""
    bench, form = editor.bench, editor.form
    bench.design.refresh_from_db(fields=["revision"])
    schema = schema_of(bench.design)
    now = existing(schema, form.place.id) if form.place.id else replace(form.place, schema=schema)
    again = form if now is None else form.as_typed(now, bench.design.revision)
    theirs = None if now is None or now.value is None else FORMS[form.kind](now)
    shown = []
    for one in outcome.conflicts:
        fields = form.fields_of(one.field)
        about_this = one.object_id == form.place.id and fields and theirs is not None
        shown.append(
            {
                "label": form[fields[0]].label if about_this else called_in(schema, one.object_id) or word(one.kind),
                "who": one.actor or "somebody",
                "when": f"in revision {one.revision}" if one.revision else "",
                "theirs": theirs.in_words(fields) if about_this and theirs else None,
                "mine": form.in_words(fields, typed=True) if about_this else None,
                "name": f"choose-{one.field}" if about_this else "",
                "message": "" if about_this else one.message,
            }
        )
    return replace(editor, form=again, conflicts=tuple(shown), bench=replace(bench, schema=schema))


def _rewritten(bench: Bench, outcome: Outcome | None) -> str:
    """The texts that a rename changed with the name, in words."""
    if outcome is None or outcome.revision is None:
        return ""
    schema = schema_of(bench.design)
    renames = (one for one in outcome.revision.change_values() if isinstance(one, Rename))
    texts = (text for one in renames for text in one.rewrites if text.object in schema.located)
    places = [
        f"the {_words(text.field)} of {word(schema.located[text.object].kind.name)} {path_in(schema, text.object)}"
        for text in texts
    ]
    listed = list(dict.fromkeys(places))
    more = f" and {len(listed) - _TEXTS} more texts" if len(listed) > _TEXTS else ""
    return ", ".join(listed[:_TEXTS]) + more


def _words(field: str) -> str:
    return field.partition(".")[0].replace("_", " ")
