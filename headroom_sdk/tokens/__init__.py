"""What an image costs on each model."""

from __future__ import annotations

from .catalogue import default_rule, image_tokens, known_models, resolve
from .rules import Count, Kind, Rule

__all__ = ["Count", "Kind", "Rule", "default_rule", "image_tokens", "known_models", "resolve"]
