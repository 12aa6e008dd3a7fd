"""A Twilio for one machine: its REST APIs, its signed webhooks, and phones that speak with the shop."""
