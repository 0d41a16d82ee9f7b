"""Which month it is so many months ahead, as people say it."""

from datetime import date

_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_FAR = 12 * 100


def month_after(today: date, months: float) -> str:
    """`October 2027`; `more than a hundred years` past that, when nobody counts months any more."""
    if months > _FAR:
        return "more than a hundred years"
    place = today.year * 12 + today.month - 1 + int(months + (today.day - 1) / 30.44)
    return f"{_NAMES[place % 12]} {place // 12}"
