"""Scoring rubrics as readable policy files: levels, points, grades and advice, with reasons."""

from relrules.diagnostics import Diagnostic, Severity
from relrules.engine import Policy, load, load_text, shipped
from relrules.errors import (
    FactsError,
    PolicyError,
    RelrulesError,
    UnknownPolicyError,
    UnreadableFileError,
)
from relrules.evaluate.facts import Problem
from relrules.result import (
    AdviceResult,
    DimensionResult,
    GradeResult,
    NumberResult,
    ProvisionalResult,
    Result,
)

__version__ = "0.1.0"

__all__ = [
    "AdviceResult",
    "Diagnostic",
    "DimensionResult",
    "FactsError",
    "GradeResult",
    "NumberResult",
    "Policy",
    "PolicyError",
    "Problem",
    "ProvisionalResult",
    "RelrulesError",
    "Result",
    "Severity",
    "UnknownPolicyError",
    "UnreadableFileError",
    "load",
    "load_text",
    "shipped",
]
