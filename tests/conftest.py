"""Settings of the test run: how long the laws search, and what the generated policies met."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from databases import constructs, engines
from generators import coverage

# A law draws whole policies, which takes longer than Hypothesis expects of one draw.
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
# Shrinking a policy takes minutes: a run that must end in time tells what it found as it is.
settings.register_profile(
    "ci",
    max_examples=7,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=SLOW,
)
settings.register_profile("many", settings.get_profile("ci"), max_examples=200)
settings.register_profile("engines", settings.get_profile("ci"), max_examples=60)
settings.register_profile("dev", max_examples=15, deadline=None, suppress_health_check=SLOW)
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure(config: pytest.Config) -> None:
    """Let Spark leave its sockets to the end of the process, as it does."""
    if "spark" in engines.wanted():
        sockets = "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
        config.addinivalue_line("filterwarnings", sockets)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what databases were compared on, and how many generated policies met each construct."""
    if constructs.MET:
        terminalreporter.section("cases by construct and engine")
        for line in constructs.lines():
            terminalreporter.write_line(line)
        if engines.left_out():
            names = ", ".join(engines.left_out())
            terminalreporter.write_line(f"left out: {names}; `make test-engines` runs them too")
    if not any(coverage.CASES.values()):
        return
    terminalreporter.section("generated policies that met each construct")
    width = max(len(name) for name in coverage.CASES)
    for name, cases in sorted(coverage.CASES.items(), key=lambda item: (item[1], item[0])):
        terminalreporter.write_line(f"{name:{width}} {cases:6}")
