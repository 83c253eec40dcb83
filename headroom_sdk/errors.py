"""Everything Headroom SDK raises.

::

    HeadroomError
    ├── ConfigurationError    (ValueError)    a policy, argument or environment variable that cannot be
    ├── UnsupportedClient     (TypeError)     wrap() or patch() was given something that no adapter serves
    ├── UnsupportedVersion    (RuntimeError)  the installed SDK lacks the step that we hook
    ├── MissingExtra          (ImportError)   a package that this feature needs is not installed
    ├── UnknownModel          (LookupError)   no token rule for this model
    ├── MalformedBody         (ValueError)    not a request body of any wire format we know
    └── ImageError            (ValueError)
        ├── ImageUnreadable                   the bytes are not a picture that can be read safely
        └── ImageRejected                     the provider's API would refuse this picture

Functions that people call directly raise these. Inside a wrapped client nothing is raised: the original
request goes out and the reason is on the report.
"""

from __future__ import annotations


class HeadroomError(Exception):
    """Root of every error of this package; the message names the fix."""


class ConfigurationError(HeadroomError, ValueError):
    """A policy field, argument or environment variable has a value that cannot be."""


class UnsupportedClient(HeadroomError, TypeError):
    """No installed adapter serves this object."""


class UnsupportedVersion(HeadroomError, RuntimeError):
    """The installed SDK lacks the step that the adapter hooks."""


class MissingExtra(HeadroomError, ImportError):
    """A package that this feature needs is not installed; the message names the extra."""


class UnknownModel(HeadroomError, LookupError):
    """No token rule covers this model; ``Policy(models={"name": "known-model"})`` gives it one."""


class MalformedBody(HeadroomError, ValueError):
    """Not a request body of any wire format we know."""


class ImageError(HeadroomError, ValueError):
    """Something is wrong with one picture."""


class ImageUnreadable(ImageError):
    """The bytes are not a picture that can be read, or not one that can be read safely."""


class ImageRejected(ImageError):
    """The provider's API would refuse this picture, at this ``detail``."""
