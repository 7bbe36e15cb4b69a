#!/usr/bin/env python3
"""Works out what tests/requirements.rs expects to be said of polio, from the tables in requirements/polio.

Independent of the Rust code: the standard library only, and the steps of docs/REQUIREMENTS.md ("Polio"), written a
second time. Prints a line for each journey:

    FROM/TRANSIT DESTINATION=ANSWER ... *=ANSWER

FROM and TRANSIT are those of expected.py. ANSWER is "-" where nothing is said, else `arrival` (the destination may ask)
or `exit` (WHO recommends that the country asks who leaves it), that country, the sources and their date. `*` stands for
every destination that is not named.
"""

import csv
import itertools
import pathlib
import sys

TABLES = pathlib.Path(__file__).resolve().parent.parent.parent / "requirements" / "polio"


def table(name):
    with open(TABLES / name, newline="", encoding="utf-8") as file:
        return {row["country"]: row for row in csv.DictReader(file)}


ROWS = table("requirements.csv")
EXIT = table("risk.csv")
NOT_ASKED = table("low_potential.csv")


def answer(to, stays):
    """What is said to a destination after stays in these countries; transits never count."""
    stays = [country for country in stays if country != to]
    row = ROWS.get(to)
    if row:
        assert row["requirement"] == "risk" and row["status"] == "disputed" and row["only_from"], row
        for country in stays:
            if country in row["only_from"].split():
                return f"arrival:{country}:{row['source']}:{row['source_date']}"
    for country in stays:
        if country in EXIT:
            return f"exit:{country}:{EXIT[country]['source']}:{EXIT[country]['source_date']}"
    return "-"


def journeys():
    """Every country of the tables and some others alone, pairs in both orders, and transits."""
    named = set(EXIT) | set(NOT_ASKED) | set(ROWS)
    for row in ROWS.values():
        named |= set(row["only_from"].split())
    others = ["BR", "FR", "XK"]
    yield [], []
    for country in sorted(named) + others:
        yield [country], []
        yield [], [country]
    pairs = sorted(EXIT)[:3] + sorted(NOT_ASKED) + ["KE", "ZA"]
    for pair in itertools.permutations(pairs, 2):
        yield list(pair), []
    yield ["FR"], [sorted(EXIT)[0]]
    yield ["FR", "XK", sorted(EXIT)[-1]], ["BR"]


def main():
    for stays, transits in journeys():
        legs = f"{'+'.join(stays) or '-'}/{'+'.join(country + ':2000' for country in transits) or '-'}"
        # A destination that is one of the stays, or has a row, may have an answer of its own.
        others = answer("?", stays)
        own = {to: answer(to, stays) for to in sorted(set(ROWS) | set(stays))}
        own = [f"{to}={said}" for to, said in own.items() if said != others]
        print(legs, *own, f"*={others}")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    main()
