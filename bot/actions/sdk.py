"""What we use of rasa-sdk. Its `__init__` asks for a web server: only the stock action server needs that one."""

from bot.late import late

with late("rasa_sdk.plugin"):
    from rasa_sdk import Action, Tracker
    from rasa_sdk.executor import CollectingDispatcher

__all__ = ["Action", "CollectingDispatcher", "Tracker"]
