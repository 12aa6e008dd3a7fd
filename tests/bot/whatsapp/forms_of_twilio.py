"""Forms as Twilio posts them (reference, "Inbound webhook", examples of 2026)."""

ACCOUNT = "AC" + "0" * 32
SID = "SM" + "a" * 32
OUR_SID = "MM" + "b" * 32
SENDER = "+14155238886"


def text_form(**changed: str | None) -> dict[str, str]:
    """A text of 2026; `None` takes a field out."""
    form: dict[str, str | None] = {
        "ExternalUserId": "whatsapp:CO.4480491918930000",
        "SmsMessageSid": SID,
        "NumMedia": "0",
        "ProfileName": "Ana R",
        "MessageType": "text",
        "SmsSid": SID,
        "WaId": "573001112233",
        "SmsStatus": "received",
        "Body": "Hola",
        "To": f"whatsapp:{SENDER}",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": SID,
        "AccountSid": ACCOUNT,
        "From": "whatsapp:+573001112233",
        "ApiVersion": "2010-04-01",
        "ChannelMetadata": '{"type":"whatsapp","data":{"context":{"ProfileName":"Ana R","WaId":"573001112233"}}}',
    }
    form.update(changed)
    return {name: value for name, value in form.items() if value is not None}


def tap_form(**changed: str | None) -> dict[str, str]:
    """A tap on a quick-reply button."""
    return text_form(
        **{
            "MessageType": "interactive",
            "Body": "Confirm",
            "ButtonText": "Confirm",
            "ButtonPayload": "mac.flow|step|/confirm",
            "Forwarded": "false",
            "FrequentlyForwarded": "false",
            "OriginalRepliedMessageSid": OUR_SID,
            "OriginalRepliedMessageSender": f"whatsapp:{SENDER}",
            **changed,
        }
    )


def media_form(content_type: str, **changed: str | None) -> dict[str, str]:
    """A file without a caption."""
    url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}/Media/ME{'c' * 32}"
    fields = {"NumMedia": "1", "Body": "", "MediaUrl0": url, "MediaContentType0": content_type}
    return text_form(**{**fields, **changed})
