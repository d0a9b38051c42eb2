"""Key tables of ladders.yaml and honours/ for the pack guide: heading, shape, and what its keys mean."""

from tidehead.packs.ladder_layout import CONDITION, HONOUR, LADDER, TITLE
from tidehead.packs.shapes import Shape

LADDER_TABLES: tuple[tuple[str, Shape, dict[str, str]], ...] = (
    (
        "ladders.yaml: titles",
        TITLE,
        {
            "level": "who grants it",
            "rule_set": "of rules/*.yaml, where its conditions are rules; empty: nobody has written them down",
            "conditions": "what it asks for, listed below; all of them have to hold",
            "valid_years": "how long it counts; empty: without end",
            "granted": "false: it follows from figures alone; true where left out",
        },
    ),
    (
        "ladders.yaml: conditions",
        CONDITION,
        {"rule": "a rule of the rule set that is true or false", "label": "what it asks for"},
    ),
    ("ladders.yaml: ladders", LADDER, {"steps": "titles, the lowest first"}),
    (
        "honours/*.csv",
        HONOUR,
        {
            "enterprise": "one of the pack's, or a unified social credit code",
            "title": "of ladders.yaml",
            "granted_on": "empty: the source gives no day",
            "valid_to": "as printed; empty: from the title's years",
            "batch": "as printed",
        },
    ),
)
