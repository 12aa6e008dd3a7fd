"""Wake-ups, send rates and live updates between workers. Never remembers: losing it costs speed alone."""
