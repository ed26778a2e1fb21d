"""Names for the classes of a module, each once."""

from __future__ import annotations

import itertools
import keyword
import re
import unicodedata

from attrs import define, field

IMPORTED = ("Decimal", "Fraction", "Literal", "Policy", "Result", "Sequence", "TypedDict")
CONSTANTS = ("NAME", "VERSION", "HASH")
ENDINGS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", ""))
"""How English words of several end, and of one; the first that fits."""
NOT_SEVERAL = ("ss", "us", "is")


@define
class ClassNames:
    """The names that are taken."""

    taken: set[str] = field(factory=lambda: {*IMPORTED, *CONSTANTS})

    def __contains__(self, name: str) -> bool:
        return name in self.taken

    def of_policy(self, policy: str) -> str:
        """Return a name for the facts of a policy.

        >>> ClassNames().of_policy("customer_relationship")
        'CustomerRelationshipFacts'
        """
        name = f"{_joined(policy)}Facts"
        return self._new(name if name.isidentifier() else f"Policy{name}")

    def of_record(self, list_name: str) -> str:
        """Return a name for the records of a list.

        >>> names = ClassNames()
        >>> names.of_record("contacts"), names.of_record("contacts"), names.of_record("results")
        ('Contact', 'ContactRecord', 'ResultRecord')
        """
        name = _joined(_of_one(list_name))
        return self._new(name if name.isidentifier() else f"Record{name}")

    def _new(self, name: str) -> str:
        """Return a name that is not taken, the nearest to this one."""
        longer = name if name.endswith("Facts") else f"{name}Record"
        names = itertools.chain([name, longer], (f"{longer}{i}" for i in itertools.count(2)))
        found = next(n for n in names if n not in self.taken and not keyword.iskeyword(n))
        self.taken.add(found)
        return found


def _joined(name: str) -> str:
    words = re.split(r"[\W_]+", unicodedata.normalize("NFKC", name))
    return "".join(word[:1].upper() + word[1:] for word in words)


def _of_one(name: str) -> str:
    """Return what one of several is called, as English makes most words.

    >>> [_of_one(name) for name in ("contacts", "opportunities", "boxes", "status", "people")]
    ['contact', 'opportunity', 'box', 'status', 'people']
    """
    if name.endswith(NOT_SEVERAL):
        return name
    for several, one in ENDINGS:
        if name.endswith(several) and name != several:
            return f"{name.removesuffix(several)}{one}"
    return name
