"""Sqitch: a plan file, and deploy, revert and verify scripts that say BEGIN and COMMIT themselves.

https://sqitch.org/docs/manual/sqitchchanges. Changes depend on the one before, so that they are deployed in order.
"""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, for_client, is_mysql, is_sqlite, numbered, remarks, slugged
from designer.planning.model import Plan


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`sqitch.plan`, `deploy/…`, `revert/…`, `verify/…`."""
    ones = numbered(plan, first)
    engine = "sqlite" if is_sqlite(plan) else "mysql" if is_mysql(plan) else "pg"
    project = slugged(plan.after.name)
    lines = ["%syntax-version=1.0.0", f"%project={project}", ""]
    previous = ""
    for one in ones:
        note = " ".join(one.step.title.split())
        needs = f" [{previous}]" if previous else ""
        planned = f"2000-01-01T{one.number // 3600 % 24:02}:{one.number // 60 % 60:02}:{one.number % 60:02}Z"
        lines.append(f"{_name(one)}{needs} {planned} designer <designer@localhost> # {note}")
        previous = _name(one)
    listing = File("sqitch.plan", "\n".join(lines) + "\n")
    conf = File("sqitch.conf", f"[core]\n\tengine = {engine}\n")
    return (conf, listing, *(file for one in ones for file in _scripts(one, project, engine, plan)))


def _name(one: Numbered) -> str:
    return f"{one.number:04}_{one.slug}"


def _scripts(one: Numbered, project: str, engine: str, plan: Plan) -> Iterator[File]:
    for folder, statements in (("deploy", one.step.up), ("revert", one.step.down), ("verify", ())):
        head = f"-- {folder.capitalize()} {project}:{_name(one)} {'to' if folder == 'deploy' else 'from'} {engine}"
        lines = [head, *(() if folder == "verify" else remarks(one, back=folder == "revert")), ""]
        if folder == "verify":
            lines += ["BEGIN;", "SELECT 1;", "ROLLBACK;"]
        elif one.step.transactional:
            lines += ["BEGIN;", *statements, "COMMIT;"]
        else:
            lines += for_client(statements, plan)
        yield File(f"{folder}/{_name(one)}.sql", "\n".join(lines) + "\n")
