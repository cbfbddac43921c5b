"""How long somebody read, counted once: two phones open at the same minute are one minute."""

from bisect import bisect_left, insort
from datetime import datetime


class ReadTime:
    """Stretches of one person, in whole seconds; what they sum up to does not depend on the order they come in."""

    def __init__(self) -> None:
        self._stretches: list[tuple[int, int]] = []

    def add(self, *, end: datetime, seconds: int) -> int:
        """Take a stretch in; how many of its seconds were not counted yet."""
        stop = int(end.timestamp())
        start = stop - seconds
        touching = self._touching(start, stop)
        if not seconds:
            return 0
        known = sum(min(stop, high) - max(start, low) for low, high in touching)
        for stretch in touching:
            self._stretches.remove(stretch)
        lows, highs = zip((start, stop), *touching, strict=True)
        insort(self._stretches, (min(lows), max(highs)))
        return seconds - known

    def _touching(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Kept stretches never overlap, so those that touch this one stand side by side."""
        index = max(bisect_left(self._stretches, (start, start)) - 1, 0)
        found = []
        for low, high in self._stretches[index:]:
            if low > stop:
                break
            if high >= start:
                found.append((low, high))
        return found
