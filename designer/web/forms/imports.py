"""What an import takes."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from designer.web.importing import KINDS, Unreadable, text_of

_MEGABYTE = 2**20


class TooLarge(ValidationError):
    """More than one import takes; answered with 413."""


class SeveralFiles(forms.FileInput):
    """A choice of one or several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """The uploaded files; an empty list for none."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by the rules of one."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class ImportForm(forms.Form):
    """Pasted text, or files, and what is known of them. `sources` holds [{name, text}] of a valid form."""

    text = forms.CharField(
        label="SQL",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 16, "spellcheck": "false", "autocomplete": "off", "placeholder": "CREATE TABLE orders (…"}
        ),
    )
    uploads = FilesField(
        label="Files", required=False, widget=SeveralFiles(attrs={"accept": ".sql,.ddl,.psql,.json,.txt,.dbml,.csv"})
    )
    name = forms.CharField(
        max_length=200, required=False, help_text="Left empty, the file's name.", label="Name of the design"
    )
    kind = forms.ChoiceField(choices=KINDS, required=False, label="Written for")
    queries = forms.CharField(
        required=False,
        strip=False,
        label="Queries that run on it",
        help_text="SELECT, INSERT, UPDATE, DELETE, each with comments above it: "
        "<code>-- name: orders of a customer</code>, <code>-- frequency: 1200/min</code>. They let indexes be judged.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two ways, within the limits."""
        given = super().clean() or {}
        texts, files = given.get("text") or "", given.get("uploads") or []
        if not texts.strip() and not files:
            raise ValidationError({"text": "Paste SQL here, or choose files."})
        size = len(texts.encode(errors="replace")) + sum(file.size for file in files)
        if size > settings.IMPORT_MAX_BYTES:
            raise TooLarge(
                f"That is {size / _MEGABYTE:,.1f} MB, and one import takes {settings.IMPORT_MAX_BYTES // _MEGABYTE} MB."
                " Leave out the data (pg_dump --schema-only). What you pasted is still here; files have to be chosen"
                " again."
            )
        if "\x00" in texts + (given.get("queries") or ""):
            raise ValidationError("The text holds a NUL character, which no SQL has.")
        self.sources = [{"name": "", "text": texts}] if texts.strip() else []
        self.sources += self._uploaded(files)
        self._one_design_only()
        return given

    def _uploaded(self, files: list[Any]) -> list[dict[str, str]]:
        try:
            return [{"name": PurePath(file.name).name, "text": text_of(file.read(), file.name)} for file in files]
        except Unreadable as error:
            raise ValidationError({"uploads": str(error)}) from None

    def _one_design_only(self) -> None:
        designs = [one["name"] or "the pasted text" for one in self.sources if one["text"].lstrip()[:1] == "{"]
        if designs and len(self.sources) > 1:
            raise ValidationError(f"A design file is imported alone: leave out {designs[0]}, or everything else.")

    @property
    def is_too_large(self) -> bool:
        """Whether the size is what stands against it."""
        return any(isinstance(error, TooLarge) for error in self.non_field_errors().as_data())

    def title(self) -> str:
        """The name given, else that of the first file, else a plain one."""
        named = next((PurePath(one["name"]).stem for one in self.sources if one["name"]), "")
        return self.cleaned_data["name"].strip() or named or "Imported design"


class CreateForm(forms.Form):
    """The last word before a design is made."""

    name = forms.CharField(max_length=200, label="Name of the design", error_messages={"required": "Give it a name."})
