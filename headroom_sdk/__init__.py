"""Cuts what images cost in LLM requests, and keeps the answers right."""

from __future__ import annotations

__version__ = "0.1.0"
