"""WhatsApp through Twilio: the only room that knows the provider."""
