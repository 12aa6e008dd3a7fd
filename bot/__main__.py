"""`python -m bot` is `shopclerk`."""

import gc

gc.disable()  # while modules are read: nearly nothing of them is garbage

from bot.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
