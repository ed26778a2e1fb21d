"""Which policy it is: its hash and its version, and how another is refused."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import relrules
from relrules import ArgumentError, Policy, PolicyMismatchError, load, load_text, shipped
from relrules.contract.content import content_hash
from relrules.engine import read_source
from relrules.source.encoding import text_source
from relrules.source.shipped import policy_file, policy_names
from relrules.syntax.format import format_source
from relrules.syntax.tokens import KeywordLanguage

TEXT = """\
policy acme "Acme"
  version "2.1"
fact coach level "Coach": levels none < some  # as told
fact price: yes or no
dimension points
  2 points when coach level = some and price
  0 points otherwise
score total = points
  out of 2
ensure fine: total between 0 and 2
example "both"
  given coach level = some, price = yes
  expect total = 2
"""
HASH = "40044ef1b0f92507e83aef1834b273172814cbf003cee04b749b3e40a7a436ae"


def hash_of(text: str) -> str:
    return load_text(text).hash


# ---- what counts ------------------------------------------------------------------------------


def test_a_hash_is_64_hexadecimal_digits_and_stays_with_every_release() -> None:
    # This very number is the promise: programs keep it.
    assert hash_of(TEXT) == HASH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  # as told", ""),
        ("policy acme", "# a comment\n\npolicy acme"),
        ("\n", "\r\n"),
        ("  version", "      version"),
        ("total = points", "total   =   points"),
        ("total = points", "total=points"),
        ('"Acme"', "“Acme”"),
        ("out of 2", "out of ２"),
        ("fact price: yes or no", "事实 price：是 或 否"),
        ("otherwise", "否则"),
        (TEXT[TEXT.index("example") :], ""),
        ('example "both"', 'example "both of them"'),
    ],
)
def test_what_changes_nothing_does_not_count(old: str, new: str) -> None:
    assert old in TEXT
    assert hash_of(TEXT.replace(old, new)) == HASH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"2.1"', '"2.2"'),
        ("2 points", "1 point"),
        ("some and price", "some or price"),
        ('"Coach"', '"Your coach"'),
        ("none < some", "some < none"),
        ("some and price", 'some and price because "so"'),
        ("ensure fine: total between 0 and 2\n", ""),
        ("policy acme", "policy acne"),
    ],
)
def test_what_changes_a_result_or_its_explanation_counts(old: str, new: str) -> None:
    assert old in TEXT
    changed = TEXT.replace(old, new, 1).replace(
        "out of 2", "out of 1" if "1 point" in new else "out of 2"
    )
    assert content_hash([text_source(changed, "p")]) != HASH


def test_words_are_not_run_together() -> None:
    one = 'policy p\nfact a: choices b | c\nfact d: text\nadvice e\n  when a = b and d = "x"\n'
    texts = [one, one.replace("b | c", "bc | b"), one.replace('"x"', '"x "')]
    assert len({content_hash([text_source(text, "p")]) for text in texts}) == len(texts)


def test_further_texts_count_in_their_order() -> None:
    one, two = text_source(TEXT, "one"), text_source("policy two\nfact a: text\n", "two")
    hashes = [content_hash(texts) for texts in ([one], [one, two], [two, one], [two], [one, one])]
    assert len(set(hashes)) == len(hashes)
    assert content_hash([text_source(TEXT, "elsewhere/one.rel")]) == HASH


@pytest.mark.parametrize("name", policy_names())
@pytest.mark.parametrize("keywords", ["en", "zh"])
def test_the_formatter_keeps_the_hash(name: str, keywords: KeywordLanguage) -> None:
    before = read_source(policy_file(name))
    after = format_source(before, keywords)
    assert content_hash([text_source(after, name)]) == content_hash([before])


def test_a_pickled_policy_keeps_its_hash() -> None:
    policy = load_text(TEXT)
    for twin in (policy, policy.hash and policy):
        again = pickle.loads(pickle.dumps(twin))  # noqa: S301 - our own
        assert (again.hash, again.version) == (HASH, "2.1")


# ---- what is refused --------------------------------------------------------------------------


def loading_of(how: str, folder: Path) -> Callable[..., Policy]:
    if how == "load_text":
        return partial(load_text, TEXT)
    path = folder / "acme.rel"
    path.write_text(TEXT)
    return partial(load, path)


@pytest.mark.parametrize("how", ["load", "load_text"])
def test_another_version_or_hash_is_refused(how: str, tmp_path: Path) -> None:
    loading = loading_of(how, tmp_path)
    assert loading(version="2.1", hash=HASH).name == "acme"
    assert loading(hash=f" {HASH.upper()}\n").name == "acme"
    with pytest.raises(PolicyMismatchError) as caught:
        loading(version="2.0")
    error = caught.value
    assert (error.policy, error.kind, error.expected, error.found) == (
        "acme", "version", "2.0", "2.1",
    )  # fmt: skip
    assert str(error) == ("the policy `acme` has the version `2.1`, not `2.0`, which was asked for")
    with pytest.raises(PolicyMismatchError) as caught:
        loading(version="2.1", hash="0" * 64)
    assert (caught.value.kind, caught.value.found) == ("hash", HASH)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (type(again), str(again)) == (PolicyMismatchError, str(caught.value))


def test_a_shipped_policy_of_another_version_is_refused() -> None:
    policy = shipped("customer_relationship")
    again = shipped("customer_relationship", version=policy.version, hash=policy.hash)
    assert again == policy
    with pytest.raises(PolicyMismatchError, match="has the version"):
        shipped("customer_relationship", version="0.9")
    with pytest.raises(PolicyMismatchError, match="has the hash"):
        shipped("customer_relationship", hash="1234")


def test_a_policy_without_a_version_has_version_0() -> None:
    assert load_text("policy p\nfact a: text\n", version="0").version == "0"


# ---- arguments of the wrong kind --------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: load_text(None), "a policy is a text, not None"),  # type: ignore[arg-type]
        (lambda: load_text(b"policy p"), "a policy is a text, not a value of type `bytes`"),  # type: ignore[arg-type]
        (lambda: load_text(TEXT, name=None), "`name` is a text, not None"),  # type: ignore[arg-type]
        (lambda: shipped(None), "a shipped policy has a name, not None"),  # type: ignore[arg-type]
        (lambda: shipped(["a"]), "a shipped policy has a name, not a value of type `list`"),  # type: ignore[arg-type]
        (lambda: load(None), "a policy is loaded from a path, not from None"),  # type: ignore[arg-type]
        (lambda: load(3), "a policy is loaded from a path, not from a value of type `int`"),  # type: ignore[arg-type]
        (lambda: load("a.rel", encoding=None), "`encoding` is a text, not None"),  # type: ignore[arg-type]
        (lambda: load_text(TEXT, version=2.1), "`version` is a text, not a value of type `float`"),  # type: ignore[arg-type]
        (lambda: load_text(TEXT, hash=7), "`hash` is a text, not a value of type `int`"),  # type: ignore[arg-type]
        (lambda: load_text(TEXT).evaluate({}, id=7), "`id` is a text, not a value of type `int`"),  # type: ignore[arg-type]
        (lambda: load_text(TEXT).facts_schema("xx"), "a language is en, zh"),
    ],
)
def test_arguments_of_the_wrong_kind(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(message)) as caught:
        call()
    # Code that knows nothing of this library is told in Python's own way.
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, relrules.RelrulesError)
