"""Addresses of databases, as forms take them."""

from django.core.exceptions import ValidationError

from designer.importers.live import Target, Unreachable, parse_target


def target_of(url: str) -> Target:
    """An address taken apart; ValidationError in words for what is none. What may be read is seen when it is."""
    try:
        return parse_target(url)
    except Unreachable as error:
        raise ValidationError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
