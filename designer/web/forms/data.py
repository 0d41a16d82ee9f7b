"""What a look at data takes: files, cells pasted from a spreadsheet, or the address of a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from designer.importers.live import without_password
from designer.importers.sqlite.files import HEADER
from designer.web.data_models import BLOCK
from designer.web.forms.addresses import AddressForm, target_of
from designer.web.forms.imports import FilesField, SeveralFiles, TooLarge

_MOST_FILES = 12
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0", b"%PDF")


class DataForm(AddressForm):
    """`given` holds the (name, bytes, blocks) of a valid form."""

    uploads = FilesField(
        label="CSV files, or a SQLite database", required=False,
        widget=SeveralFiles(attrs={"accept": ".csv,.tsv,.txt,text/csv,.sqlite,.sqlite3,.db,.db3"}),
        help_text="Commas, semicolons, tabs or bars; with or without a row of names. A database is sampled.",
    )  # fmt: skip
    text = forms.CharField(
        label="or paste cells from a spreadsheet", required=False, strip=False, max_length=10_000_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    keep = forms.BooleanField(
        required=False, label="Keep the rows with the design",
        help_text="So that they can be looked at again. Otherwise they are gone as soon as they were read.",
    )  # fmt: skip

    url = forms.CharField(
        label="Address of a database", required=False, max_length=2000,
        help_text="PostgreSQL, MySQL, MariaDB. Its tables are sampled at random, read only, and no row is kept.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false",
                   "placeholder": "postgresql://reader@db.example.org/shop"}
        ),
    )  # fmt: skip
    password = forms.CharField(
        label="Its password", required=False, strip=False, max_length=1000,
        help_text="Used once, sealed until then, and kept nowhere.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    tables = forms.CharField(
        label="Tables", required=False, max_length=5000,
        help_text="For example <code>orders, sales.customers</code>. Left empty, those that the design has, or all.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    is_database = False
    """Whether the one file is a database: of that a sample is read, and it is never kept."""

    def clean_url(self) -> str:
        """An address that can be taken apart. What may be read is seen when it is."""
        url: str = self.cleaned_data["url"].strip()
        if url:
            self.target = target_of(url)
            if self.target.dialect == "sqlite" and not settings.IMPORT_LOCAL_FILES:
                raise ValidationError("Files of the server are not read from here: choose the SQLite file above.")
        return url

    def clean(self) -> dict[str, Any]:
        """One of the ways, within the limits."""
        cleaned = super().clean() or {}
        self.given: list[tuple[str, int, Iterator[bytes]]] = []
        files, text = cleaned.get("uploads") or [], cleaned.get("text") or ""
        if cleaned.get("url") or self.errors.get("url"):
            if files or text.strip():
                raise ValidationError({"url": "A database is looked at alone: leave out the files, or the address."})
            return cleaned
        if cleaned.get("tables") and not files and not text.strip():
            raise ValidationError({"url": "Give the address of the database that has these tables."})
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
            head = file.open().read(len(HEADER)) if file.chunks else b""
            if head == HEADER and (len(files) > 1 or text.strip()):
                raise ValidationError({"uploads": f"{file.name} is a database, which is looked at alone."})
            self.is_database = head == HEADER
            if head.startswith(_PACKED):
                raise ValidationError({"uploads": f"{file.name} is no CSV file: save the sheet as CSV and give that."})
        self.given = [(PurePath(file.name).name, file.size, file.chunks(BLOCK)) for file in files]
        if text.strip():
            data = text.encode(errors="replace")
            self.given.append(
                ("pasted.csv", len(data), iter(data[at : at + BLOCK] for at in range(0, len(data), BLOCK)))
            )
        return cleaned

    @property
    def sources(self) -> list[dict[str, Any]]:
        """As a run keeps them: the address of a database without its password."""
        if self.target is None:
            tables = {"tables": self._tables} if self._tables else {}
            return [{"name": name, "bytes": size, **tables} for name, size, _ in self.given]
        address = without_password(self.cleaned_data["url"])
        return [{"name": self.target.shown, "bytes": 0, "address": address, "tables": self._tables}]

    @property
    def _tables(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["tables"].split(",") if one.strip()]

    @property
    def title(self) -> str:
        """What the files, or the tables of the database, are called together."""
        if self.target is not None:
            return self.target.shown
        names = [name for name, *_ in self.given]
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

    @property
    def status(self) -> int:
        """Of an answer that refuses it."""
        too_large = any(isinstance(error, TooLarge) for error in self.non_field_errors().as_data())
        return 413 if too_large else 422
