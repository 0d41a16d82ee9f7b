"""What a look at data takes: files, or cells pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from designer.web.data_models import BLOCK
from designer.web.forms.imports import FilesField, SeveralFiles, TooLarge

_MOST_FILES = 12
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0", b"%PDF")


class DataForm(forms.Form):
    """`given` holds the (name, bytes, blocks) of a valid form."""

    uploads = FilesField(
        label="CSV files", required=False, widget=SeveralFiles(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text="Commas, semicolons, tabs or bars; with or without a row of names.",
    )  # fmt: skip
    text = forms.CharField(
        label="or paste cells from a spreadsheet", required=False, strip=False, max_length=10_000_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    keep = forms.BooleanField(
        required=False, label="Keep the rows with the design",
        help_text="So that they can be looked at again. Otherwise they are gone as soon as they were read.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two ways, within the limits."""
        cleaned = super().clean() or {}
        files, text = cleaned.get("uploads") or [], cleaned.get("text") or ""
        if not files and not text.strip() and not self.errors:
            raise ValidationError({"uploads": "Choose a file, or paste some rows."})
        if len(files) > _MOST_FILES:
            raise ValidationError({"uploads": f"That is {len(files)} files, and {_MOST_FILES} are looked at together."})
        size = sum(file.size for file in files) + len(text)
        if size > settings.DATA_MAX_BYTES:
            raise TooLarge(
                f"That is {size / 2**20:,.0f} MB, and {settings.DATA_MAX_BYTES // 2**20} MB are looked at together. "
                "A sample of the rows says as much."
            )
        for file in files:
            if file.chunks and file.open().read(4).startswith(_PACKED):
                raise ValidationError({"uploads": f"{file.name} is no CSV file: save the sheet as CSV and give that."})
        self.given: list[tuple[str, int, Iterator[bytes]]] = [
            (PurePath(file.name).name, file.size, file.chunks(BLOCK)) for file in files
        ]
        if text.strip():
            data = text.encode(errors="replace")
            self.given.append(
                ("pasted.csv", len(data), iter(data[at : at + BLOCK] for at in range(0, len(data), BLOCK)))
            )
        return cleaned

    @property
    def title(self) -> str:
        """What the files are called together."""
        names = [name for name, *_ in self.given]
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

    @property
    def status(self) -> int:
        """Of an answer that refuses it."""
        too_large = any(isinstance(error, TooLarge) for error in self.non_field_errors().as_data())
        return 413 if too_large else 422
