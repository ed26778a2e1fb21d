"""Mistakes found in a policy: what they are, and how they are shown."""

from relrules.diagnostics.diagnostic import Diagnostic, Fix, Note, Severity, once_each

__all__ = ["Diagnostic", "Fix", "Note", "Severity", "once_each"]
