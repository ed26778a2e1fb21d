"""Write `docs/explained.md`: ten worked examples of the shipped policies, as they are explained.

With `--check` nothing is written, and a page that would change is an error.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import relrules
from kept_page import keep

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "explained.md"
HEAD = """\
# Ten accounts explained

What the shipped policies say of nine of their own worked examples and of one sample account, in
English and in Chinese. Nothing here is written by hand: `relrules explain` says the same of your accounts.

This page is made from the policies: `python scripts/explained_page.py`.
"""
CHOSEN = (
    ("customer_relationship", "The blunt general manager", "en"),
    ("benefit_and_trust", "Trusted for years, and a rival cuts its price at the end", "zh"),
    ("relationship_breadth", "One person courted, the others forgotten", "en"),
    ("prospect_priority", "A large order, no money yet", "zh"),
    ("seller_reputation", "Perfect in all, but they were harmed once", "en"),
    ("personal_wins", "The expert in the wrong technology", "zh"),
    ("strategic_account", "A dam to build, two years to go", "en"),
    ("psychological_distance", "Seller A gets nowhere", "zh"),
    ("ripeness", "Fifteen minutes, and they ask to buy", "en"),
)
REVIEWED = "Ferry Line"


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(_explained(*chosen) for chosen in CHOSEN), _reviewed()])


def _reviewed() -> str:
    accounts = json.loads((ROOT / "examples" / "account_review.json").read_text("utf-8"))
    account = next(one for one in accounts if one["account"] == REVIEWED)
    policy = relrules.shipped("account_review")
    facts = {name: value for name, value in account.items() if name not in ("account", "owner")}
    result = policy.evaluate(facts, dt.date(2026, 6, 30), form="json")
    return _section(REVIEWED, "account_review", result.explain("zh", audience="manager"))


def _explained(name: str, title: str, lang: str) -> str:
    policy = relrules.shipped(name)
    example = next(
        one for one in policy.checked.examples if one.title.in_language("en").startswith(title)
    )
    lists = {of: list(records) for of, records in example.lists.items()}
    result = policy.evaluate({**example.given, **lists}, example.today)
    return _section(example.title.in_language(lang), name, result.explain(lang))


def _section(title: str, name: str, told: str) -> str:
    return f"## {title}\n\n`{name}`\n\n```text\n{told}\n```\n"


if __name__ == "__main__":
    sys.exit(keep(FILE, page(), __file__, sys.argv[1:]))
