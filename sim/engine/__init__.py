"""The compiled twin: the same day over flat tables, for many runs.

It shares the laws and the addresses of luck with the Mesa model, and nothing else:
no loop, no agent. Its functions are plain Python over rows of tables; `compile`
translates them, and without that they run as they are, with the same bits. Its
log, its state after every phase and its outcomes are held against the Mesa model's
by ``tests/engine``.
"""
