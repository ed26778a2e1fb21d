"""Run `opportunity_ripeness` over a real pipeline of 8,800 opportunities, and print what it finds.

The data is the "CRM Sales Opportunities" set of Maven Analytics, a folder of CSV files which is not
part of this repository. Where it lies is told by the first argument, by the environment variable
RELRULES_DATA, or by standing beside this checkout; where it does not, this script says so and ends.

    python benchmarks/pipeline.py [FOLDER]
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

import relrules
from relrules.check.model import Label

ROOT = Path(__file__).resolve().parent.parent
BESIDE = ROOT.parent / "shared" / "data"
NAME = "crm-sales-opportunities"
PIPELINE = "sales_pipeline.csv"

POLICY = "opportunity_ripeness"
FACTS = ("deal_stage", "engage_date", "account")
# The last day on which anything in the file was closed; there is no clock in a policy.
TODAY = dt.date(2017, 12, 31)
# The policy's own bands in days, to hold against the time that closed opportunities took.
BANDS = ((0, 14), (15, 30), (31, 60), (61, 90), (91, 180))

Row = Mapping[str, str]


@frozen
class Opportunity:
    """A row of the pipeline: the cells that are facts, and what the other files add to it.

    `list_price` is in USD. `days_to_close` counts from the first talks to the end, `days_open` to
    today; each is `None` where it does not apply.
    """

    facts: Row
    stage: str
    list_price: int
    days_to_close: int | None
    days_open: int | None


@frozen
class Speed:
    """How long an evaluation of all records took in seconds, and the peak memory in MiB."""

    records: int
    seconds: float
    peak: float | None


def main(arguments: Sequence[str]) -> int:
    folder = data_folder(arguments)
    if folder is None:
        return 0
    opportunities = joined(folder)
    policy = relrules.shipped(POLICY)
    start = time.perf_counter()
    results = [policy.evaluate(o.facts, TODAY, form="text") for o in opportunities]
    speed = Speed(len(results), time.perf_counter() - start, peak_memory())
    print_grades(policy, opportunities, results)
    print_scores(policy, results)
    print_messages(policy, results)
    print_gaps(policy, results)
    print_closed(opportunities)
    print_speed(speed)
    return 0


# ---- the data -------------------------------------------------------------------------------


def data_folder(arguments: Sequence[str]) -> Path | None:
    """Return the folder of the pipeline, told itself or the folder it lies in; or say it skips."""
    told = arguments[0] if arguments else os.environ.get("RELRULES_DATA")
    base = Path(told) if told else BESIDE
    found = next((f for f in (base, base / NAME) if (f / PIPELINE).is_file()), None)
    if found is None:
        where = told or "the default folder"
        print(f"skipped: {where} holds no {NAME}/{PIPELINE}; the data is no part of this project")
    return found


def joined(folder: Path) -> list[Opportunity]:
    """Return the pipeline with the list price of each product.

    Says which names of the pipeline the other files do not have.
    """
    prices = {squeezed(p["product"]): int(p["sales_price"]) for p in rows(folder / "products.csv")}
    accounts = {row["account"] for row in rows(folder / "accounts.csv")}
    pipeline = list(rows(folder / PIPELINE))
    stages = Counter(row["deal_stage"] for row in pipeline)
    print(f"{len(pipeline):,} opportunities on {TODAY}: " + tally(stages.most_common()))
    strangers = {row["account"] for row in pipeline if row["account"]} - accounts
    print(f"accounts that accounts.csv does not have: {', '.join(sorted(strangers)) or 'none'}")
    return [opportunity(row, prices) for row in pipeline]


def opportunity(row: Row, prices: Mapping[str, int]) -> Opportunity:
    begun, end = row["engage_date"], row["close_date"]
    return Opportunity(
        facts={name: row[name] for name in FACTS},
        stage=row["deal_stage"],
        list_price=prices[squeezed(row["product"])],
        days_to_close=days(begun, end) if begun and end else None,
        days_open=days(begun, TODAY.isoformat()) if begun and not end else None,
    )


def days(start: str, end: str) -> int:
    return (dt.date.fromisoformat(end) - dt.date.fromisoformat(start)).days


def squeezed(product: str) -> str:
    """Return a product's name without spaces: `GTXPro` in one file is `GTX Pro` in another."""
    return product.replace(" ", "")


def rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


# ---- what the policy says -------------------------------------------------------------------


def print_grades(
    policy: relrules.Policy,
    opportunities: Sequence[Opportunity],
    results: Sequence[relrules.Result],
) -> None:
    for name, grade in policy.checked.grades.items():
        heading(f"{title(grade.label)}: opportunities, and their list price in USD")
        labels = {level.id: title(level.label) for level in reversed(grade.scale.levels)}
        found = [result.grades[name].value or "not decided" for result in results]
        worth: Counter[str] = Counter()
        for level, one in zip(found, opportunities, strict=True):
            worth[level] += one.list_price
        counts = Counter(found)
        for level in (*labels, "not decided"):
            line(labels.get(level, level), counts[level], f"{worth[level]:>14,}")


def print_scores(policy: relrules.Policy, results: Sequence[relrules.Result]) -> None:
    for name, score in policy.checked.scores.items():
        heading(f"{title(score.label)}: points, all and still open")
        every = Counter(r.scores[name].value for r in results)
        still = Counter(r.scores[name].value for r in results if is_open(r))
        for value in sorted((v for v in every if v is not None), reverse=True):
            line(str(value), every[value], f"{still[value]:>14,}")
        line("not decided", every[None], f"{still[None]:>14,}")


def is_open(result: relrules.Result) -> bool:
    return result.grades["attention"].value != "closed"


def print_messages(policy: relrules.Policy, results: Sequence[relrules.Result]) -> None:
    for text, alerts in (("Alerts", True), ("Advice", False)):
        heading(f"{text}: given, and possible")
        messages = [m for r in results for m in (r.alerts if alerts else r.advice)]
        states = Counter((m.name, m.state) for m in messages)
        for name, advice in policy.checked.advice.items():
            if advice.alert is alerts:
                possible = states[name, "possible"]
                line(title(advice.label), states[name, "given"], f"{possible:>14,}")


def print_gaps(policy: relrules.Policy, results: Sequence[relrules.Result]) -> None:
    heading("Not known: all, and still open")
    unknown = Counter(fact for r in results for fact in r.unknown)
    still = Counter(fact for r in results if is_open(r) for fact in r.unknown)
    for name, fact in policy.checked.facts.items():
        line(title(fact.label), unknown[name], f"{still[name]:>14,}")
    line("records with a provisional result", sum(bool(r.provisional) for r in results))
    line("records with a warning", sum(bool(r.warnings) for r in results))


def print_closed(opportunities: Sequence[Opportunity]) -> None:
    """Hold the policy's bands against the time that closed opportunities took."""
    heading("Closed ones, by days from the first talks to the end: won, and lost")
    ends = [(o.days_to_close, o.stage) for o in opportunities if o.days_to_close is not None]
    for low, high in BANDS:
        inside = Counter(stage for days, stage in ends if low <= days <= high)
        line(f"{low} to {high} days", inside["Won"], f"{inside['Lost']:>14,}")
    longest = max(days for days, _ in ends)
    older = sum(o.days_open is not None and o.days_open > longest for o in opportunities)
    print(f"  None took longer than {longest} days; {older:,} that are still open have.")


def print_speed(speed: Speed) -> None:
    heading("Speed")
    print(
        f"  {speed.records:,} records in {speed.seconds:.2f} s: {speed.records / speed.seconds:,.0f} a second"
    )
    peak = "not measured on this system" if speed.peak is None else f"{speed.peak:,.0f} MiB"
    print(f"  peak memory of the process, all results kept: {peak}")


# ---- printing -------------------------------------------------------------------------------


def title(label: Label) -> str:
    return label.in_language("en")


def heading(text: str) -> None:
    print(f"\n{text}")


def line(text: str, count: int, more: str = "") -> None:
    print(f"  {text:<36}{count:>8,}{more}")


def tally(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts)


def peak_memory() -> float | None:
    """Return the most memory the process has held so far in MiB, where the system tells."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
