"""Every example of every requirement, in the order of the contract."""

from __future__ import annotations

from . import (
    address_examples,
    member_examples,
    network_examples,
    registry_examples,
    set_examples,
)
from .examples import Example

EXAMPLES: tuple[Example, ...] = (
    *address_examples.EXAMPLES,
    *network_examples.EXAMPLES,
    *member_examples.EXAMPLES,
    *set_examples.EXAMPLES,
    *registry_examples.EXAMPLES,
)
