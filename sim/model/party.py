"""The party: a Mesa agent with a behaviour for every phase of the day."""

from __future__ import annotations

from sim.model.believing import Believing
from sim.model.campaigning import Campaigning
from sim.model.declaring import Declaring
from sim.model.guaranteeing import Guaranteeing
from sim.model.responding import Responding


class PartyAgent(Guaranteeing, Campaigning, Believing, Responding, Declaring):
    """A state, an armed group or an observer.

    Subclass it and override `choose_order` to try a doctrine of your own; every
    other phase has its method too. See ``docs/extending.md``.
    """
