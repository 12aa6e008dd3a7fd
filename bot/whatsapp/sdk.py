"""What we use of Twilio's SDK: its client, its asynchronous HTTP, its messages.

The SDK also brings `requests`, for its synchronous client, and a module for each of the thirty other resources of
an account; they come when somebody asks for them.
"""

from bot.late import late

with late("requests", "twilio.rest.api.v2010.account", but="twilio.rest.api.v2010.account.message"):
    from twilio.base.exceptions import TwilioException
    from twilio.http.async_http_client import AsyncTwilioHttpClient
    from twilio.http.response import Response
    from twilio.rest import Client
    from twilio.rest.api import Api as _Api  # noqa: F401 - else the client would import it, with all the others

__all__ = ["AsyncTwilioHttpClient", "Client", "Response", "TwilioException"]
