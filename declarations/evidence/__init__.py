"""Files that prove what 政策依据 and 测算依据 say: what kinds are taken, and where they lie."""
