"""The rules of behaviour, as pure scalar functions, one module per subject.

Nothing here knows an agent, a file or a library. Every function takes and
returns plain numbers, so that a student can check it by hand and a compiler can
translate it without changing a bit. The rules of style that make this possible
are enforced by ``tests/house/test_law_lint.py``.
"""
