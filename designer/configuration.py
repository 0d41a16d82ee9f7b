"""What the environment says, read once, with every mistake collected instead of raised.

A wrong value becomes a `Problem`, which `designer.web.checks` reports as a system check with an id; so a
mistake in one variable is one sentence and never a traceback.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dj_database_url

# Used where no database is named: every query then says so, instead of reaching some server by accident.
_NO_DATABASE = {"ENGINE": "django.db.backends.dummy"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in the configuration; `id` is the system check's."""

    id: str
    message: str
    hint: str


@dataclass(slots=True)
class Environment:
    """Reads variables; what is wrong with them is gathered in `problems`."""

    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)
    problems: list[Problem] = field(default_factory=list)

    def flag(self, name: str, default: bool = False) -> bool:
        """`1`, `true`, `yes`, `on` or their opposites."""
        value = self.variables.get(name, "").strip().lower()
        if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
            return value in ("1", "true", "yes", "on") if value else default
        self.problems.append(Problem("designer.E001", f"{name} is {value!r}.", "Set it to 1 or 0."))
        return default

    def number(self, name: str, default: int) -> int:
        """A positive whole number."""
        value = self.variables.get(name, "").strip() or str(default)
        if value.isdecimal() and int(value) > 0:
            return int(value)
        self.problems.append(Problem("designer.E002", f"{name} is {value!r}.", "Set it to a positive number."))
        return default

    def listed(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """Values separated by commas."""
        return [part.strip() for part in self.variables.get(name, "").split(",") if part.strip()] or [*default]

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        """One of the options; the first if nothing is said."""
        value = self.variables.get(name, "").strip().lower() or options[0]
        if value in options:
            return value
        hint = f"Set it to {', '.join(options[:-1])} or {options[-1]}."
        self.problems.append(Problem("designer.E009", f"{name} is {value!r}.", hint))
        return options[0]

    def metrics_directory(self) -> None:
        """Makes PROMETHEUS_MULTIPROC_DIR, where the processes of a host put their numbers together.

        One that cannot be written is left out: then each process tells of itself only, and still serves.
        """
        named = self.variables.get("PROMETHEUS_MULTIPROC_DIR")
        if not named:
            return
        try:
            os.makedirs(named, mode=0o700, exist_ok=True)
            usable = os.access(named, os.W_OK | os.X_OK)
        except OSError:
            usable = False
        if not usable:
            os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
            message = f"PROMETHEUS_MULTIPROC_DIR is {named!r}, and nothing can be written there."
            self.problems.append(Problem("designer.E010", message, "Name a directory of the application's user."))

    def secret_key(self) -> str:
        """`DESIGNER_SECRET_KEY`, or a key that lasts as long as this process."""
        return self.variables.get("DESIGNER_SECRET_KEY") or secrets.token_urlsafe(50)

    def public_url(self, hosts: Sequence[str], origins: Sequence[str]) -> str:
        """`DESIGNER_URL`, or what the other settings say of the address that people use."""
        named = self.variables.get("DESIGNER_URL", "").strip()
        if named and not named.startswith(("https://", "http://")):
            hint = "Give the whole address, as https://designer.example.org/."
            self.problems.append(Problem("designer.E011", f"DESIGNER_URL is {named!r}.", hint))
            named = ""
        host = next((one.lstrip("*.") for one in hosts if one.lstrip("*.")), "localhost")
        scheme = "https" if self.flag("DESIGNER_HTTPS") else "http"
        return named or next((one for one in origins if "*" not in one), f"{scheme}://{host}")

    def mail(self) -> dict[str, Any]:
        """Django's settings for sending mail by SMTP. `DESIGNER_MAIL_SECURITY`: starttls (if not said), tls or none."""
        security = self.variables.get("DESIGNER_MAIL_SECURITY", "").strip().lower() or "starttls"
        if security not in ("starttls", "tls", "none"):
            hint = "Set it to starttls, tls or none."
            self.problems.append(Problem("designer.E008", f"DESIGNER_MAIL_SECURITY is {security!r}.", hint))
        sender = self.variables.get("DESIGNER_MAIL_FROM", "") or "Schema Designer <designer@localhost>"
        return {
            "EMAIL_HOST": self.variables.get("DESIGNER_MAIL_HOST", "localhost"),
            "EMAIL_PORT": self.number("DESIGNER_MAIL_PORT", {"tls": 465, "none": 25}.get(security, 587)),
            "EMAIL_HOST_USER": self.variables.get("DESIGNER_MAIL_USER", ""),
            "EMAIL_HOST_PASSWORD": self.variables.get("DESIGNER_MAIL_PASSWORD", ""),
            "EMAIL_USE_TLS": security == "starttls",
            "EMAIL_USE_SSL": security == "tls",
            "EMAIL_TIMEOUT": 10,
            "DEFAULT_FROM_EMAIL": sender,
            "SERVER_EMAIL": sender,
        }

    def databases(self) -> dict[str, dict[str, Any]]:
        """Django's DATABASES.

        `DATABASE_URL` may lead to a pooler in transaction mode when `DATABASE_DIRECT_URL` names the server
        itself; then nothing may outlive a transaction on it, and migrations go through the alias `direct`.
        """
        direct = self._database("DATABASE_DIRECT_URL")
        default = self._database("DATABASE_URL")
        if default is None:
            return {"default": dict(_NO_DATABASE)}
        size = self.number("DATABASE_POOL_SIZE", 4)
        default["OPTIONS"] = {**default.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": size, "timeout": 10}}
        if direct is None:
            return {"default": default}
        default["DISABLE_SERVER_SIDE_CURSORS"] = True
        return {"default": default, "direct": {**direct, "TEST": {"MIRROR": "default"}}}

    def _database(self, name: str) -> dict[str, Any] | None:
        url = self.variables.get(name, "")
        if not url:
            return None
        if not url.startswith(("postgres://", "postgresql://")):
            kind = url.partition(":")[0]
            self.problems.append(
                Problem("designer.E003", f"{name} names {kind!r}.", "It must begin with postgresql://.")
            )
            return None
        try:
            return dict(dj_database_url.parse(url))
        except ValueError:
            self.problems.append(
                Problem("designer.E003", f"{name} is no database URL.", "Quote special characters as %XX.")
            )
            return None
