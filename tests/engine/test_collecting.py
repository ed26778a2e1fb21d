"""A load puts Python's search for unreachable objects off, and leaves it as it was."""

from __future__ import annotations

import gc

import pytest

import relrules

SOUND = "policy p\nfact a: yes or no\n"


@pytest.mark.parametrize("is_enabled", [True, False])
def test_a_load_leaves_the_search_as_it_was(*, is_enabled: bool) -> None:
    (gc.enable if is_enabled else gc.disable)()
    try:
        relrules.load_text(SOUND)
        assert gc.isenabled() is is_enabled
        with pytest.raises(relrules.PolicyError):
            relrules.load_text("policy p\nfact a: nonsense\n")
        assert gc.isenabled() is is_enabled
    finally:
        gc.enable()


def test_nothing_is_searched_while_a_policy_is_loaded() -> None:
    seen = []

    def resolver(_: str) -> str:
        seen.append(gc.isenabled())
        return SOUND

    relrules.load_text("policy q based on p\n", resolver=resolver)
    assert seen == [False]
    assert gc.isenabled()
