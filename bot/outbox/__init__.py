"""Messages to go out: written down before they are sent, sent once, followed until they are read."""
