"""Speed and memory as ratios inside one run. Never part of the tests."""
