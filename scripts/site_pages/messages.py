"""The Chinese list of the messages; the English one is written, and compared by tests."""

from __future__ import annotations

import re
from collections.abc import Iterable

from site_pages.prepare import first_sentence

HEAD = """\
# 诊断信息

`relrules check` 可能就策略说的话。错误会使策略被拒绝，警告不会。代码从不改名，也不会另作他用。以 `error[unknown-name]` 开头的信息，代码就是 `unknown-name`。
"""
SEVERITY = re.compile(r"^```text\n(error|warning)\[", re.MULTILINE)
NAMES = {"error": "错误", "warning": "警告"}


def chinese_index(pages: Iterable[tuple[str, str]]) -> str:
    """Return the list of the codes, each with whether it is an error and its page's first sentence.

    `pages` are the codes with the text of their pages.
    """
    lines = [
        f"- [`{code}`]({code}.md)（{_severity(text)}）：{first_sentence(text)}"
        for code, text in pages
    ]
    return "\n".join([HEAD, *lines, ""])


def _severity(page: str) -> str:
    (shown,) = SEVERITY.findall(page)
    return NAMES[shown]
