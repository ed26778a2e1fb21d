"""The files that come with the package: its grammar and its policies."""

from functools import cache
from pathlib import Path


@cache
def _home() -> Path:
    """Return the folder that holds `grammar/` and `policies/`.

    An installed package carries both inside itself. A checkout (an editable install) has them at
    its top, three folders above this file.
    """
    package = Path(__file__).parents[1]
    return package if (package / "grammar").is_dir() else package.parents[1]


def grammar_file(name: str) -> Path:
    """Return the path of a file of the grammar, such as `relrules.lark`."""
    return _home() / "grammar" / name


def policy_names() -> tuple[str, ...]:
    """Return the names of the shipped policies, in alphabetical order."""
    return tuple(sorted(path.stem for path in (_home() / "policies").glob("*.rel")))


def policy_file(name: str) -> Path:
    """Return the path of a shipped policy; `name` must be one of `policy_names()`."""
    return _home() / "policies" / f"{name}.rel"
