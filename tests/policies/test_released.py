"""A shipped policy changes what it means only with its version."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from relrules import Policy, load_text, shipped
from relrules.source.shipped import policy_file, policy_names

FILE = Path(__file__).with_name("released.toml")
RELEASED: list[dict[str, str]] = tomllib.loads(FILE.read_text("utf-8"))["policy"]


def complaint(policy: Policy) -> str:
    """Return what is to be done about a policy that is not as it was released, or nothing."""
    hashes = {r["version"]: r["hash"] for r in RELEASED if r["name"] == policy.name}
    known = hashes.get(policy.version)
    if known == policy.hash:
        return ""
    line = f'name = "{policy.name}", version = "{policy.version}", hash = "{policy.hash}"'
    if known is None:
        return f"version {policy.version} of {policy.name} is new: add to {FILE.name}: {line}"
    return (
        f"{policy.name} means something else than its released version {policy.version} did: "
        f"give it a new version (in its `policy` declaration), and add to {FILE.name}: {line} "
        f"with that version. If {policy.version} was never released, replace its line instead."
    )


@pytest.mark.parametrize("name", policy_names())
def test_a_shipped_policy_is_what_its_version_says(name: str) -> None:
    found = complaint(shipped(name))
    assert not found, found


def test_every_version_is_listed_once() -> None:
    listed = [(r["name"], r["version"]) for r in RELEASED]
    assert len(listed) == len(set(listed))
    assert {name for name, _ in listed} >= set(policy_names())


def test_a_changed_policy_is_told_what_to_do() -> None:
    text = policy_file("customer_relationship").read_text("utf-8")
    assert complaint(load_text(text + "# a comment\n")) == ""
    changed = load_text(text + "\nalert more\n  when price_primary\n")
    assert "give it a new version" in complaint(changed)
    assert changed.hash in complaint(changed)
    renumbered = load_text(text.replace('version  "1.0"', 'version "9.9"'))
    assert complaint(renumbered).startswith("version 9.9 of customer_relationship is new: add to")
