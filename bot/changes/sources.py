"""Answers of the shop's own as sources of flows: one file for the questions, one for each further language."""

import json
from collections.abc import Sequence

from bot.changes.state import Answer
from flows.engine.compile import Source

BASE = "en"


def sources_of(answers: Sequence[Answer]) -> list[Source]:
    """What is compiled beside the files. JSON is YAML, and needs no quoting of ours."""
    if not answers:
        return []
    languages = dict.fromkeys(code for answer in answers for code, _ in (*answer.asked, *answer.texts))
    return [_base(answers), *(_overlay(answers, code) for code in languages if code != BASE)]


def _base(answers: Sequence[Answer]) -> Source:
    said = {f"utter_faq/{each.topic}": [{"text": _plain(_first(each))}] for each in answers}
    told = {"intents": [f"faq/{each.topic}" for each in answers], "nlu": _nlu(answers, BASE), "responses": said}
    return Source("answers of the shop", _dump(told), own=True)


def _overlay(answers: Sequence[Answer], code: str) -> Source:
    texts = [(each.topic, text) for each in answers for language, text in each.texts if language == code]
    said = {f"utter_faq/{topic}": {"text": _plain(text)} for topic, text in texts}
    told: dict[str, object] = {"language": code, "nlu": _nlu(answers, code), "responses": said}
    return Source(f"answers of the shop ({code})", _dump({key: each for key, each in told.items() if each}), own=True)


def _nlu(answers: Sequence[Answer], code: str) -> list[dict[str, str]]:
    listed = [(each.topic, [way for language, way in each.asked if language == code]) for each in answers]
    return [
        {"intent": f"faq/{topic}", "examples": "".join(f"- {' '.join(way.split())}\n" for way in ways)}
        for topic, ways in listed
        if ways
    ]


def _first(answer: Answer) -> str:
    """In English, or in the language that it was written in."""
    texts = dict(answer.texts)
    return texts.get(BASE) or next(iter(texts.values()))


def _plain(text: str) -> str:
    """What merchants write holds no places to fill in."""
    return text.replace("{", "(").replace("}", ")")


def _dump(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)
