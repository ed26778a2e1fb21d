"""Renaming leaves no name behind."""

from __future__ import annotations

import inspect
import re

import attrs

from relrules.check import model as m
from relrules.check.renamed import NAMES

# Texts of the model that are no names of what a policy declares, or that are handled where the
# declarations themselves are renamed (`check/used.py`).
NO_NAMES = {
    "Texts.by_lang",
    "Message.by_lang",
    "Label.id",
    "Scale.owner",
    "ChoiceType.owner",
    "Ref.name",
    "Ref.list",
    "Fact.aliases",
    "Fact.missing",
    "List.aliases",
    "List.title",
    "Confidential.audiences",
    "Gate.level",
    "CheckedPolicy.lang",
    "CheckedPolicy.version",
}
IN_JOINING = {
    "FromUsed.facts",
    "List.order",
    "Questionnaire.items",
    "Questionnaire.reversed",
    "ItemPart.items",
    "Monotone.fact",
    "ExpectAdvice.advice",
    "ExpectAdvice.record",
    "ExpectReasons.dimensions",
    "CheckedPolicy.order",
    "CheckedPolicy.uses",
}


def texts() -> set[str]:
    """Return every field of the model that holds texts, outside of mappings."""
    found = set()
    for name, of in inspect.getmembers(m, inspect.isclass):
        if of.__module__ == m.__name__ and attrs.has(of):
            for field in attrs.fields(of):
                is_text = re.search(r"\bstr\b", str(field.type)) is not None
                if is_text and not str(field.type).startswith("Mapping"):
                    found.add(f"{name}.{field.name}")
    return found


def test_every_text_of_the_model_is_known_to_be_a_name_or_none() -> None:
    names = {f"{of.__name__}.{field}" for of, field in NAMES}
    inherited = {f"{of.__name__}.{field}" for of, field in NAMES if field not in of.__annotations__}
    assert texts() | inherited == NO_NAMES | IN_JOINING | names
