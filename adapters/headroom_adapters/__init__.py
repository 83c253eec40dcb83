"""One module per SDK or framework, all of one shape: ``ADAPTER`` at the end of each."""
