"""The emulator as an ASGI application, to be mounted at `/emulator`.

`SHOPCLERK_TWILIO_API_URL` then is `<base>/emulator`: the paths below are those of Twilio's three hosts.
"""

from starlette.applications import Starlette

from bot.whatsapp.emulator.contents_api import content_routes
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.media_api import media_routes
from bot.whatsapp.emulator.messages_api import message_routes
from bot.whatsapp.emulator.phone_api import phone_routes
from bot.whatsapp.emulator.typing_api import typing_routes


def build_emulator_app(emulator: Emulator) -> Starlette:
    """Provider side and phone side of one emulator."""
    parts = (message_routes, media_routes, content_routes, typing_routes, phone_routes)
    app = Starlette(routes=[route for part in parts for route in part(emulator)])
    app.state.emulator = emulator  # whoever serves it must `await emulator.close()`: that ends the open streams
    return app
