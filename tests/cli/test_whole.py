"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import ENVIRONMENT
from relrules.cli.streams import CommandError
from relrules.cli.whole import write_whole


def test_a_file_gets_the_permissions_it_had_or_new_files_have(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        old, new = tmp_path / "old", tmp_path / "new"
        old.write_bytes(b"before")
        old.chmod(0o604)
        write_whole({old: b"after", new: b"new"})
    finally:
        os.umask(mask)
    assert old.read_bytes() == b"after"
    assert old.stat().st_mode & 0o777 == 0o604
    assert new.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"before")
    link.symlink_to(target)
    write_whole({link: b"after"})
    assert link.is_symlink()
    assert target.read_bytes() == b"after"


def test_nothing_is_written_where_one_of_two_cannot_be(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "no" / "second"
    first.write_bytes(b"before")
    with pytest.raises(CommandError, match=r"cannot write .*second: no such file or directory"):
        write_whole({first: b"after", second: b"x"})
    assert first.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["first"]


def test_nothing_is_left_behind_by_an_interrupt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole({tmp_path / "a": b"x"})
    assert list(tmp_path.iterdir()) == []


def test_what_runs_left_that_were_killed_is_removed(tmp_path: Path) -> None:
    killed = (
        "import os, sys; from pathlib import Path; from relrules.cli.whole import write_whole;"
        "os.fsync = lambda _: os._exit(9); write_whole({Path(sys.argv[1]): b'part'})"
    )
    target = tmp_path / "a"
    command = [sys.executable, "-c", killed, str(target)]
    assert subprocess.run(command, env=ENVIRONMENT, check=False).returncode == 9
    assert [path.name for path in tmp_path.iterdir()] != []
    write_whole({target: b"whole"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert target.read_bytes() == b"whole"


def test_an_open_stream_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"before ")
    before = target.stat().st_ino
    handle = os.open(target, os.O_WRONLY | os.O_APPEND)
    try:
        write_whole({Path(f"/dev/fd/{handle}"): b"after"})
    finally:
        os.close(handle)
    assert target.read_bytes() == b"before after"
    assert target.stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_what_is_no_regular_file_is_written_directly() -> None:
    write_whole({Path(os.devnull): b"x"})
    assert not Path(os.devnull).is_file()
