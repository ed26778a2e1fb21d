"""Where a text comes from and where in it something stands; what everything else is built on."""

from relrules.source.frozen import FrozenDict
from relrules.source.text import Position, Source, Span

__all__ = ["FrozenDict", "Position", "Source", "Span"]
