"""What must not stand in a log: whoever reads it must not be able to open what it tells of."""

import logging
import re

_SECRETS = re.compile(r"(/(?:s|e|invitations|confirm-email|password/reset/key)/)[^/\s?\"']{16,}")


class WithoutTokens(logging.Filter):
    """Takes the tokens of links out of addresses in a message and its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record through, redacted."""
        message = record.getMessage()
        redacted = _SECRETS.sub(r"\1…", message)
        if redacted != message:
            record.msg, record.args = redacted, ()
        return True
