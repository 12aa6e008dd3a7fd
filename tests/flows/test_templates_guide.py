"""What docs/templates.md shows is what works: copied word for word."""

import re
from pathlib import Path

from flows.engine.compile import Source, check_templates_alone, compile_flows
from flows.shipped import list_shipped_sources

GUIDE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text("utf-8")
ENGLISH, KOREAN, TWIN = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_the_guides_template_has_no_fault_and_can_be_read_in_both_languages() -> None:
    own = [
        Source("my/templates.yml", ENGLISH, own=True),
        Source("my/ko.yml", KOREAN, own=True),
        Source("my/responses.yml", TWIN, own=True),
    ]
    assert check_templates_alone(own) == ()
    contract = compile_flows([*list_shipped_sources(), *own]).templates["order_paid"]
    assert set(contract.wordings) == {"en", "ko"}
    assert contract.wordings["ko"].filled("{first_name}") == "아미나"
    assert contract.values({"first_name": "Bora", "total": 12.0}.get) == {"first_name": "Bora", "total": "12"}
