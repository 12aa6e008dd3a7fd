"""`python -m bot` is `shopclerk`."""

from bot.cli import main

main()
