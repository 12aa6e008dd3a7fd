"""`python -m bot` is `shopclerk`."""

from bot.cli import main

if __name__ == "__main__":
    main()
