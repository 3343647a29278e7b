"""The site: settings, addresses, system checks, and the people who use it (`perfgoals.accounts`)."""
