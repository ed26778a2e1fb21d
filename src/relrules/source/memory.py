"""Python's search for unreachable objects, put off while many are made that stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Put off the search for unreachable objects; what nobody refers to is freed at once all the same.

    A policy is made of objects that stay. To look through them again and again while they are made
    takes a quarter of the time of a load. A program that never searches is left as it is.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
