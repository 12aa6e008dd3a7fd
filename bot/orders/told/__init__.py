"""What stores tell, made into records: whatever the order in which facts come, the records are the same."""
