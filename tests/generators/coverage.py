"""Which constructs of the language the generated policies met, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from hypothesis.strategies import DrawFn

from generators.scope import Scope

P = ParamSpec("P")
R = TypeVar("R")

CASES: Counter[str] = Counter()
"""How many generated policies met each construct, in this run; every construct is a key."""


def construct(
    name: str,
) -> Callable[
    [Callable[Concatenate[DrawFn, Scope, P], R]], Callable[Concatenate[DrawFn, Scope, P], R]
]:
    """Register a function as the generator of a construct."""
    register(name)

    def decorate(
        generate: Callable[Concatenate[DrawFn, Scope, P], R],
    ) -> Callable[Concatenate[DrawFn, Scope, P], R]:
        @wraps(generate)
        def counted(draw: DrawFn, scope: Scope, /, *args: P.args, **kwargs: P.kwargs) -> R:
            scope.met.add(name)
            return generate(draw, scope, *args, **kwargs)

        return counted

    return decorate


def register(name: str) -> str:
    """Make a construct known, and return its name."""
    if name in CASES:
        raise ValueError(f"two constructs are called {name!r}")
    CASES[name] = 0
    return name


def count(met: Iterable[str]) -> None:
    """Count one generated policy that met these constructs."""
    CASES.update(set(met))
