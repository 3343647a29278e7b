"""Pages: load for this person, one call of a use case, respond."""
