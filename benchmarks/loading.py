"""How long it takes to import relrules and to load a large policy, each in a process of its own."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = "pass"
IMPORT = "import relrules"
READY = "import relrules; relrules.load"
LOAD = """
import sys, time
sys.path.insert(0, {root!r})
import relrules
from benchmarks.growth import policy_text
relrules.load_text
text = policy_text({rows})
blocks = {rows} // 25
facts = {{f"visits_{{i}}": 35 for i in range(blocks)}}
facts |= {{f"calm_{{i}}": True for i in range(blocks)}}
facts |= {{f"state_{{i}}": "some" for i in range(blocks)}}
start = time.perf_counter()
policy = relrules.load_text(text)
loaded = time.perf_counter()
policy.evaluate(facts).scores["total"]
print(loaded - start, time.perf_counter() - loaded)
"""


def imports(rounds: int) -> tuple[float, float]:
    """Return how long `import relrules` takes, and how long until its functions are there too.

    In seconds, the shortest of several fresh processes, less that of a process that does nothing.
    Modules have been compiled to bytecode before, as they are once a package is installed.
    """
    with tempfile.TemporaryDirectory() as bytecode:
        codes = (BARE, IMPORT, READY)
        for code in codes:
            _said(code, bytecode)
        best = dict.fromkeys(codes, math.inf)
        for _ in range(rounds):
            for code in codes:
                start = time.perf_counter()
                _said(code, bytecode)
                best[code] = min(best[code], time.perf_counter() - start)
    return best[IMPORT] - best[BARE], best[READY] - best[BARE]


def load(rows: int, rounds: int) -> tuple[float, float]:
    """Return how long a policy of so many rows takes to load, and then its first evaluation.

    In seconds. The first evaluation compiles it.
    """
    code = LOAD.format(root=str(ROOT), rows=rows)
    with tempfile.TemporaryDirectory() as bytecode:
        found = [[float(word) for word in _said(code, bytecode).split()] for _ in range(rounds)]
    return min(loaded for loaded, _ in found), min(first for _, first in found)


def _said(code: str, bytecode: str) -> str:
    """Return what a process prints, with a folder for the bytecode of the modules it imports."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment
    ).stdout
