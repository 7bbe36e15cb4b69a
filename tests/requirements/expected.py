#!/usr/bin/env python3
"""Works out the expected answers of tests/requirements.rs from the tables in requirements/yellow-fever.

Independent of the Rust code: the standard library only, and the steps of docs/REQUIREMENTS.md ("How a journey is
answered"), written a second time. Prints a line for each group of destinations that have the same answers:

    GH,SL BIRTH[,BIRTH] FROM/TRANSIT=ANSWER[,ANSWER] ...

FROM: countries joined by "+"; TRANSIT: a country with ":" and minutes ("?": not given); "-" for none, "=" for the
destination itself. There is an answer for each date of birth ("-": not known): R required, N not required, A ask,
followed by the rule that made it so, "?" if a better known date of birth could change it, and "~" if the country that
it is about has the disease in a part only.
"""

import calendar
import csv
import datetime
import functools
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TABLES = ROOT / "requirements" / "yellow-fever"
# Day of arrival of every journey: the day after a leap day, where months end differently.
ARRIVAL = datetime.date(2028, 3, 1)
NEVER_AT_RISK = "DE"
NOT_A_COUNTRY = "XK"


def table(name):
    with open(TABLES / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


ROWS = table("requirements.csv")
RISK = {row["country"]: row["partial"] == "yes" for row in table("risk.csv")}
LOW_PARTIAL = {row["country"]: row["partial"] == "yes" for row in table("low_potential.csv")}
LOW = list(LOW_PARTIAL)
OFFICIAL = {row["country"] for row in ROWS}


def counting(row):
    """The countries that count for a destination."""
    if row["only_from"]:
        return set(row["only_from"].split())
    return (set(RISK) | set(row["extra_risk"].split())) - set(row["exempt"].split())


@functools.cache
def completed_months(born, at):
    """Largest number of months after which the birthday has come."""
    months = 0
    while True:
        year, month = divmod(born.month - 1 + months + 1, 12)
        year, month = born.year + year, month + 1
        # A month without that day: the birthday comes on the first of the next month.
        if born.day > calendar.monthrange(year, month)[1]:
            year, month, day = (year + month // 12, month % 12 + 1, 1)
        else:
            day = born.day
        if datetime.date(year, month, day) > at:
            return months
        months += 1


def by_age(row, born):
    """Rules by which the ages of every possible day of birth are not asked; None where one is asked."""
    rules = set()
    for day in days_of(born):
        months = completed_months(day, ARRIVAL)
        if row["min_age_months"] and months < int(row["min_age_months"]):
            rules.add("too-young")
        elif row["max_age_years"] and months // 12 > int(row["max_age_years"]):
            rules.add("too-old")
        else:
            rules.add(None)
    return rules


def days_of(born):
    """Every day that a date of birth leaves possible, up to the day of arrival."""
    parts = [int(part) for part in born.split("-")]
    if len(parts) == 3:
        return [datetime.date(*parts)]
    months = [parts[1]] if len(parts) == 2 else range(1, 13)
    days = [
        datetime.date(parts[0], month, day)
        for month in months
        for day in range(1, calendar.monthrange(parts[0], month)[1] + 1)
    ]
    return [day for day in days if day <= ARRIVAL]


def answer(row, stays, transits, born):
    if row["status"] == "disputed":
        return "A:disputed"
    if row["status"] == "unknown":
        return "A:unknown"
    if row["requirement"] == "none":
        return "N:no-requirement"
    if row["requirement"] == "all":
        required, country = "R:every-arrival", None
    else:
        required, country = legs(row, stays, transits)
        if required.startswith("N"):
            return required
    partial = "~" if RISK.get(country, country in LOW and LOW_PARTIAL[country]) else ""
    has_limits = row["min_age_months"] or row["max_age_years"]
    rules = by_age(row, born) if born else ({None, "unknown"} if has_limits else {None})
    if len(rules) > 1:
        return required + "?" + partial
    rule = rules.pop()
    return "N:" + rule if rule else required + partial


def legs(row, stays, transits):
    """Answer by stays and transits, and the country that it is about."""
    countries = counting(row)
    stays = [country for country in stays if country != row["country"]]
    for country in stays:
        if country in countries:
            return "R:arrival", country
    strange = [country for country in stays if country not in OFFICIAL]
    if row["requirement"] == "risk+transit":
        limit = int(row["transit_hours"]) * 60
        for country, minutes in transits:
            if country in countries and (limit == 0 or (minutes is not None and minutes > limit)):
                return "R:transit", country
        for country, minutes in transits:
            if country in countries and minutes is None:
                return "A:transit-hours-unknown", country
        for country, minutes in transits:
            if country not in OFFICIAL and (limit == 0 or minutes is None or minutes > limit):
                strange.append(country)
    if strange:
        return "A:unknown-country", strange[0]
    return "N:nobody-counts", None


def before(date, months):
    """Day so many months before a date; the date has a day that every month has."""
    year, month = divmod(date.year * 12 + date.month - 1 - months, 12)
    return datetime.date(year, month + 1, date.day)


def births(row):
    """No birth date, an adult's, those a day before and after each limit, and those of which only a part is known."""
    found = [None, "1990-02-03", "1990"]
    day = datetime.timedelta(days=1)
    limits = [int(row["min_age_months"] or 0), (int(row["max_age_years"]) + 1) * 12 if row["max_age_years"] else 0]
    for limit in filter(None, limits):
        exactly = before(ARRIVAL, limit)
        found += [str(exactly - day), str(exactly), str(exactly + day)]
        found += [str(exactly)[:7], str(exactly - day)[:7], str(exactly)[:4]]
    return found


def journeys(row):
    """Stays and transits that matter to a destination, each kind once."""
    to = row["country"]
    countries = counting(row)
    free = sorted(set(RISK) - countries)
    full = [c for c in RISK if not RISK[c] and c != to]
    part = [c for c in RISK if RISK[c] and c != to]
    stays = [[], [NEVER_AT_RISK if to != NEVER_AT_RISK else "FR"], [full[0]], [part[0]], [LOW[0]], [LOW[-1]]]
    stays += [[NOT_A_COUNTRY], [NOT_A_COUNTRY, full[1]], [to], ["FR", part[-1]]]
    for column in ("only_from", "extra_risk", "exempt"):
        stays += [[country] for country in row[column].split()]
    stays += [[country] for country in free[:2]]
    for stay in stays:
        yield stay, []
    limit = int(row["transit_hours"] or 12) * 60
    counts = sorted(country for country in countries if country != to)[0]
    for minutes in sorted({0, max(limit - 1, 0), limit, limit + 1}):
        yield [], [(counts, minutes)]
    yield [], [(counts, None)]
    yield [], [("FR", limit + 60)]
    yield [], [("FR", None), (counts, limit + 1)]
    yield [], [(NOT_A_COUNTRY, limit + 1)]
    yield [], [(NOT_A_COUNTRY, limit)]
    yield [NOT_A_COUNTRY], [(counts, None)]
    yield [], [(counts, None), (counts, limit + 1)]
    for country in (free[:1] + [LOW[0]]):
        yield [], [(country, limit + 1)]


def text(row, stays, transits):
    own = ["=" if country == row["country"] else country for country in stays]
    legs = "+".join(f"{country}:{'?' if minutes is None else minutes}" for country, minutes in transits)
    return f"{'+'.join(own) or '-'}/{legs or '-'}"


def main():
    groups = {}
    for row in ROWS:
        dates = births(row)
        line = [",".join(born or "-" for born in dates)]
        for stays, transits in journeys(row):
            answers = [answer(row, stays, transits, born) for born in dates]
            # All alike: said once.
            answers = answers[:1] if len(set(answers)) == 1 else answers
            line.append(f"{text(row, stays, transits)}={','.join(answers)}")
        groups.setdefault(" ".join(line), []).append(row["country"])
    for line, countries in groups.items():
        print(",".join(countries), line)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    main()
