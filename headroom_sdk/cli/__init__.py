"""The command ``headroom-sdk``."""
