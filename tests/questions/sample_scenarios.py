"""The scenarios of the hand-made runs: Sochi in little, and two parties at one line."""

from typing import Any

from sim.scenario.scenario import Description, Scenario

PLACES = {
    "saraqib": ("Saraqib", 35.864, 36.806, "nlf", ["ariha", "maarat", "telltuqan", "idlib", "eis"]),
    "ariha": ("Ariha", 35.814, 36.61, "nlf", ["jisr", "maarat", "idlib"]),
    "idlib": ("Idlib city", 35.931, 36.634, "hts", ["jisr"]),
    "jisr": ("Jisr al-Shughur", 35.814, 36.32, "nlf", ["ghab"]),
    "maarat": ("Maarat al-Numan", 35.643, 36.668, "nlf", ["khanshaykhun", "telltuqan", "ghab"]),
    "telltuqan": ("Tell Tuqan (post)", 35.8, 36.95, "nlf", ["abuduhur", "eis"]),
    "abuduhur": ("Abu al-Duhur (air base)", 35.735, 37.05, "government", []),
    "khanshaykhun": ("Khan Shaykhun", 35.442, 36.651, "nlf", ["morek", "madiq"]),
    "morek": ("Morek (post 9)", 35.376, 36.69, "nlf", ["hama"]),
    "madiq": ("Qalaat al-Madiq (Ghab)", 35.42, 36.39, "nlf", ["ghab", "hama"]),
    "ghab": ("Shir Mughar / N Ghab (post)", 35.52, 36.39, "nlf", []),
    "eis": ("al-Eis (post)", 35.99, 36.98, "hts", []),
    "hama": ("North Hama", 35.30, 36.55, "government", []),
}
STRIP = ["morek", "khanshaykhun", "madiq", "ghab", "telltuqan", "eis"]


def sochi() -> Scenario:
    """Describe the memorandum of Sochi in little."""
    neighbours: dict[str, set[str]] = {key: set() for key in PLACES}
    for key, (_, _, _, _, nearby) in PLACES.items():
        for other in nearby:
            neighbours[key].add(other)
            neighbours[other].add(key)
    both = ["russia", "turkey"]
    described: dict[str, Any] = {
        "title": "Idlib: the Sochi memorandum of 2018",
        "summary": "Two guarantors, a demilitarised strip, passive clauses.",
        "start": "2018-09-17",
        "main": "sochi",
        "horizon": 365,
        "camps": {"damascus": "the government side", "opposition": "the opposition side"},
        "parties": {
            "russia": {"name": "Russia", "kind": "state", "camp": "damascus", "fights": False},
            "turkey": {"name": "Turkey", "kind": "state", "camp": "opposition", "fights": False},
            "government": {
                "name": "Syrian government",
                "kind": "state",
                "camp": "damascus",
                "strength": 3,
            },
            "nlf": {
                "name": "National Liberation Front",
                "kind": "armed_group",
                "camp": "opposition",
                "strength": 1.5,
            },
            "hts": {"name": "Hay'at Tahrir al-Sham", "kind": "armed_group", "camp": "opposition"},
        },
        "ties": {
            "russia_government": {"sponsor": "russia", "client": "government", "leverage": 0.6},
            "turkey_nlf": {"sponsor": "turkey", "client": "nlf", "leverage": 0.6},
            "turkey_hts": {"sponsor": "turkey", "client": "hts", "leverage": 0.2},
        },
        "sectors": {
            key: {
                "name": name,
                "lat": lat,
                "lon": lon,
                "holder": holder,
                "neighbours": sorted(neighbours[key]),
                "people": 40000,
                "posts": {"turkey": 1} if key in STRIP else {},
            }
            for key, (name, lat, lon, holder, _) in PLACES.items()
        },
        "roads": {
            "m4": {"name": "M4", "course": ["jisr", "ariha", "saraqib"]},
            "m5": {"name": "M5", "course": ["morek", "khanshaykhun", "maarat", "saraqib", "eis"]},
        },
        "zones": {
            "strip": {"name": "demilitarised strip", "sectors": STRIP},
            "area": {"name": "Idlib area", "sectors": [k for k in PLACES if k != "hama"]},
        },
        "agreements": {
            "sochi": {
                "name": "Sochi memorandum",
                "form": "preliminary",
                "starts": "2018-09-17",
                "signatories": both,
                "bound": ["government", "nlf"],
            },
            "truce": {"name": "truce", "form": "cessation", "signatories": both},
        },
        "obligations": {
            "status_quo": {
                "agreement": "sochi",
                "clause": "2",
                "text": "Attacks on the Idlib area are avoided and the status quo is kept",
                "kind": "refrain",
                "owed_by": ["russia"],
                "zone": "area",
            },
            "withdraw_groups": {
                "agreement": "sochi",
                "clause": "5",
                "text": "All radical groups leave the demilitarised strip",
                "kind": "deliver",
                "wording": "passive",
                "readings": {"russia": ["turkey"], "turkey": ["russia", "turkey"]},
                "zone": "strip",
                "about": "hts",
                "due": "2018-10-15",
            },
            "heavy_weapons": {
                "agreement": "sochi",
                "clause": "6",
                "text": "Heavy weapons leave the demilitarised strip",
                "kind": "deliver",
                "wording": "passive",
                "owed_by": ["turkey"],
                "zone": "strip",
                "due": "2018-10-10",
            },
            "patrols": {
                "agreement": "sochi",
                "clause": "7",
                "text": "Both armies patrol the edge of the strip",
                "kind": "repeat",
                "owed_by": both,
                "zone": "strip",
                "route": ["morek", "khanshaykhun"],
                "begins": "2019-03-08",
            },
        },
        "monitors": {"posts": {"name": "observation posts", "kind": "posts", "zone": "strip"}},
        "spoilers": {"hts": {"party": "hts", "host": "turkey"}},
        "shocks": {
            "aid": {
                "on": "2019-01-10",
                "variable": "strength",
                "subject": "hts",
                "change": "multiply",
                "value": 1.5,
                "text": "Hay'at Tahrir al-Sham took over the civil administration of the area",
            }
        },
    }
    for name in both:
        described["parties"][name]["publishes_counts"] = True
    return Scenario(name="idlib/sochi_2018", scenario=Description.model_validate(described))


def two_parties() -> Scenario:
    """Describe two parties without guarantors at one line."""
    return Scenario(
        name="textbook/dyad",
        scenario=Description.model_validate(
            {
                "title": "Two parties and one line",
                "summary": "The limits.",
                "start": "2001-01-01",
                "main": "truce",
                "horizon": 1,
                "parties": {
                    "a": {"name": "Party A", "kind": "armed_group", "camp": "one"},
                    "b": {"name": "Party B", "kind": "armed_group", "camp": "two"},
                },
                "sectors": {"line": {"name": "The line", "holder": "a", "faces": ["b"]}},
                "agreements": {
                    "truce": {
                        "name": "truce",
                        "form": "cessation",
                        "starts": "2001-01-01",
                        "signatories": ["a", "b"],
                    }
                },
                "obligations": {
                    "hold": {
                        "agreement": "truce",
                        "clause": "1",
                        "text": "Both hold their fire",
                        "kind": "refrain",
                        "owed_by": ["a", "b"],
                    }
                },
            }
        ),
    )
