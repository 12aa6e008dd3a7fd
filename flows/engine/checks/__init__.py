"""What can be known to be wrong before anybody has chatted."""
