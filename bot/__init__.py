"""The running service: everything that touches the world."""
