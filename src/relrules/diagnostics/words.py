"""How words are put into messages: quoted, listed, and compared with what was perhaps meant."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

MOST_SUGGESTIONS = 3


def quoted(word: str) -> str:
    """Return the author's word in backticks.

    >>> quoted("coach lvl")
    '`coach lvl`'
    """
    return f"`{word}`"


def listed(words: Sequence[str], last: str = "or") -> str:
    """Return words as a list in prose.

    >>> listed(["a", "b", "c"])
    'a, b or c'
    """
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def ranged(low: str, high: str) -> str:
    """Return what a number can be, `…` where an end is open.

    >>> ranged("0", "5"), ranged("0", "…"), ranged("…", "5")
    ('goes from 0 to 5', 'is 0 or more', 'is 5 or less')
    """
    match low, high:
        case "…", "…":
            return "has no range"
        case _, "…":
            return f"is {low} or more"
        case "…", _:
            return f"is {high} or less"
        case _:
            return f"goes from {low} to {high}"


def distance(left: str, right: str, limit: int) -> int:
    """Return how many letters to add, drop, change or swap lead from one word to the other.

    Counts to `limit` and returns `limit + 1` for everything farther (optimal string alignment).

    >>> distance("coach_lvl", "coach_level", 3)
    2
    >>> distance("adn", "and", 1)
    1
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before_last: list[int] = []
    last = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before_last, last = last, row
    return min(last[-1], limit + 1)


def near(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return at most three candidates that the word was perhaps meant to be, the nearest first.

    >>> near("coach lvl", ["coach level", "price", "coaching"])
    ('coach level',)
    """
    return _near(word, tuple(candidates))


@lru_cache(maxsize=1024)
def _near(word: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    # A file has the same slip in many rows.
    typed = _plain(word)
    found: list[tuple[int, int, str]] = []
    firsts: dict[str, str] = {}
    for candidate in candidates:
        firsts.setdefault(_plain(candidate), candidate)
    for order, (meant, candidate) in enumerate(firsts.items()):
        limit = max(1, min(len(typed), len(meant)) // 3)
        far = distance(typed, meant, limit)
        if far <= limit and len(meant) > 1:
            found.append((far, order, candidate))
        elif _holds_a_word_of(typed, meant):
            found.append((limit + 1, order, candidate))
    return tuple(candidate for _, _, candidate in sorted(found)[:MOST_SUGGESTIONS])


def _plain(word: str) -> str:
    # A dot sets the name of another policy apart: `trust_ladder.stage`.
    return " ".join(word.casefold().replace("_", " ").replace(".", " ").split())


def _holds_a_word_of(typed: str, meant: str) -> bool:
    """Return whether all words of one are words of the other: `coach` for `coach level`.

    Han names have no spaces, so there a common start or end of two characters counts.
    """
    if not typed.isascii():
        return len(typed) > 1 and (typed in meant or (len(meant) > 1 and meant in typed))
    few, many = sorted((set(typed.split()), set(meant.split())), key=len)
    return few < many and any(len(part) > 2 for part in few)  # noqa: PLR2004 - "of" and "is" say nothing


def did_you_mean(suggestions: Sequence[str]) -> str:
    """Return the question that offers suggestions, or nothing where there are none.

    >>> did_you_mean(["coach level"])
    'did you mean `coach level`?'
    """
    return f"did you mean {listed([quoted(s) for s in suggestions])}?" if suggestions else ""
