"""Who signs in, and how: passwords and codes, throttling, sessions, the roles of an account, the security log."""
