"""Which parameters of a scenario matter, how much is chance, and where agreements fail.

Statistics stand in `effects`, `variance` and `region`, on arrays alone; `findings` goes through the
stages, `study` carries them out. Which values the record speaks for is what
`sim.questions.fit` asks.
"""

__all__: list[str] = []
