"""Files of NDJSON, made for tests of many records."""

from __future__ import annotations

import json
import random
from pathlib import Path

from both_engines import HOSTILE

GOOD = {
    "mood": ['"cold"', '"Warm"', '"热"', "null", '" hot "', '"w\\u0061rm"'],
    "Visits": ["0", "7", "null", "20", "-0"],
    "share": ["0.5", "0.50", "1", "0.99", "5e-1", "0.250", "1.0E0", "null"],
    "seen": ['"2026-01-01"', "null", '" 2025-12-31 "', '"2024-02-29"'],
    "kind": ['"big, or =small"', '"x"', '""', "null", '"a \\"b\\" c"'],
    "active": ["true", "false", "null"],
    "size": ["1.50", "0.1", "-0.0", "12345678901234567890.123", "1e3", "3E-7", "null"],
    "owner": [*map(json.dumps, HOSTILE), "null", "7", "true", "1.50"],
}
BAD = {
    "mood": '"tepid"',
    "Visits": "21",
    "share": "0.001",
    "seen": '"2026-02-30"',
    "kind": '"a\\u200bc"',
}


def made(path: Path, seed: int, count: int, *, bad: int = 0) -> None:
    """Write hostile records, each with some of the keys in an order of its own, some of them bad."""
    chance = random.Random(seed)  # noqa: S311 - the same records each time
    spoilt = {*chance.sample(range(count), bad)}
    lines = []
    for number in range(count):
        cells = {"account": f'"a{number}"'}
        cells |= {key: chance.choice(of) for key, of in GOOD.items() if chance.random() > 0.1}
        if number in spoilt:
            key = chance.choice(list(BAD))
            cells[key] = BAD[key]
        pairs = [f'"{key}"{chance.choice([":", " : "])}{of}' for key, of in cells.items()]
        chance.shuffle(pairs)
        lines.append("{" + chance.choice([",", ", ", "\t,"]).join(pairs) + "}")
    written(path, lines)


def written(path: Path, lines: list[str], *, end: str = "\n", bom: str = "") -> None:
    path.write_bytes((bom + "".join(f"{line}{end}" for line in lines)).encode())
