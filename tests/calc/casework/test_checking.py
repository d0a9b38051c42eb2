"""A declaration's faults are found before anybody opens a case by it."""

from dataclasses import replace

import pytest

from tests.calc.casework.kinds import ANSWER, ANSWERED, CO_OWNER, CONFIRM, DONE, WAYS, allowed, label, request, way
from tidehead.calc.casework import CaseField, Clock, Phase, State, check_type, reachable_states

KIND = request()


def faults(**changed: object) -> str:
    return "\n".join(one.en for one in check_type(replace(KIND, **changed)))


def test_a_good_declaration_has_no_fault() -> None:
    assert check_type(KIND) == ()
    assert check_type(request(CONFIRM)) == ()
    assert reachable_states(KIND) == {one.id for one in KIND.states}


def test_states_that_cannot_be_reached_or_lead_to_no_end_are_named() -> None:
    lost = State("lost", label("lost"), Phase.OPEN)
    assert faults(states=(*KIND.states, lost)) == 'state "lost" cannot be reached'
    trapped = faults(states=(*KIND.states, lost), transitions=(*WAYS, way("lose", "received", "lost")))
    assert trapped == 'state "lost" leads to no end'
    assert "no state ends a case" in faults(states=KIND.states[:4], transitions=WAYS[:6])
    assert "the initial state" in faults(initial="nowhere")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (way("x", "nowhere", "resolved"), 'unknown state "nowhere"'),
        (way("x", "received", "resolved", "king"), 'unknown relation "king"'),
        (way("x", "received", "resolved", ""), "nobody may take it"),
        (way("x", "", "resolved"), "starts nowhere"),
        (way("x", "received", "resolved", fill=("colour",)), 'unknown field "colour"'),
        (way("x", "received", "resolved", message="hello"), 'unknown template "hello"'),
        (way("x", "received", "resolved", rule="investment_10k_cny +"), "its rule:"),
        (way("x", "received", "resolved", rule="colour = 1"), "colour"),
        (way("x", "received", "resolved", rule="investment_10k_cny * 2"), "no condition"),
        (way("take", "received", "resolved"), 'transition "take" is declared 2 times'),
    ],
)
def test_faults_of_transitions(more: object, words: str) -> None:
    assert words in faults(transitions=(*WAYS, more))


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (replace(DONE, starts=("nowhere",)), 'unknown state "nowhere"'),
        (replace(DONE, restarts=("fly",)), 'unknown transition "fly"'),
        (replace(DONE, starts=()), ""),  # it starts by reopening alone
        (replace(DONE, starts=(), restarts=()), "never starts"),
        (replace(DONE, stops=("received",)), 'both stops and starts or pauses in "received"'),
        (replace(DONE, restarts=("confirm",)), 'stops as soon as "confirm" starts it anew'),
        (replace(DONE, starts=("confirmed",)), "which ends the case"),
        (replace(DONE, due=allowed(0, "days")), "from 1 to"),
        (replace(DONE, warn=allowed(-1, "days")), "from 1 to"),
        (replace(DONE, per="firm"), 'for each "firm"'),
        (replace(DONE, party="king"), 'unknown party "king"'),
        (replace(CO_OWNER, restarts=("reopen",)), "asked again"),
    ],
)
def test_faults_of_clocks(clock: Clock, words: str) -> None:
    assert words in faults(clocks=(clock,))
    assert bool(words) == bool(faults(clocks=(clock,)))


def test_a_clock_that_can_never_stop_is_named() -> None:
    ways = (*[one for one in WAYS if one.id not in ("withdraw", "confirm")],)
    assert 'clock "answer" never stops' in faults(transitions=ways, clocks=(replace(ANSWER, stops=(), stopped_by=()),))
    assert 'clock "answer" never stops' not in faults(transitions=ways, clocks=(ANSWER,))


def test_names_used_twice_and_words_that_are_unknown_are_named() -> None:
    twice = faults(
        states=(*KIND.states, KIND.states[0]), fields=(*KIND.fields, KIND.fields[0]), clocks=(DONE, DONE),
        templates=(ANSWERED, ANSWERED),
    )  # fmt: skip
    for name in ('state "received"', 'field "outcome"', 'clock "done"', 'template "answered"'):
        assert f"{name} is declared 2 times" in twice
    strange = faults(
        family="nonsense", standing="maybe",
        fields=(*KIND.fields, CaseField("owner", label("x"), "colour"), CaseField("pick", label("x"), "choice")),
        templates=(replace(ANSWERED, to=("king",), body=label("{weather}")),),
    )  # fmt: skip
    for words in ('"nonsense"', '"maybe"', '"colour"', '"pick"', 'called "owner"', '"king"', "{weather}"):
        assert words in strange
