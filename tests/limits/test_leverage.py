"""Leverage 1: a client's orders are its sponsor's. Leverage 0: its sponsor's wish is nothing."""

from itertools import pairwise

import pytest

from sim.law.order import HOLD, PROBE
from tests.worlds import bits, model_of, standard, traced

TIES = ("sponsor_a_party_a", "sponsor_b_party_b")
DAYS = 60
# An offensive is the sponsor's affair whatever its leverage: it joins or stays away.
NO_OFFENSIVES = {"behaviour.offensive.active": False, "behaviour.ending.cancelling": 50.0}

pytestmark = pytest.mark.usefixtures("compiled")


def leverage(value: float, share: float = 1.0) -> dict[str, object]:
    """Give both sponsors the same leverage over all decisions of their clients."""
    stated: dict[str, object] = {f"scenario.ties.{tie}.leverage": value for tie in TIES}
    return {**stated, "behaviour.consent.fire_share": share}


def ties(**values: object) -> dict[str, object]:
    return {f"scenario.ties.{tie}.{key}": value for tie in TIES for key, value in values.items()}


def clients(**values: object) -> dict[str, object]:
    return {
        f"scenario.parties.{party}.{key}": value
        for party in ("party_a", "party_b")
        for key, value in values.items()
    }


def sponsors(**values: object) -> dict[str, object]:
    return {
        f"scenario.parties.{party}.{key}": value
        for party in ("sponsor_a", "sponsor_b")
        for key, value in values.items()
    }


OWN_WISHES: list[dict[str, object]] = [
    {},
    clients(doctrine={"kind": "always_hold"}),
    clients(doctrine={"kind": "grim"}),
    clients(doctrine={"kind": "win_stay_lose_shift"}),
]


def log_under(changes: dict[str, object], value: float) -> list[str]:
    """Log of the textbook cessation under one leverage."""
    return bits(traced(standard(NO_OFFENSIVES, leverage(value), changes), 0, DAYS).log)


def test_at_leverage_one_what_the_client_wants_changes_no_bit() -> None:
    logs = [log_under(wish, 1.0) for wish in OWN_WISHES]
    assert all(one == other for one, other in pairwise(logs))


@pytest.mark.parametrize("wish", OWN_WISHES[1:])
def test_at_half_leverage_what_the_client_wants_counts(wish: dict[str, object]) -> None:
    assert log_under(wish, 0.5) != log_under({}, 0.5)


@pytest.mark.parametrize(("stake", "order"), [(0.0, HOLD), (1.0, PROBE)])
def test_at_leverage_one_every_order_of_a_client_is_its_sponsors(stake: float, order: int) -> None:
    changes = {
        **NO_OFFENSIVES,
        **ties(stake=stake),
        **sponsors(choice_noise=0.0),
        # With a stake in the gains and no restraint a sponsor wants fire everywhere.
        "behaviour.consent.restraint": 0.0,
    }
    model = model_of(standard(leverage(1.0), changes), 0, DAYS)
    while not model.over():
        model.step()
        for tie in model.ties:
            for front in tie.client.fronts.values():
                # Each client has one sponsor here, and it is the first.
                assert front.adopted == 1
                assert front.order == order


PREFERENCES: list[dict[str, object]] = [
    ties(stake=0.0),
    ties(stake=1.0),
    sponsors(choice_noise=5.0),
    {"behaviour.consent.restraint": 20.0},
    {"behaviour.consent.relations": 0.0, "behaviour.consent.effort": 0.0},
    {"behaviour.consent.active": False},
]


@pytest.mark.parametrize("preference", PREFERENCES)
def test_at_leverage_zero_what_the_sponsor_wants_changes_no_bit(
    preference: dict[str, object],
) -> None:
    # A sponsor's noise also bears on whether it disowns the text, which is its own affair.
    keep: dict[str, object] = {"behaviour.ending.disowning": 50.0, "behaviour.ending.hurt": 0.0}
    plain = log_under(keep, 0.0)
    assert log_under({**keep, **preference}, 0.0) == plain


def test_at_leverage_zero_an_offensive_is_the_clients_even_if_its_sponsor_refuses() -> None:
    # What a sponsor adds by joining is set to nothing; its answer itself stays in the log.
    alone = {
        **leverage(0.0),
        **ties(air_power=0.0),
        "behaviour.consent.tolerated": 1.0,
        "behaviour.offensive.threshold": 5.0,
    }
    refusing = {"behaviour.consent.refuse": 20.0, "behaviour.consent.join": 20.0}
    joining = {"behaviour.consent.refuse": -20.0, "behaviour.consent.join": -20.0}
    runs = [traced(standard(alone, wish), 0, 120) for wish in (refusing, joining)]
    answers = [[event.form for event in run.log.of("consent")] for run in runs]
    assert len(answers[0]) == len(answers[1]) > 0
    assert set(answers[0]) == {"refused"}
    assert set(answers[1]) == {"joined"}
    deeds = [
        [
            (event.day, event.kind, event.form, event.actor, event.target, event.sector)
            for event in run.log
            if event.kind != "consent"
        ]
        for run in runs
    ]
    assert deeds[0] == deeds[1]


def test_at_leverage_one_a_refusal_is_a_veto() -> None:
    refused = {
        **leverage(1.0),
        **sponsors(choice_noise=0.0),
        "behaviour.consent.refuse": 20.0,
        "behaviour.consent.join": 20.0,
        "behaviour.offensive.threshold": 3.0,
    }
    log = traced(standard(refused), 0, 120).log
    forms = [event.form for event in log.of("offensive") if event.actor != "spoiler"]
    assert "vetoed" in forms
    assert "begun" not in forms


def test_more_leverage_makes_the_client_follow_more_often() -> None:
    adopted = []
    for value in (0.0, 0.25, 0.5, 0.75, 1.0):
        model = model_of(standard(NO_OFFENSIVES, leverage(value)), 0, 40)
        count = total = 0
        while not model.over():
            model.step()
            for tie in model.ties:
                count += sum(front.adopted > 0 for front in tie.client.fronts.values())
                total += len(tie.client.fronts)
        adopted.append(count / total)
    assert adopted == sorted(adopted)
    assert adopted == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0], abs=0.12)
