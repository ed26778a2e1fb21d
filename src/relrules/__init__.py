"""Scoring rubrics as readable policy files: levels, points, grades and advice, with reasons."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relrules.diagnostics import Diagnostic, Severity
    from relrules.engine import load, load_text, shipped
    from relrules.errors import (
        ArgumentError,
        FactsError,
        PolicyError,
        PolicyMismatchError,
        RelrulesError,
        UnknownPolicyError,
        UnreadableFileError,
    )
    from relrules.evaluate.facts import Problem
    from relrules.explain.row_texts import DecidingRow
    from relrules.many import BadRecord
    from relrules.policy import Policy
    from relrules.result import (
        AdviceResult,
        DefineResult,
        DimensionResult,
        GradeResult,
        NumberResult,
        ProvisionalResult,
        RecordResult,
        Result,
    )

__version__ = "0.1.0"

__all__ = [
    "AdviceResult",
    "ArgumentError",
    "BadRecord",
    "DecidingRow",
    "DefineResult",
    "Diagnostic",
    "DimensionResult",
    "FactsError",
    "GradeResult",
    "NumberResult",
    "Policy",
    "PolicyError",
    "PolicyMismatchError",
    "Problem",
    "ProvisionalResult",
    "RecordResult",
    "RelrulesError",
    "Result",
    "Severity",
    "UnknownPolicyError",
    "UnreadableFileError",
    "load",
    "load_text",
    "shipped",
]

# The names are fetched when they are first asked for: the command line starts by importing this
# package, and `relrules --help` must not pay for the parser.
_HOMES = {
    "relrules.diagnostics": ("Diagnostic", "Severity"),
    "relrules.engine": ("load", "load_text", "shipped"),
    "relrules.errors": (
        "ArgumentError",
        "FactsError",
        "PolicyError",
        "PolicyMismatchError",
        "RelrulesError",
        "UnknownPolicyError",
        "UnreadableFileError",
    ),
    "relrules.evaluate.facts": ("Problem",),
    "relrules.explain.row_texts": ("DecidingRow",),
    "relrules.many": ("BadRecord",),
    "relrules.policy": ("Policy",),
    "relrules.result": (
        "AdviceResult",
        "DefineResult",
        "DimensionResult",
        "GradeResult",
        "NumberResult",
        "ProvisionalResult",
        "RecordResult",
        "Result",
    ),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            found: object = getattr(import_module(home), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
