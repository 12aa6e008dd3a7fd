"""Journeys: messages over days, begun by what happens in the shop. The same pure core, another language of steps."""
