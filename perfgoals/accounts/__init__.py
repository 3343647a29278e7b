"""People, units and roles: who may sign in, and in which unit they act as what."""
