"""What the shop says of its finder: which departments have quizzes, what is asked of a kind, and in which words."""

from pydantic import BaseModel, ConfigDict, Field

#: The departments for which quizzes are shipped (`flows/library/product_finder.yml`).
QUIZZES = ("skincare", "makeup", "clothes", "home", "sport")


class Finder(BaseModel):
    """`[finder]` of the shop's file. A department that is not among `quizzes` (by default none is: the shipped ones
    are about the demo's goods) is asked about by what its products hold; `attributes` says what of it, by category
    path (the longest that fits; `""` for all others)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quizzes: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    questions: dict[str, dict[str, str]] = Field(default_factory=dict)  # attribute → language → the question

    def asks_of(self, path: str) -> tuple[str, ...]:
        """The attributes that may be asked for there; empty: whatever the catalog holds."""
        fitting = (each for each in self.attributes if not each or path == each or path.startswith(each + "/"))
        longest = max(fitting, key=len, default=None)
        return () if longest is None else self.attributes[longest]

    def question_of(self, attribute: str, language: str) -> str:
        """The shop's own words for a question; empty where it has none in this language."""
        told = self.questions.get(attribute, {})
        return told.get(language) or told.get(language.partition("-")[0]) or told.get("en", "")
