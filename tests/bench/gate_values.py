#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How near the lessons of `amend-cli eval` come to the limits of the gate, as a Markdown table. Standard library only.

Usage: gate_values.py NAME=FILE ... [--csv FILE]

FILE is the lessons.jsonl of a run, or the values of one that --csv wrote before. One row per check and run: its limit,
the median, the value at which 19 of 20 lessons lie on the good side, the worst, and how many were beyond the limit.
"""
import argparse
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

COLUMNS = ["run", "lesson", "verdict", "check", "value", "limit", "ok"]
# The others are at least their limit.
AT_MOST = {"drift", "fluent", "kl", "kl_in_all", "probes", "perplexity_ratio", "perplexity_in_all", "pinned"}


def values_of(name, path):
    text = Path(path).read_text(encoding="utf-8")
    if not text.startswith("{"):
        return list(csv.DictReader(text.splitlines()))
    rows = []
    for line in text.splitlines():
        entry = json.loads(line)
        for check in entry["receipt"]["gate"]:
            rows.append({
                "run": name, "lesson": entry["number"], "verdict": entry["receipt"]["verdict"], "check": check["name"],
                "value": f"{check['value']:.6g}", "limit": f"{check['limit']:.6g}", "ok": int(check["ok"]),
            })
    return rows


def table(rows):
    groups = defaultdict(list)
    for row in rows:
        groups[row["check"], row["run"]].append(row)
    lines = ["| check | run | limit | lessons | median | 19 of 20 | worst | beyond |", "|---" * 8 + "|"]
    for (check, run), group in groups.items():
        at_most = check in AT_MOST
        worst_last = sorted((float(row["value"]) for row in group), reverse=not at_most)
        limits = {row["limit"] for row in group}
        limit = f"{'≤' if at_most else '≥'} {limits.pop()}" if len(limits) == 1 else "its own"
        beyond = sum(not int(row["ok"]) for row in group)
        places = [worst_last[len(group) // 2], worst_last[int(0.95 * (len(group) - 1))], worst_last[-1]]
        numbers = " | ".join(f"{value:.3g}" for value in places)
        lines.append(f"| {check} | {run} | {limit} | {len(group)} | {numbers} | {beyond} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="How near lessons come to the limits of the gate.")
    parser.add_argument("runs", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--csv")
    arguments = parser.parse_args()
    rows = []
    for run in arguments.runs:
        name, _, path = run.partition("=")
        if not path:
            sys.exit(f"{run} is not NAME=FILE.")
        rows += values_of(name, path)
    if arguments.csv:
        with open(arguments.csv, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
    print(table(rows), end="")


if __name__ == "__main__":
    main()
