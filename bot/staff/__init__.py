"""Who works here: agents and their teams."""
