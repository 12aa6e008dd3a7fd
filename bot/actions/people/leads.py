"""Answers that are worth keeping beyond the conversation: leads."""

from bot.actions.base import Events, ShopAction, Talk, want
from bot.actions.finding.finder import answers_of


class SaveFinderLead(ShopAction):
    """Keeps the answers of the product finder."""

    called = "action_save_finder_lead"

    async def act(self, talk: Talk) -> Events:
        return want("save_lead", flow="product_finder", answers=answers_of(talk))
