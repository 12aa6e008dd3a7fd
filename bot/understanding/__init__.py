"""What a message wants: text and taps become commands."""
