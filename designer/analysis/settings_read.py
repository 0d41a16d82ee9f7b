"""Which thresholds a rule compares with, read from its code: nobody keeps a second list of them."""

import dis
import inspect
from collections.abc import Iterator
from dataclasses import fields
from functools import cache, cached_property
from types import CodeType, FunctionType
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.rule import Rule
from designer.analysis.thresholds import Thresholds

_PACKAGE = "designer.analysis"
_REQUIREMENTS = "requirements"
_THRESHOLDS = tuple(one.name for one in fields(Thresholds))


@cache
def thresholds_read(rule: type[Rule]) -> tuple[str, ...]:
    """Names of the thresholds that the rule reads, or what it calls for its judgement, in the order of `Thresholds`."""
    waiting = [made for kind in rule.__mro__ if _is_ours(kind) for made in vars(kind).values()]
    seen: set[int] = set()
    names: set[str] = set()
    while waiting:
        function = _function(waiting.pop())
        if function is None or id(function.__code__) in seen:
            continue
        seen.add(id(function.__code__))
        said = _names(function.__code__)
        names |= said
        waiting += [function.__globals__[one] for one in said if _is_ours(function.__globals__.get(one))]
        waiting += [vars(Facts)[one] for one in said if one in vars(Facts)]
    return tuple(one for one in _THRESHOLDS if one in names)


def _is_ours(value: Any) -> bool:
    """Whether a class or function is of the analysis."""
    return getattr(value, "__module__", "").startswith(_PACKAGE) and (inspect.isclass(value) or callable(value))


def _function(value: Any) -> FunctionType | None:
    """The function behind a method, a property or a cache."""
    if isinstance(value, property):
        value = value.fget
    elif isinstance(value, cached_property):
        value = value.func
    value = inspect.unwrap(value) if callable(value) else value
    return value if isinstance(value, FunctionType) else None


@cache
def _names(code: CodeType) -> frozenset[str]:
    """Every global and attribute that a function names, those of the functions inside it too; not what it asks of the
    requirements, which have names in common with the thresholds."""
    inside = (_names(one) for one in code.co_consts if isinstance(one, CodeType))
    own = _asked_elsewhere(code) if _REQUIREMENTS in code.co_names else code.co_names
    return frozenset(own).union(*inside)


def _asked_elsewhere(code: CodeType) -> Iterator[str]:
    before = None
    for step in dis.get_instructions(code):
        if isinstance(step.argval, str) and step.argval in code.co_names:
            if before != _REQUIREMENTS:
                yield step.argval
            before = step.argval
