"""Messages that WhatsApp approves first: what became of each wording, which one goes out, what it costs."""
