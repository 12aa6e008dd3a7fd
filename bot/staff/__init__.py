"""The people who work in the console: agents, teams, sign-ins, invitations, tokens, and what they changed."""
