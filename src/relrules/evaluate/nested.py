"""Data of used policies that stands under their names: `{"trust_ladder": {"visits": 3}}`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from relrules.check import model as m
from relrules.evaluate.fields import Unreadable, named_values
from relrules.syntax.names import data_key


def unnested(
    pairs: Iterable[tuple[object, object]], policy: object
) -> Iterator[tuple[object, object]]:
    """Yield names and values of a record, those under a used policy's name as `P.f`.

    `None` under such a name means that none of it is known. Anything else than names and values is
    left as it is: no fact is called so.
    """
    uses = policy.uses if isinstance(policy, m.CheckedPolicy) else ()
    names = {data_key(name) for name in uses}
    for spelling, value in pairs:
        try:
            is_under_name = isinstance(spelling, str) and data_key(spelling) in names
            if is_under_name and value is None:
                continue
            inner = named_values(value) if is_under_name else None
        except Exception as error:  # noqa: BLE001 - names and mappings are the caller's code and may raise anything
            yield spelling, Unreadable(error)
            continue
        if inner is None:
            yield spelling, value
        else:
            for name, own in inner:
                yield (f"{spelling}.{name}" if isinstance(name, str) else name), own
