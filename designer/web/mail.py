"""Mail of our own: plain text, sent at once, so that whoever waits for it hears when it does not go."""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

_log = logging.getLogger(__name__)


def send(to: str, template: str, context: dict[str, Any]) -> bool:
    """Sends `mail/<template>.txt`, whose first line is the subject. Returns whether a server took it."""
    subject, _, body = render_to_string(f"mail/{template}.txt", context).strip().partition("\n")
    try:
        EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to]).send()
    except (SMTPException, OSError) as error:
        _log.warning("a mail was not sent: %s", type(error).__name__)
        return False
    return True
