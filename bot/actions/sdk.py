"""What we use of rasa-sdk. Its `__init__` wants a web server and a YAML reader, as only the stock server does."""

from bot.late import late

with late("rasa_sdk.plugin", "ruamel"):
    from rasa_sdk import Action, Tracker
    from rasa_sdk.executor import CollectingDispatcher

__all__ = ["Action", "CollectingDispatcher", "Tracker"]
