"""Request bodies: one module per wire format. Knows no pixels and no SDK."""
