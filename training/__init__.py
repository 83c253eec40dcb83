"""Train the router that ships in the package: ``python -m training DATA`` writes ``headroom_sdk/assets/router.*``."""
