"""Signing in, one's own account, the team, tokens, the audit log."""
