"""One self-contained page: no request leaves it, and what targets said cannot run in it."""

from __future__ import annotations

from wireproof.reports.html.page import render

FORMAT = "one self-contained HTML page: matrix, evidence, charts"
SUFFIX = ".html"

__all__ = ["FORMAT", "SUFFIX", "render"]
