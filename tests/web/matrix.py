"""The permissions as a table, from the lines that the test walks: `python -m tests.web.matrix`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.web.roles import MEMBERS, ROLES

_WHO = (*MEMBERS, "stranger", "nobody", "visitor")
"""A visitor has opened a shared link, and is nobody everywhere else."""
_WORDS = {302: "sign in", 403: "refused", 404: "not there"}


def table() -> Iterator[str]:
    """One line per address: what each role is answered with; a number is the status of who may."""
    yield f"{'address':<22}{'':<6}" + "".join(f"{role:<11}" for role in _WHO)
    for name, (method, _, expected) in sorted(ROLES.items()):
        statuses = [expected["nobody" if role == "visitor" else role] for role in _WHO]
        # Where everybody who may is led on, 302 is no way to the sign-in.
        led_on = expected["owner"] == 302
        cells = (
            str(status) if led_on and status == 302 and role in MEMBERS else _WORDS.get(status, str(status))
            for role, status in zip(_WHO, statuses, strict=True)
        )
        yield f"{name:<22}{method:<6}" + "".join(f"{cell:<11}" for cell in cells)


if __name__ == "__main__":
    print("\n".join(table()))
