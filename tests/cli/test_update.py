"""`relrules test --update`: expectations rewritten, and nothing else."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from command_line import COMMAND, ENVIRONMENT, Cli
from relrules.source.shipped import policy_file

TUNED = """\
policy tuned "Tuned"  # first
fact visits "Visits": number from 0 to 100 whole
fact mood: choices good | bad

define third = visits / 3
dimension d "D"
  4 points when visits > 10
  1 point  when visits > 3 and mood = good
  0 points otherwise
score total = d
grade g by total
  high from 4
  low otherwise
advice call "Call"
  when visits < 5 and g = low
alert `by` "By"
  when visits > 90

example "value to value"
  given visits = 12
  expect  total = 3 ,  g=low,   advice call   # kept as it is
example "value to interval and set"
  expect total = 1, g = low, no advice call, alert `by`
example "interval and set to value"
  given visits = 2
  expect total between 0 and 3, g possible (high, low), possible advice call
example "reasons and rounding"
  given visits = 2
  expect reasons (), third = 0.5
"""
UPDATED = """\
example "value to value"
  given visits = 12
  expect  total = 4 ,  g = high,   no advice call   # kept as it is
example "value to interval and set"
  expect total between 0 and 4, g possible (low, high), possible advice call, possible alert `by`
example "interval and set to value"
  given visits = 2
  expect total = 0, g = low, advice call
example "reasons and rounding"
  given visits = 2
  expect reasons (d), third = 0.67
"""
CHINESE = """\
策略 t "测试"
  语言 1 zh
事实 拜访: 数值 从 0 到 100 整数
维度 热度 "热度"
  4 分 当 拜访 > 10
  0 分 否则
总分 合计 = 热度
等级 级 按 合计
  好 达 4
  差 否则
建议 打电话
  当 拜访 < 5
警示 太多
  当 拜访 > 90
示例 "一"
  已知 拜访 = 2
  应得 合计 介于 0 与 2，级 可能为（好，差），可能建议 打电话，警示 太多，理由 （）
示例 "二"
  应得 合计 = 3，级 = 差，无建议 打电话，警示 太多
"""


def test_every_kind_of_expectation_becomes_what_it_must(cli: Cli) -> None:
    Path("t.rel").write_text(TUNED)
    assert cli("test", "t.rel").code == 1
    ran = cli("test", "t.rel", "--update")
    assert ran.code == 0
    head, _ = TUNED.split('example "value to value"')
    assert Path("t.rel").read_text() == head + UPDATED
    assert (
        """\
t.rel:21
  - expect  total = 3 ,  g=low,   advice call   # kept as it is
  + expect  total = 4 ,  g = high,   no advice call   # kept as it is
"""
        in ran.out
    )
    assert "12 expectations rewritten in t.rel\n" in ran.err
    assert cli("test", "t.rel").code == 0


def test_chinese_keywords_stay_chinese(cli: Cli) -> None:
    Path("t.rel").write_text(CHINESE, encoding="utf-8")
    assert cli("test", "t.rel", "--update").code == 0
    assert (
        Path("t.rel")
        .read_text(encoding="utf-8")
        .endswith(
            """\
示例 "一"
  已知 拜访 = 2
  应得 合计 = 0，级 = 差，建议 打电话，无警示 太多，理由 (热度)
示例 "二"
  应得 合计 介于 0 与 4，级 可能为 (差, 好)，可能建议 打电话，可能警示 太多
"""
        )
    )


def test_keywords_follow_the_example_and_not_the_file(cli: Cli) -> None:
    text = CHINESE.split("示例", maxsplit=1)[0] + 'example "一"\n  expect 合计 = 1\n'
    Path("t.rel").write_text(text + '示例 "二"\n  应得 合计 = 1\n', encoding="utf-8")
    assert cli("test", "t.rel", "--update").code == 0
    text = Path("t.rel").read_text(encoding="utf-8")
    assert "  expect 合计 between 0 and 4\n" in text
    assert "  应得 合计 介于 0 与 4\n" in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_all_other_bytes_stay(cli: Cli, encoding: str, newline: str) -> None:
    old = CHINESE.replace("\n", newline)
    Path("t.rel").write_bytes(old.encode(encoding))
    assert cli("test", "t.rel", "--update", "--encoding", encoding).code == 0
    new = Path("t.rel").read_bytes()
    lines = zip(new.decode(encoding).split(newline), old.split(newline), strict=True)
    assert [i for i, (a, b) in enumerate(lines) if a != b] == [16, 18]
    assert new.startswith(old.encode(encoding)[:40]), "the mark, and all before the examples"


def test_a_byte_order_mark_stays(cli: Cli) -> None:
    Path("t.rel").write_bytes(b"\xef\xbb\xbf" + TUNED.encode())
    assert cli("test", "t.rel", "--update").code == 0
    head, _ = TUNED.split('example "value to value"')
    assert Path("t.rel").read_bytes() == b"\xef\xbb\xbf" + (head + UPDATED).encode()


def test_an_expectation_over_several_lines_is_shown_once(cli: Cli) -> None:
    head = TUNED.split("example", maxsplit=1)[0]
    tail = 'example "one"\n  given visits = 20\n  expect g possible (low,\n    high), total = 0\n'
    Path("t.rel").write_text(head + tail)
    out = cli("test", "t.rel", "--update").out
    assert (
        """\
t.rel:21
  - expect g possible (low,
  - high), total = 0
  + expect g = high, total = 4
"""
        in out
    )


def test_what_holds_already_changes_nothing(cli: Cli) -> None:
    Path("t.rel").write_text(TUNED)
    cli("test", "t.rel", "--update")
    before = Path("t.rel").stat().st_mtime_ns
    ran = cli("test", "t.rel", "--update")
    assert ran.code == 0
    assert "t.rel: nothing to rewrite\n" in ran.err
    assert Path("t.rel").stat().st_mtime_ns == before


def test_what_an_example_cannot_state_is_left_and_named(cli: Cli) -> None:
    Path("t.rel").write_text(
        'policy t "T"\nfact n: number from 0 to 1\nfact far: number\n'
        "define third = n / 3\ndefine twice = far * 2\n"
        "dimension d\n  1 point when n > 0\n  0 points otherwise\n"
        "score total = d\n"
        'example "one"\n  expect third = 1, twice = 0, total = 0\n'
        'example "two"\n  given n = 1\n  expect total between 0 # why\n    and 1\n'
    )
    ran = cli("test", "t.rel", "--update")
    assert ran.code == 1
    assert (
        "error: t.rel: line 11 is left for you to rewrite: "
        "`twice` is now something that an example cannot state\n" in ran.err
    )
    assert "line 14 is left for you to rewrite: a comment stands inside it" in ran.err
    text = Path("t.rel").read_text()
    assert "  expect third between 0 and 0.33, twice = 0, total between 0 and 1\n" in text
    assert "between 0 # why\n" in text


def test_no_answer_is_an_expectation_of_its_own(cli: Cli) -> None:
    head = (
        'policy t "T"\n  language 1 en\nfact n: number from 0 to 9 whole\n'
        "define rate\n  0.5 when n > 3\n  no answer otherwise\n"
        "dimension d\n  1 point when n > 3\n  0 points otherwise\n"
    )
    Path("t.rel").write_text(
        head + 'example "a"\n  given n = 1\n  expect rate = 0.5\n'
        'example "b"\n  given n = 4\n  expect rate has no answer\n'
    )
    assert cli("test", "t.rel", "--update").code == 0
    assert Path("t.rel").read_text() == (
        head + 'example "a"\n  given n = 1\n  expect rate has no answer\n'
        'example "b"\n  given n = 4\n  expect rate = 0.5\n'
    )


def test_advice_for_one_record_stays_for_that_record(cli: Cli) -> None:
    head = (
        'policy t "T"\nlist contacts\n  fact name: text\n  fact met: yes or no\n'
        'advice go "Go" for each contacts\n  when not met\n  say "See {name}"\n'
        'example "a"\n  given contacts\n    name = "Chen", met = no\n'
    )
    Path("t.rel").write_text(head + '  expect no advice go for "Chen"\n')
    assert cli("test", "t.rel", "--update").code == 0
    assert Path("t.rel").read_text() == head + '  expect advice go for "Chen"\n'


def test_a_law_that_is_refuted_stays_refuted(cli: Cli) -> None:
    Path("t.rel").write_text(TUNED + "ensure few: total between 0 and 3\n")
    ran = cli("test", "t.rel", "--update")
    assert ran.code == 1
    assert "none failed; 1 law tested, 1 refuted\n" in ran.err


def test_a_shipped_policy_is_never_touched(cli: Cli) -> None:
    for name in ("customer_relationship", str(policy_file("customer_relationship"))):
        ran = cli("test", name, "--update", "--yes")
        assert ran.code == 2
        assert ran.err == (
            f"error: {name} is a shipped policy, which stays as it is; "
            "`relrules copy customer_relationship` makes one to tune\n"
        )


def test_a_policy_with_mistakes_is_left(cli: Cli) -> None:
    Path("t.rel").write_text('policy t "T"\nscore total = zz\n')
    ran = cli("test", "t.rel", "--update")
    assert ran.code == 1
    assert "error: t.rel has mistakes and is left as it is\n" in ran.err
    assert Path("t.rel").read_text() == 'policy t "T"\nscore total = zz\n'


def test_a_file_that_changes_meanwhile_is_refused(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("t.rel").write_text(TUNED)

    def answer(_: str) -> bool:
        Path("t.rel").write_text(TUNED + "# somebody else\n")
        return True

    monkeypatch.setattr("relrules.cli.updating._can_be_asked", lambda: True)
    monkeypatch.setattr("click.confirm", answer)
    ran = cli("test", "t.rel", "--update")
    assert ran.code == 2
    assert "error: t.rel has changed meanwhile and is left as it is: try again\n" in ran.err
    assert Path("t.rel").read_text() == TUNED + "# somebody else\n"


def test_yes_without_update_is_wrong_use(cli: Cli) -> None:
    ran = cli("test", "customer_relationship", "--yes")
    assert ran.code == 2
    assert "--yes answers --update: say both" in ran.err


@pytest.mark.parametrize(("answer", "code", "kept"), [(b"n\n", 1, True), (b"y\n", 0, False)])
def test_somebody_at_a_terminal_is_asked(
    tmp_path: Path, answer: bytes, code: int, *, kept: bool
) -> None:
    policy = tmp_path / "t.rel"
    policy.write_text(TUNED)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "test", "t.rel", "--update"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=tmp_path,
        env={**ENVIRONMENT, "TERM": "xterm", "NO_COLOR": "1"},
    ) as child:
        os.close(theirs)
        os.write(ours, answer)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert child.wait(timeout=60) == code
    os.close(ours)
    assert b"Rewrite 12 expectations in t.rel? [y/N]" in shown
    assert (policy.read_text() == TUNED) is kept


def test_yes_asks_nobody(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relrules.cli.updating._can_be_asked", lambda: True)
    monkeypatch.setattr("click.confirm", lambda _: False)
    Path("t.rel").write_text(TUNED)
    assert cli("test", "t.rel", "--update", "--yes").code == 0
