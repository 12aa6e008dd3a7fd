"""Coupons: what the contact has, what there is to get, and asking the turn to issue one."""

from datetime import timedelta

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.money import render_day, render_money
from bot.rewards.codes import make_code
from bot.rewards.queries import CampaignSeen, CouponSeen, find_campaign, find_coupon
from bot.storage.columns import to_micros

DEFAULT_CAMPAIGN = "welcome"


class MyCoupon(ShopAction):
    """Looks before the questions are asked: has | open | none, into `coupon_state`; says which code she has."""

    called = "action_my_coupon"

    async def act(self, talk: Talk) -> Events:
        campaign, coupon = await _read(talk)
        if coupon:
            _say_held(talk, campaign, coupon)
            return fill(coupon_state="has")
        if campaign is None or campaign.left <= 0 or not campaign.is_running(talk.now):
            talk.say("utter_coupons_gone")
            return fill(coupon_state="none")
        return fill(coupon_state="open", coupon_worth=worth_of(talk, campaign))


class IssueCoupon(ShopAction):
    """Promises the contact's own code; the turn issues it in its transaction, or is computed again."""

    called = "action_issue_coupon"

    async def act(self, talk: Talk) -> Events:
        campaign, held = await _read(talk)
        if held:
            _say_held(talk, campaign, held)
            return fill(coupon_state="has")
        if campaign is None or campaign.left <= 0 or not campaign.is_running(talk.now):
            talk.say("utter_coupons_gone")
            return fill(coupon_state="none")
        code = make_code(talk.reads.secret, campaign.id, talk.contact_id, prefix=campaign.prefix)
        expires_at = talk.now + timedelta(seconds=campaign.valid_for)
        day = render_day(expires_at, talk.reads.shop.timezone, talk.language)
        talk.say("utter_coupon", coupon=code, worth=worth_of(talk, campaign), day=day)
        return [
            *fill(coupon_state="has"),
            *want("issue_coupon", campaign=campaign.id, code=code, expires_at=to_micros(expires_at)),
        ]


async def _read(talk: Talk) -> tuple[CampaignSeen | None, CouponSeen | None]:
    name = talk.text_of("campaign") or DEFAULT_CAMPAIGN
    async with talk.reads.database.read() as tx:
        return await find_campaign(tx, name), await find_coupon(tx, name, talk.contact_id)


def _say_held(talk: Talk, campaign: CampaignSeen | None, coupon: CouponSeen) -> None:
    """Which code she has, and whether it is still good."""
    day = render_day(coupon.expires_at, talk.reads.shop.timezone, talk.language)
    if coupon.redeemed_at:
        talk.say("utter_coupon_used", coupon=coupon.code)
    elif coupon.expires_at <= talk.now:
        talk.say("utter_coupon_expired", coupon=coupon.code, day=day)
    else:
        talk.say("utter_coupon_held", coupon=coupon.code, worth=worth_of(talk, campaign), day=day)


def worth_of(talk: Talk, campaign: CampaignSeen | None) -> str:
    """`10%` or `$5`."""
    if campaign is None or campaign.percent is not None:
        return f"{campaign.percent if campaign else 0}%"
    return render_money(campaign.amount or 0, talk.reads.shop.currency, talk.language)
