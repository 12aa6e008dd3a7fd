"""From YAML to compiled flows: what is written, told apart and put into its form."""
