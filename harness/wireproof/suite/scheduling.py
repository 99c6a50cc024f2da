"""Our xdist scheduler: all cases of one target go to one worker, which starts it once."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

from wireproof.suite import names


class TargetScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Group by implementation: the last parameter of the node id."""

    def _split_scope(self, nodeid: str) -> str:
        return names.implementation(nodeid) or str(super()._split_scope(nodeid))
