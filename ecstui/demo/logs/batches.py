"""What a container says, in the batches its log driver puts: made on reading, the same for a seed."""

from __future__ import annotations


class Batches:
    """A bounded store of made batches."""
