"""Who has a conversation: the bot, the queue or an agent; waiting, assignment, what agents write."""
