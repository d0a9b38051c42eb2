"""Requests in words: for firms in plain ones, for officials in those of their trade."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tidehead.city.services import types

FOR_FIRMS: dict[str, Promise] = {
    types.RECEIVED: _("Received. The service office passes it on to whoever can deal with it."),
    types.ROUTED: _("Passed on to %(lead)s."),
    types.IN_PROGRESS: _("%(lead)s is working on it."),
    types.WAITING_FOR_FIRM: _("%(lead)s has a question for you. The time stands still until you answer."),
    types.ANSWERED: _("%(lead)s has given a first answer and goes on working."),
    types.RESOLVED: _("%(lead)s says that it is done. Please say whether it is."),
    types.CONFIRMED: _("Done, and you have confirmed it."),
    types.UNCONFIRMED: _("Closed without your word. If it is not done, bring it back."),
    types.REOPENED: _("Brought back. %(lead)s takes it up again."),
    types.WITHDRAWN: _("Withdrawn."),
}
"""What a state means for the firm that asked."""
NEEDS_FIRM = frozenset({types.WAITING_FOR_FIRM, types.RESOLVED})
STEPS: dict[str, Promise] = {
    "route": _("Passed on to %(lead)s"),
    "send_back": _("Sent back to be passed on to somebody else"),
    "accept": _("%(lead)s took it up"),
    "ask_back": _("%(lead)s asked you"),
    "firm_answers": _("You answered"),
    "answer": _("%(lead)s gave an answer; the work goes on"),
    "resolve": _("%(lead)s says it is done: %(outcome)s"),
    "confirm": _("You confirmed it: %(satisfaction)s of 5"),
    "refuse": _("You said that it is not done"),
    "reopen": _("It was brought back"),
    "lapse": _("Closed, because you did not say whether it is done"),
    "withdraw": _("Withdrawn"),
}
WORDS_OF_STEP = {
    "ask_back": "question",
    "firm_answers": "reply",
    "answer": "answer_words",
    "resolve": "outcome_words",
    "refuse": "refusal",
    "reopen": "reopen_reason",
}
"""Which field holds the words that were said with a step."""
OUTCOME_WORDS: dict[str, Promise] = {
    types.SOLVED: _("really solved"),
    types.EXPLAINED: _("explained, not changed"),
    types.REFERRED: _("passed to a body outside"),
    "": _("not said"),
}
SATISFACTION: dict[int, Promise] = {
    5: _("very satisfied"),
    4: _("satisfied"),
    3: _("so-so"),
    2: _("not satisfied"),
    1: _("not satisfied at all"),
}
PURPOSE_WORDS: dict[str, Promise] = {
    "routine": _("Routine visit"),
    "request": _("About a request"),
    "policy": _("Bringing a policy to the firm"),
    "safety": _("Guidance on safety"),
    "relief": _("Relief"),
    "joint": _("Joint visit"),
}
CAUSE_STATES: dict[str, Promise] = {
    types.FOUND: _("Found"),
    types.PROMOTED: _("Policy problem, with an owner"),
    types.MEASURE: _("A measure is taken"),
    types.CLOSED: _("Closed"),
    types.DROPPED: _("Dropped"),
}
RUN_STATES: dict[str, Promise] = {
    types.PROPOSED: _("To be adopted"),
    types.ADOPTED: _("Adopted"),
    types.DROPPED: _("Dropped"),
}
