"""Addressed random draws: Philox 4x32-10, a counter-based generator.

A draw has an address instead of a place in a sequence: who draws what, about
whom, where and when. The same address always gives the same numbers, whatever else
is drawn before it, so that removing one provision leaves all other draws as it
was and two engines agree whatever their order of work.

The address of a block of four uniforms is::

    key     = (seed, replicate)
    counter = (day and process and ordinal, actor, other, place or duty)

each a 32-bit word. The four words of a block are four uniforms; every law that
draws names which of the four it uses.
"""

MASK = 0xFFFFFFFF
MULTIPLIER_A = 0xD2511F53
MULTIPLIER_B = 0xCD9E8D57
WEYL_A = 0x9E3779B9
WEYL_B = 0xBB67AE85
ROUNDS = 10

DAY_OFFSET = 8192
LAST_DAY = 57343
LAST_ORDINAL = 255
RESOLUTION = 1.0 / 4294967296.0

NOBODY = 0

# Processes. A number is never used twice and never changes its meaning.
ORDER = 1
RETALIATION = 2
FRICTION = 3
SABOTAGE = 4
SIGHTING = 5
DETECTION = 6
FALSE_ALARM = 7
ACCUSATION = 8
RESPONSE = 9
SUPPLY = 10
DEPLOYMENT = 11
PROPOSAL = 12
ASSAULT = 13
PERSISTENCE = 14
CONTEST = 15
TALKS = 16
DECLARATION = 17
PATROL = 18
PARAMETER = 19
COMMISSION = 20
LOSS = 21
REACTION = 22
MISREADING = 23


def philox(
    counter_a: int, counter_b: int, counter_c: int, counter_d: int, key_a: int, key_b: int
) -> tuple[int, int, int, int]:
    """One block of Philox 4x32 with ten rounds.

    Parameters
    ----------
    counter_a, counter_b, counter_c, counter_d : int
        The counter, four words of 32 bits.
    key_a, key_b : int
        The key, two words of 32 bits.

    Returns
    -------
    tuple of int
        Four words of 32 bits.

    References
    ----------
    Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as
    1, 2, 3. Checked against the known-answer vectors of Random123.
    """
    for _ in range(ROUNDS):
        product_a = MULTIPLIER_A * counter_a
        product_b = MULTIPLIER_B * counter_c
        counter_a = ((product_b >> 32) & MASK) ^ counter_b ^ key_a
        counter_c = ((product_a >> 32) & MASK) ^ counter_d ^ key_b
        counter_b = product_b & MASK
        counter_d = product_a & MASK
        key_a = (key_a + WEYL_A) & MASK
        key_b = (key_b + WEYL_B) & MASK
    return counter_a, counter_b, counter_c, counter_d


def address_word(day: int, process: int, ordinal: int) -> int:
    """Pack day, process and ordinal into the first word of a counter.

    Parameters
    ----------
    day : int
        Day of the run, from -8192 to 57343; day 1 is the first day in force.
    process : int
        Number of the process, 0 to 255.
    ordinal : int
        Which of several draws of the same kind, 0 to 255.

    Returns
    -------
    int
        A word of 32 bits, different for every triple.

    Notes
    -----
    The widths are assumed: 16, 8 and 8 bits.
    """
    return ((day + DAY_OFFSET) << 16) | (process << 8) | ordinal


def first_day_of(day: int, days: int) -> int:
    """First day of the stretch of days that share one block of draws.

    A draw that needs one word of a block a day takes all four words in turn, over
    four days; one that needs two takes them over two days.

    Parameters
    ----------
    day : int
        Day of the run.
    days : int
        Length of a stretch, 2 or 4.

    Returns
    -------
    int
        The last day not after `day` that is a multiple of `days`.

    Notes
    -----
    Assumed; it spares three draws in four where nothing happens most days.
    """
    return day - day % days


def uniform(word: int) -> float:
    """Turn a 32-bit word into a uniform number strictly between 0 and 1.

    Parameters
    ----------
    word : int
        A word of 32 bits.

    Returns
    -------
    float
        ``(word + 1/2) / 2**32``: the middle of its cell, never 0 and never 1.

    Notes
    -----
    The resolution is assumed: no daily chance below 2e-10 can be told from 0.
    """
    return (word + 0.5) * RESOLUTION


def block_at(
    word: int, actor: int, other: int, place: int, seed: int, replicate: int
) -> tuple[float, float, float, float]:
    """Four uniforms at an address whose first word is packed already.

    Parameters
    ----------
    word : int
        Day, process and ordinal, as `address_word` packs them.
    actor, other, place : int
        Luck keys; 0 where there is none.
    seed, replicate : int
        Key of the run, each 0 to 2**32 - 1.

    Returns
    -------
    tuple of float
        Four uniforms in (0, 1).

    Notes
    -----
    Elementary; nothing is assumed beyond `address_word` and `uniform`.
    """
    word_a, word_b, word_c, word_d = philox(word, actor, other, place, seed, replicate)
    return uniform(word_a), uniform(word_b), uniform(word_c), uniform(word_d)


def draw_block(
    seed: int,
    replicate: int,
    day: int,
    process: int,
    actor: int,
    other: int,
    place: int,
    ordinal: int,
) -> tuple[float, float, float, float]:
    """Draw four uniforms at one address.

    Parameters
    ----------
    seed, replicate : int
        Key of the run, each 0 to 2**32 - 1.
    day, process, ordinal : int
        As in `address_word`.
    actor, other, place : int
        Luck keys of who draws, about whom, and where or about which duty;
        0 where there is none.

    Returns
    -------
    tuple of float
        Four uniforms in (0, 1).

    References
    ----------
    Salmon et al. (2011); common random numbers by address as in Klein, Abeysuriya
    and others (2024), Noise-free comparison of stochastic agent-based simulations.
    """
    return block_at(address_word(day, process, ordinal), actor, other, place, seed, replicate)
