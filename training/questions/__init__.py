"""Questions to train on, and what each needs from a picture of each kind."""
