"""Coupons: what the contact has, what there is to get, and asking the turn to issue one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.money import render_day, render_money, worth_of
from bot.actions.outgoing import exits_of
from bot.actions.shopfile.campaigns import UNLOCK, Coupons, campaign_of, default_campaign, find_plan
from bot.rewards.erase import had_before_erasure
from bot.rewards.issue import find_code, last_moment
from bot.rewards.queries import CampaignSeen, CouponSeen, find_campaign, find_coupon, list_coupons
from bot.storage.columns import to_micros

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contact stands with a campaign: the coupon that she holds, or the code that she could be given."""

    campaign: CampaignSeen | None
    held: CouponSeen | None = None
    code: str | None = None
    had: bool = False  # this number was given one before it was erased

    def is_open(self, now: datetime) -> bool:
        """Whether there is one for her now."""
        return self.held is None and self.code is not None and bool(self.campaign and self.campaign.is_running(now))


class MyCoupon(ShopAction):
    """Looks before the questions are asked: has | open | none, into `coupon_state`; says which code she has.

    A campaign with questions of its own goes over to its flow. Where the campaign that she came for has nothing
    (more) for her, the shop's first one is offered instead.
    """

    called = "action_my_coupon"

    async def act(self, talk: Talk) -> Events:
        plan = find_plan(talk.reads.shop.coupons, _campaign(talk))
        if plan and plan.flow != UNLOCK and plan.flow not in _flows(talk):
            return [*fill(campaign=plan.id), {"event": "followup", "timestamp": None, "name": f"flow_{plan.flow}"}]
        standing = await _read(talk, _campaign(talk))
        if standing.is_open(talk.now):
            return _offer(talk, standing)
        _say_standing(talk, standing)
        other = await _read(talk, default_campaign(talk.reads.shop.coupons))
        if other.is_open(talk.now):
            return _offer(talk, other)
        _say_way_on(talk, standing)
        return fill(coupon_state="has" if standing.held else "none")


class CheckCoupon(ShopAction):
    """The same for the flow of a campaign with questions of its own, which offers nothing else."""

    called = "action_check_coupon"

    async def act(self, talk: Talk) -> Events:
        standing = await _read(talk, _campaign(talk))
        if standing.is_open(talk.now):
            return _offer(talk, standing)
        _say_standing(talk, standing)
        _say_way_on(talk, standing)
        return fill(coupon_state="has" if standing.held else "none")


class IssueCoupon(ShopAction):
    """Promises a code; the turn issues exactly that one in its transaction, or is computed again."""

    called = "action_issue_coupon"

    async def act(self, talk: Talk) -> Events:
        standing = await _read(talk, _campaign(talk))
        campaign, code = standing.campaign, standing.code
        if campaign is None or code is None or not standing.is_open(talk.now):
            _say_standing(talk, standing)
            if standing.held is None:
                talk.say("utter_coupon_answers_kept")
            _say_way_on(talk, standing)
            return fill(coupon_state="has" if standing.held else "none")
        expires_at = last_moment(campaign, talk.now, talk.reads.shop.timezone)
        talk.say(_of_kind("utter_coupon", campaign), coupon=code, worth=_worth(talk, campaign))
        _say_terms(talk, campaign)
        link = exits_of(talk.reads).coupon(campaign.id, talk.contact_id, expires_at)
        talk.say("utter_coupon_once", day=_day(talk, expires_at), link=link)
        last = to_micros(expires_at)
        promise = want("issue_coupon", campaign=campaign.id, code=code, codes=campaign.codes, expires_at=last)
        return [*fill(coupon_state="has"), *promise]


class SaveCouponLead(ShopAction):
    """Keeps the answers that unlocked a coupon: as a lead, and as what is known of the contact."""

    called = "action_save_coupon_lead"

    async def act(self, talk: Talk) -> Events:
        plan = find_plan(talk.reads.shop.coupons, _campaign(talk))
        flow = plan.flow if plan else UNLOCK
        names: Sequence[str] = plan.questions if plan else Coupons.model_fields["questions"].default
        answers = {name: talk.slots.get(name) for name in names}
        told = {name: value for name, value in answers.items() if value is not None}
        lead = want("save_lead", flow=flow, answers=answers)
        return [*lead, *want("save_profile", answers=told, source=flow)] if told else lead


class ListCoupons(ShopAction):
    """All coupons that the contact has: what each is worth, until when, which are used or over."""

    called = "action_list_coupons"

    async def act(self, talk: Talk) -> Events:
        async with talk.reads.database.read() as tx:
            coupons = await list_coupons(tx, talk.contact_id)
            campaigns = {name: await find_campaign(tx, name) for name in {coupon.campaign for coupon in coupons}}
        new = await _read(talk, default_campaign(talk.reads.shop.coupons))
        usable = sorted((c for c in coupons if c.is_usable(talk.now)), key=lambda coupon: coupon.expires_at)
        talk.say("utter_my_coupons" if coupons else "utter_no_coupons")
        for coupon in [*usable, *(c for c in coupons if c not in usable)][:MOST_SHOWN]:
            _say_line(talk, coupon, campaigns[coupon.campaign])
        if usable:
            talk.say("utter_coupon_next")
        else:
            talk.say("utter_coupon_new" if new.is_open(talk.now) else "utter_coupon_browse")
        return []


def _campaign(talk: Talk) -> str:
    return campaign_of(talk.reads.shop.coupons, talk.text_of("campaign"), _flows(talk))


def _flows(talk: Talk) -> list[str]:
    """What lies open."""
    return [str(frame.get("flow_id")) for frame in talk.tracker.stack or ()]


async def _read(talk: Talk, name: str) -> Standing:
    async with talk.reads.database.read() as tx:
        campaign = await find_campaign(tx, name)
        held = await find_coupon(tx, name, talk.contact_id)
        if campaign is None or held:
            return Standing(campaign, held)
        if await had_before_erasure(tx, talk.contact_id, name):
            return Standing(campaign, had=True)
        return Standing(campaign, None, await find_code(tx, campaign, talk.contact_id, talk.reads.secret))


def _offer(talk: Talk, standing: Standing) -> Events:
    campaign = standing.campaign
    assert campaign is not None  # noqa: S101 - for the type checker
    kind = "shipping" if campaign.free_shipping else "money"
    return fill(
        campaign=campaign.id, coupon_state="open", coupon_worth=_worth(talk, campaign) or None, coupon_kind=kind
    )


def _say_standing(talk: Talk, standing: Standing) -> None:
    """Which code she has and whether it is still good; or why there is none."""
    campaign, held = standing.campaign, standing.held
    if held:
        _say_held(talk, held, campaign)
    elif campaign is None:
        talk.say("utter_coupon_unknown")
    elif not campaign.has_begun(talk.now):
        talk.say("utter_coupon_soon", day=_day(talk, campaign.starts_at or talk.now))
    elif campaign.has_ended(talk.now):
        talk.say("utter_coupon_ended")
    elif standing.had:
        talk.say("utter_coupon_had_before")
    else:
        talk.say("utter_coupons_gone")


def _say_held(talk: Talk, coupon: CouponSeen, campaign: CampaignSeen | None) -> None:
    day = _day(talk, coupon.expires_at)
    if coupon.redeemed_at:
        talk.say("utter_coupon_used", coupon=coupon.code)
    elif not coupon.is_usable(talk.now):
        talk.say("utter_coupon_expired", coupon=coupon.code, day=day)
    else:
        response = _of_kind("utter_coupon_held", campaign)
        talk.say(response, coupon=coupon.code, worth=_worth(talk, campaign), day=day)
        _say_terms(talk, campaign)


def _say_line(talk: Talk, coupon: CouponSeen, campaign: CampaignSeen | None) -> None:
    """One coupon among others."""
    if coupon.redeemed_at:
        talk.say("utter_my_coupon_used", coupon=coupon.code, day=_day(talk, coupon.redeemed_at))
        return
    day = _day(talk, coupon.expires_at)
    if not coupon.is_usable(talk.now):
        talk.say("utter_my_coupon_expired", coupon=coupon.code, day=day)
        return
    response = _of_kind("utter_my_coupon", campaign)
    talk.say(response, coupon=coupon.code, worth=_worth(talk, campaign), day=day)
    _say_terms(talk, campaign)


def _say_terms(talk: Talk, campaign: CampaignSeen | None) -> None:
    """From which basket on, and whether for some products only."""
    if campaign and campaign.min_basket:
        minimum = render_money(campaign.min_basket, talk.reads.shop.currency, talk.language)
        talk.say("utter_coupon_minimum", minimum=minimum)
    if campaign and (campaign.products or campaign.categories):
        talk.say("utter_coupon_selected")


def _say_way_on(talk: Talk, standing: Standing) -> None:
    usable = standing.held is not None and standing.held.is_usable(talk.now)
    talk.say("utter_coupon_next" if usable else "utter_coupon_browse")


def _of_kind(response: str, campaign: CampaignSeen | None) -> str:
    return f"{response}_shipping" if campaign and campaign.free_shipping else response


def _worth(talk: Talk, campaign: CampaignSeen | None) -> str:
    return worth_of(campaign, talk.reads.shop.currency, talk.language)


def _day(talk: Talk, moment: datetime) -> str:
    return render_day(moment, talk.reads.shop.timezone, talk.language)
