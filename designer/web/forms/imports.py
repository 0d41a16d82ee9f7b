"""What an import takes."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from designer.importers.live import without_password
from designer.web.forms.addresses import AddressForm, target_of
from designer.web.importing import KINDS, Unreadable, begins_as_database, statements_of, text_of

_MEGABYTE = 2**20
_ENDINGS = ".sql,.ddl,.psql,.json,.txt,.dbml,.csv,.db,.db3,.sqlite,.sqlite3"


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


class ImportForm(AddressForm):
    """Pasted text, or files, and what is known of them. `sources` holds [{name, text}] of a valid form."""

    sources: list[dict[str, str]]

    text = forms.CharField(
        label="SQL",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 16, "spellcheck": "false", "autocomplete": "off", "placeholder": "CREATE TABLE orders (…"}
        ),
    )
    uploads = FilesField(
        label="Files",
        required=False,
        widget=SeveralFiles(attrs={"accept": _ENDINGS}),
    )
    url = forms.CharField(
        label="Address of a database",
        required=False,
        max_length=2000,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "postgresql://reader@db.example.org/shop",
            }
        ),
    )
    password = forms.CharField(
        label="Its password",
        required=False,
        strip=False,
        max_length=1000,
        help_text="Used once, sealed until then, and kept nowhere. Only the catalogue and its statistics are read.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    no_values = forms.BooleanField(
        label="Leave out common values and ranges",
        required=False,
        help_text="The server's statistics hold the most common values of each column and the ends of its range, which"
        " are data of real rows. They make plans truer, and they go into the design. Numbers of rows, of distinct"
        " values and of nulls, and widths are read in any case.",
    )
    without = forms.CharField(
        label="Columns whose values stay there",
        required=False,
        max_length=5000,
        help_text="For example <code>customers.mail, *.phone</code>. Columns that refer to them are left out too.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        max_length=200,
        required=False,
        help_text="Left empty, that of the file or the database.",
        label="Name of the design",
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
        if given.get("url") or self.errors.get("url"):
            return self._only_the_database(given, bool(texts.strip() or files))
        if not texts.strip() and not files:
            raise ValidationError({"text": "Paste SQL here, choose files, or give the address of a database."})
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

    def clean_url(self) -> str:
        """An address that can be taken apart. What may be read is seen when it is."""
        url: str = self.cleaned_data["url"].strip()
        if url:
            self.target = target_of(url)
        return url

    def _only_the_database(self, given: dict[str, Any], is_more: bool) -> dict[str, Any]:
        if is_more:
            raise ValidationError(
                {"url": "A database is read alone: leave out the text and the files, or the address."}
            )
        self.sources = []
        return given

    @property
    def database(self) -> list[dict[str, Any]]:
        """The database as a draft keeps it: its address without the password, and what is not to be read there."""
        address, columns = without_password(self.cleaned_data["url"]), self.cleaned_data["without"].split(",")
        left_out = [one.strip() for one in columns if one.strip()]
        return [{"address": address, "values": not self.cleaned_data["no_values"], "without": left_out}]

    def _uploaded(self, files: list[Any]) -> list[dict[str, str]]:
        try:
            if any(begins_as_database(file) for file in files):
                return self._database_file(files)
            return [{"name": PurePath(file.name).name, "text": text_of(file.read(), file.name)} for file in files]
        except Unreadable as error:
            raise ValidationError({"uploads": str(error)}) from None

    def _database_file(self, files: list[Any]) -> list[dict[str, str]]:
        """A SQLite database: its catalogue, as the statements that made it."""
        if len(files) > 1 or self.sources:
            raise Unreadable("A database file is imported alone: leave out the others and the text.")
        name = PurePath(files[0].name).name
        if self.cleaned_data.get("kind") not in ("", "sqlite"):
            raise Unreadable(f"{name} is a SQLite database: choose SQLite, or leave it to be guessed.")
        self.cleaned_data["kind"] = "sqlite"
        return [{"name": name, "text": statements_of(files[0], name)}]

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
        if self.target is not None:
            named = PurePath(self.target.path).stem or self.target.database
        return self.cleaned_data["name"].strip() or named or "Imported design"


class CreateForm(forms.Form):
    """The last word before a design is made."""

    name = forms.CharField(max_length=200, label="Name of the design", error_messages={"required": "Give it a name."})
