"""How far a wish to be told is, when something sold out comes back."""

WAITING, TOLD, CANCELLED = "waiting", "told", "cancelled"
CALLED = "called"  #: a piece is put aside and the news is under way
