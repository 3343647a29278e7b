"""What can go wrong while a document is written."""


class WritingError(ValueError):
    """A declaration cannot be written, or not without losing something; `str()` says why, in Chinese."""
