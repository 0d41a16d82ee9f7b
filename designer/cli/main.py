"""Choosing the command, and turning what goes wrong into one line and an exit code."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from designer.cli.errors import BadInput

COMMANDS = {
    "import": ("designer.cli.import_command", "read SQL, a dump or a design file, and write a design file"),
    "analyze": ("designer.cli.analyze_command", "what a database specialist says about a design"),
    "indexes": ("designer.cli.indexes_command", "the index set for the access patterns, proved by a real planner"),
    "explain": ("designer.cli.explain_command", "planner cost and plan of each access pattern, without any data"),
    "export": ("designer.cli.export_command", "DDL, diagrams, documents and other formats"),
    "normalize": (
        "designer.cli.normalize_command",
        "keys, normal forms and decompositions of one relation, with proof",
    ),
    "discover": ("designer.cli.discover_command", "keys, functional dependencies and foreign keys that data shows"),
    "diff": ("designer.cli.diff_command", "the changes between two designs"),
    "plan": ("designer.cli.plan_command", "the migration between two designs, as files, with its hazards and proof"),
    "lint": ("designer.cli.lint_command", "hazards of a migration that somebody else wrote"),
    "verify": ("designer.cli.verify_command", "run the exported DDL on a real server and compare what it made"),
    "push": ("designer.cli.push_command", "bring a design to a server, as a new one or as its next state"),
    "pull": ("designer.cli.pull_command", "take a design from a server, as a design file or in another form"),
    "review": ("designer.cli.review_command", "propose the state of a branch on a server, and say what the rules find"),
}

_PLANNED = frozenset(("explain", "indexes"))
"""Commands that ask the planner's server, which starts while they are loaded."""
_ASKS_FOR_HELP = frozenset(("-h", "--help"))
DONE, DOES_NOT_HOLD, BAD_INPUT = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, as every other bad input is said."""

    def error(self, message: str) -> NoReturn:
        if message.startswith("argument COMMAND"):
            message = _unknown_command(message)
        self.exit(BAD_INPUT, f"{self.prog}: {_one_line(message)}; see {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code: 0 done, 1 what was asked about does not hold, 2 bad input."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if len(given) > 1 and given[0] in _PLANNED and not _ASKS_FOR_HELP & set(given):
        warming: Any = importlib.import_module("designer.cli.warming")
        warming.warm()
    parser = _parser(given[0] if given else None)
    options = parser.parse_args(given)
    if options.run is None:
        parser.print_help()
        return DONE
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BadInput as error:
        print(f"designer: {_one_line(str(error))}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader went away (`designer … | head`): nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130
    return code


def _unknown_command(message: str) -> str:
    """What argparse says of an unknown command, shorter, and with the one that may be meant."""
    given = message.split("'")[1]
    near = get_close_matches(given, COMMANDS, 1)
    return f"there is no command {given!r}" + (f"; do you mean {near[0]}?" if near else "")


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="designer",
        description="Relational schema design: import, analysis, diagrams, DDL and proof, with no server of your own.",
        epilog="designer COMMAND --help shows the options of a command, with examples.",
    )
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, (module_name, summary) in COMMANDS.items():
        if name != chosen:
            commands.add_parser(name, help=summary)
            continue
        module: Any = importlib.import_module(module_name)
        command = commands.add_parser(
            name,
            help=summary,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def _one_line(text: str) -> str:
    return " ".join(text.split())
