"""What an image costs on each model."""

from __future__ import annotations

from .rules import Count, Rule, image_tokens, known_models, resolve

__all__ = ["Count", "Rule", "image_tokens", "known_models", "resolve"]
