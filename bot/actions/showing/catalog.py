"""The shop's whole catalog, as WhatsApp opens it."""

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.showing.native import as_catalog


class ShowCatalog(ShopAction):
    """Shows it where Twilio has enabled that: shown | none, into `catalog_state`."""

    called = "action_show_catalog"

    async def act(self, talk: Talk) -> Events:
        native = await as_catalog(talk)
        if not native:
            return fill(catalog_state="none")
        talk.say("utter_whole_catalog", **native)
        return fill(catalog_state="shown")
