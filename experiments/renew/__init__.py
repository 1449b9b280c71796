"""One command that makes every kept figure anew, and says what moved.

It knows which scripts there are and what they write, and no figure of its own.
"""
