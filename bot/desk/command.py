"""What every command begins with: the settings, and a database that is there already."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bot.log import set_up_logging
from bot.settings import Settings, read_settings


def settings_for(port: int = 8000) -> Settings:
    """The settings of this process. Raises SettingsWrong."""
    settings = read_settings()
    if "local_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"local_url": f"http://127.0.0.1:{port}"})
    set_up_logging(settings.log_level, settings.log_format)
    return settings


def at_the_desk(work: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    """Run something that reads or changes a database that is there already. Raises SettingsWrong when it is not."""
    from bot.migrations.upgrade import refuse_old

    settings = settings_for()
    if "log_level" not in settings.model_fields_set:  # a command says itself what it does
        set_up_logging("warning", settings.log_format)

    async def check_and_work() -> None:
        await refuse_old(settings.database_url)
        await work(settings)

    asyncio.run(check_and_work())
