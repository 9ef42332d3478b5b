#!/usr/bin/env python3
"""Invents, for every municipality of municipality_facts.csv, whether it has an island or a mountain village and how many clinics
and nursing stations it has: municipality_resources.csv. Nothing here is a statistic; the seed is fixed, so that the file
comes out the same again.

    python3 invent_resources.py < municipality_facts.csv > municipality_resources.csv
"""

import csv
import random
import sys

draw = random.Random(20261128)
# Towns whose cases tell of an island: the invented flag must not contradict them. The others are drawn.
ISLANDS = {"352128"}
rows = list(csv.DictReader(sys.stdin))
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["code", "island", "mountain", "clinics", "stations"])
for row in rows:
    population = int(row["population"])
    remote = row["kaso"] == "1"
    island = int(row["code"] in ISLANDS or draw.random() < (0.12 if remote else 0.02))
    mountain = int(draw.random() < (0.7 if row["chusankan"] == "1" else 0.05))
    per_ten_thousand = draw.uniform(0.4, 1.6) * (0.7 if remote else 1.0)
    clinics = round(population / 10_000 * per_ten_thousand + draw.uniform(-0.5, 0.5))
    stations = round(population / 10_000 * draw.uniform(0.4, 1.5) * (0.6 if remote else 1.0) + draw.uniform(-0.6, 0.4))
    # For some nobody has counted yet: what is missing must be seen to be missing.
    if draw.random() < 0.04:
        out.writerow([row["code"], island, mountain, "", ""])
    else:
        out.writerow([row["code"], island, mountain, max(0, clinics), max(0, stations)])
