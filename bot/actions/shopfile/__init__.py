"""The shop's own file: name, languages, campaigns, stores."""
