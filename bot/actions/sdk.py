"""What we use of rasa-sdk. Its `__init__` asks for a web server and a YAML reader: only the stock server needs them."""

from bot.late import late

with late("rasa_sdk.plugin", "ruamel"):
    from rasa_sdk import Action, Tracker
    from rasa_sdk.executor import CollectingDispatcher

__all__ = ["Action", "CollectingDispatcher", "Tracker"]
