"""dbmate: one file with both ways; `transaction:false` behind the mark of each.

https://github.com/amacneil/dbmate (migration options). Outside a transaction the file goes to the server as one string,
where several statements would be a transaction again: such a step has one statement, and no SET before it.
"""

from designer.planning.formats.base import File, Numbered, numbered, remarks, script
from designer.planning.model import Plan


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`00000000000001_name.sql`: versions are as wide as the timestamps that dbmate makes itself."""
    return tuple(File(f"{one.number:014}_{one.slug}.sql", _text(one)) for one in numbered(plan, first))


def _text(one: Numbered) -> str:
    mark = "" if one.step.transactional else " transaction:false"
    return "\n".join(
        (
            f"-- migrate:up{mark}",
            *remarks(one),
            script(one.step.up),
            "",
            f"-- migrate:down{mark}",
            *remarks(one, back=True),
            script(one.step.down),
        )
    ).rstrip() + "\n"  # fmt: skip
