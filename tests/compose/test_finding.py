"""Where policies are found that others build on, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import relrules
from relrules import ArgumentError, Policy, PolicyError

BASE = """\
policy {name}
fact price: yes or no
dimension cost
  0 points when price
  {points} points otherwise
"""


def base(points: int, name: str = "base") -> str:
    return BASE.format(name=name, points=points)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def cost(policy: Policy) -> object:
    return policy.evaluate({"price": False}).dimensions["cost"].value


def codes(error: PolicyError) -> list[str]:
    return [d.code for d in error.diagnostics]


def test_the_folder_comes_first_then_the_folders_then_the_resolver(tmp_path: Path) -> None:
    north = write(tmp_path / "north.rel", "policy north based on base\n")
    places = [write(tmp_path / name / "base.rel", base(n)) for name, n in (("a", 3), ("b", 4))]
    folders = [place.parent for place in places]
    resolver = {"base": base(5)}.get
    found = []
    write(tmp_path / "base.rel", base(2))
    found.append(cost(relrules.load(north, folders=folders, resolver=resolver)))
    (tmp_path / "base.rel").unlink()
    for place in places:
        found.append(cost(relrules.load(north, folders=folders, resolver=resolver)))
        place.unlink()
    found.append(cost(relrules.load(north, folders=folders, resolver=resolver)))
    assert found == [2, 3, 4, 5]


def test_the_shipped_policies_come_last() -> None:
    text = "policy north based on customer_relationship\n"
    assert relrules.load_text(text).checked.facts.keys() == (
        relrules.shipped("customer_relationship").checked.facts.keys()
    )
    other = relrules.load_text(text, resolver=lambda name: base(2, name))
    assert list(other.checked.facts) == ["price"]


def test_a_text_has_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "base.rel", base(2))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PolicyError, match="no policy is called `base`"):
        relrules.load_text("policy north based on base\n")
    assert cost(relrules.load_text("policy north based on base\n", folders=["."])) == 2


def test_a_found_policy_looks_beside_itself(tmp_path: Path) -> None:
    write(tmp_path / "shared" / "middle.rel", "policy middle based on base\n")
    write(tmp_path / "shared" / "base.rel", base(7))
    north = write(tmp_path / "north.rel", "policy north based on middle\n")
    assert cost(relrules.load(north, folders=[tmp_path / "shared"])) == 7


def test_the_resolver_is_asked_once_for_each_name() -> None:
    asked: list[str] = []
    texts = {
        "left": "policy left\nuse base\ndefine l = base.cost + 1\n",
        "right": "policy right\nuse base\ndefine r = base.cost + 2\n",
        "base": base(3),
    }

    def resolver(name: str) -> str | None:
        asked.append(name)
        return texts.get(name)

    text = "policy top\nuse left\nuse right\nuse base\ndefine t = left.l + right.r + base.cost\n"
    policy = relrules.load_text(text, resolver=resolver)
    assert sorted(asked) == ["base", "left", "right"]
    assert (
        policy.evaluate({"price": False}).outcome.values["t"]
        == (
            relrules.load_text("policy top\ndefine t = 4 + 5 + 3\n")
            .evaluate({})
            .outcome.values["t"]
        )
    )


def test_what_a_resolver_raises_reaches_the_caller() -> None:
    def resolver(name: str) -> str | None:
        raise ConnectionError(name)

    with pytest.raises(ConnectionError, match="base"):
        relrules.load_text("policy north based on base\n", resolver=resolver)


def test_a_resolver_gives_texts() -> None:
    with pytest.raises(ArgumentError, match="a resolver gives a text or None"):
        relrules.load_text("policy north based on base\n", resolver=lambda _: b"policy base")  # type: ignore[arg-type,return-value]  # that is the mistake


@pytest.mark.parametrize(
    ("folders", "resolver"), [("rubrics", None), ([3], None), ((), {"base": ""})]
)
def test_arguments_are_what_they_should_be(folders: object, resolver: object) -> None:
    with pytest.raises(ArgumentError):
        relrules.load_text("policy north\n", folders=folders, resolver=resolver)  # type: ignore[arg-type]  # that is the mistake


def test_a_link_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    outside = write(tmp_path / "secret" / "base.rel", base(2))
    north = write(tmp_path / "open" / "north.rel", "policy north based on base\n")
    (tmp_path / "open" / "base.rel").symlink_to(outside)
    with pytest.raises(PolicyError, match="its file leads out of its folder"):
        relrules.load(north)


def test_a_link_inside_its_folder_is_followed(tmp_path: Path) -> None:
    inside = write(tmp_path / "2026" / "base.rel", base(2))
    north = write(tmp_path / "north.rel", "policy north based on base\n")
    (tmp_path / "base.rel").symlink_to(inside)
    assert cost(relrules.load(north)) == 2


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file"
)
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path / "base.rel", base(2)).chmod(0)
    north = write(tmp_path / "north.rel", "policy north based on base\n")
    with pytest.raises(PolicyError, match="cannot be read: permission denied"):
        relrules.load(north)


def test_a_file_in_another_encoding_is_told_as_itself(tmp_path: Path) -> None:
    (tmp_path / "base.rel").write_bytes(base(2).replace("cost", "价格").encode("gb18030"))
    north = write(tmp_path / "north.rel", "policy north based on base\n")
    with pytest.raises(PolicyError) as caught:
        relrules.load(north)
    [mistake] = caught.value.diagnostics
    assert mistake.code == "not-utf-8"
    assert mistake.span.source.name == str(tmp_path / "base.rel")
    north.write_text("policy north based on base\n", "gb18030")
    assert relrules.load(north, encoding="gb18030").checked.dimensions.keys() == {"价格"}


@pytest.mark.parametrize("name", ["`../base`", "`a/base`", "`base.rel`", "`C:base`", "`.`"])
def test_a_name_is_no_path(name: str, tmp_path: Path) -> None:
    write(tmp_path / "base.rel", base(2))
    north = write(tmp_path / "a" / "north.rel", f"policy north based on {name}\n")
    with pytest.raises(PolicyError) as caught:
        relrules.load(north, folders=[tmp_path])
    assert codes(caught.value) == ["invalid-policy-name"]


def test_a_policy_is_called_as_it_is_found() -> None:
    with pytest.raises(PolicyError, match="what is found as `base` is the policy `other`"):
        relrules.load_text("policy north based on base\n", resolver=lambda _: base(1, "other"))


def test_a_circle_of_bases_is_shown() -> None:
    texts = {"a": "policy a based on b\n", "b": "policy b based on a\n"}
    with pytest.raises(PolicyError, match="`a` builds on itself: a → b → a") as caught:
        relrules.load_text(texts["a"], resolver=texts.get)
    assert codes(caught.value) == ["policy-cycle"]


def test_a_circle_of_a_base_and_a_use_is_refused() -> None:
    texts = {"a": "policy a based on b\n", "b": "policy b\nuse a\n"}
    for text in texts.values():
        with pytest.raises(PolicyError) as caught:
            relrules.load_text(text, resolver=texts.get)
        assert codes(caught.value) == ["policy-cycle"]


def test_a_long_chain_ends_in_a_message_and_not_in_a_crash() -> None:
    def bases(name: str) -> str:
        number = int(name.removeprefix("p")) + 1
        return f"policy {name} based on p{number}\n"

    def uses(name: str) -> str:
        number = int(name.removeprefix("p")) + 1
        return f"policy {name}\nuse p{number}\n"

    for resolver in (bases, uses):
        with pytest.raises(PolicyError) as caught:
            relrules.load_text(resolver("p0"), resolver=resolver)
        assert codes(caught.value) == ["too-many"]


def test_all_texts_count_to_the_hash() -> None:
    north = "policy north based on base\n"
    first, second = (relrules.load_text(north, resolver={"base": base(n)}.get) for n in (1, 2))
    assert [source.name for source in first.others] == ["base"]
    assert first.hash != second.hash
    again = relrules.load_text(north, resolver={"base": base(1)}.get, hash=first.hash)
    assert again.hash == first.hash


def test_a_policy_knows_its_files(tmp_path: Path) -> None:
    north, used = tmp_path / "north.rel", tmp_path / "used.rel"
    north.write_text("policy north based on base\nuse used\n", "utf-8")
    used.write_text("policy used\nuse shared\n", "utf-8")
    shared = tmp_path / "shelf" / "shared.rel"
    shared.parent.mkdir()
    shared.write_text("policy shared\n", "utf-8")
    policy = relrules.load(north, folders=[shared.parent], resolver={"base": base(1)}.get)
    assert policy.files == (north, used, shared)
    assert relrules.load_text("policy alone\n").files == ()


def test_mistakes_of_several_files_are_told_file_by_file() -> None:
    texts = {
        "base": "policy base\ndefine a = b\nfact price: yes or no\n",
        "used": "policy used\ndefine c = d\n",
    }
    north = "policy north based on base\nuse used\nremove fact prize\ndefine e = f\n"
    with pytest.raises(PolicyError) as caught:
        relrules.load_text(north, name="north", resolver=texts.get)
    places = [(d.span.source.name, d.span.text) for d in caught.value.diagnostics]
    assert places == [("north", "prize"), ("north", "f"), ("base", "b"), ("used", "d")]
