"""Twilio's refusals: the JSON that its APIs answer with, and the words behind its codes.

Twilio docs, "Twilio's Error and Warning Dictionary" (one page per code).
"""

from dataclasses import dataclass, field

WORDS = {
    20001: "Invalid parameter",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20422: "Invalid parameter",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    20503: "Service unavailable",
    21211: "The 'To' number is not a valid phone number or channel address",
    21602: "Message body is required",
    21603: "A 'From' phone number or a MessagingServiceSid is required",
    21604: "A 'To' phone number is required",
    21609: "The 'StatusCallback' URL is not a valid URL",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21620: "Invalid media URL(s)",
    21654: "ContentSid is required",
    21655: "The ContentSid is invalid",
    21656: "The ContentVariables parameter is invalid",
    21703: "The Messaging Service does not have a usable sender",
    21910: "Invalid 'From' and 'To' pair: both must be of the same channel",
    30001: "Queue overflow",
    30007: "Message filtered",
    30008: "Unknown error",
    63003: "Channel could not find To address",
    63005: "Channel did not accept given content",
    63007: "Twilio could not find a Channel with the specified From address",
    63013: "Channel policy violation",
    63016: "Failed to send freeform message because you are outside the allowed window",
    63018: "Rate limit exceeded for Channel",
    63019: "Media failed to download",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63027: "Template does not exist for a language and locale",
    63028: "Number of parameters provided does not match the expected number of parameters",
    63032: "User is part of an experiment group",
    63040: "Template rejected",
    63041: "Template paused",
    63042: "Template disabled",
    63049: "Meta chose not to deliver this marketing message",
}


@dataclass(slots=True)
class ApiError(Exception):
    """An answer that is not a success."""

    status: int
    code: int
    words: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """As Twilio writes it."""
        return {
            "code": self.code,
            "message": self.words or words_of(self.code),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def words_of(code: int) -> str:
    """What a code means."""
    return WORDS.get(code, "Unknown error")


def not_found(path: str) -> ApiError:
    """There is no such resource."""
    return ApiError(404, 20404, f"The requested resource {path} was not found")


def invalid(words: str, code: int = 20422) -> ApiError:
    """The request cannot be carried out as it is."""
    return ApiError(400, code, words)
