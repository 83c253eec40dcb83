"""One picture: bytes in, bytes out. Knows no request body and no model."""
