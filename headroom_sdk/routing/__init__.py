"""What a question needs from a picture: the probability that its answer survives each technique."""
