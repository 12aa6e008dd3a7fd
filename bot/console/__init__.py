"""The console: the pages that agents and merchants work in, and the JSON behind them. Built at the first knock."""
