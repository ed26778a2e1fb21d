"""A policy with lists, a questionnaire and a used policy, for tests of what programs rely on."""

from __future__ import annotations

from relrules import Policy, load_text

TRUST = """\
policy trust "Trust ladder"
fact coach: levels none < some
fact visits "Visits in all": number from 0
list contacts "People"
  fact name: text
  fact close: yes or no
list calls
  fact day: date
grade stage
  deep when coach = some and visits > 3 and some contacts have close
  shallow otherwise
define often = (count of calls where day > 2026-01-01) > 2
"""
DEAL = """\
policy deal "A deal"
use trust
fact coach: levels none < some
fact visits "Visited": yes or no
  default no
  confidential to manager
scale often
  never "Never" < sometimes < daily "Every day"
questionnaire moods "How often are you …?" zh "您有多常……？"
  ask "Think of the last week."
  answers levels of often, worth 0, 1, 2.5
  item sad "sad"
  item glad reversed "glad"
list contacts "Buying roles" zh "联系人"
  ask "Who takes part?"
  fact name "Name" zh "姓名": text
  fact role: choices buyer | user
  fact share: number from 0 to 1 decimals 2
    default 0.5
  fact last: date
  grade rung
    deep when role = buyer and share > 0.5 and last > 2026-01-01
    low  otherwise
list calls
  fact day: text
define met = visits and trust.stage = deep and trust.often
define deep_one = some contacts have rung = deep
define calls_made = (count of calls where day = "Monday") > 1
score total = total of moods
"""


def deal() -> Policy:
    """Return the policy `deal`, which uses `trust`."""
    return load_text(DEAL, resolver={"trust": TRUST}.get)
