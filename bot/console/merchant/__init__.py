"""What merchants look after: flows, journeys, catalog, templates, questions, settings."""
