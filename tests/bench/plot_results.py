#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws what `amend-cli eval` measured and prints it as a Markdown table. Standard library only.

Usage: plot_results.py RESULTS.json ... [--svg FILE] [--table FILE] [--without COLUMN]...

Each results.json is one run; its rule names its line. The drawing has one panel per number, lessons from left to right on
a logarithmic scale. Without --table the table goes to standard output.
"""
import argparse
import json
import math
import sys
from html import escape
from pathlib import Path

# Column, title, whether its scale is that of a share.
PANELS = [
    ("fixed", "fixed", True),
    ("rephrased_contains", "rephrased (contained)", True),
    ("kept", "kept of the learned", True),
    ("learned", "learned", True),
    ("untouched_agreement", "token agreement elsewhere", False),
    ("untouched_identical", "identical replies elsewhere", True),
    ("still_right", "facts that are still right", True),
    ("perplexity_ratio", "perplexity ratio", False),
    ("near_leaks", "leaks into near questions", True),
    ("seconds_last_ten", "seconds, last ten lessons", False),
]
TABLE = [
    ("lessons", "lessons"), ("learned", "learned"), ("fixed", "fixed"), ("fixed_contains", "contained"),
    ("fixed_forced", "forced"), ("rephrased", "rephrased"), ("rephrased_contains", "contained"),
    ("rephrased_forced", "forced"), ("kept", "kept"), ("untouched_identical", "identical"),
    ("untouched_agreement", "agreement"), ("untouched_kl_nats", "KL, nats"), ("still_right", "facts right"), ("perplexity_ratio", "perplexity"),
    ("near_leaks", "leaks"), ("seconds_median", "s, median"), ("seconds_p95", "s, 95 %"),
]
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]  # Okabe and Ito: told apart by everybody
COLUMNS = 3
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 330, 230, 52, 34, 14, 34  # of a panel, and what its plot leaves free


def read_run(path):
    results = json.loads(Path(path).read_text(encoding="utf-8"))
    if not results.get("rows"):
        sys.exit(f"{path} has no rows.")
    for row in results["rows"]:  # the mean of the lists of facts
        shares = [value for column, value in row.items() if column.endswith("_still_right") and value is not None]
        row["still_right"] = sum(shares) / len(shares) if shares else None
    return {"name": results["run"]["rule"], "rows": results["rows"], "path": path}


def tell_apart(runs):
    """Two runs of one rule are named after their folders."""
    names = [run["name"] for run in runs]
    for run in runs:
        if names.count(run["name"]) > 1:
            run["name"] += f" ({Path(run['path']).resolve().parent.name})"


def points(run, column):
    return [(row["lessons"], row[column]) for row in run["rows"] if row.get(column) is not None]


def limits(runs, column, is_share):
    values = [value for run in runs for _, value in points(run, column)]
    if is_share or not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    margin = max((high - low) * 0.1, 1e-3)
    return max(low - margin, 0), high + margin


def number(value, step):
    """As many decimals as tell one grid line from the next."""
    text = f"{value:.{max(0, 1 - math.floor(math.log10(step)))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def panel(runs, column, title, is_share, last):
    low, high = limits(runs, column, is_share)
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x(lessons):
        return LEFT + (right - LEFT) * (math.log(lessons) / math.log(last) if last > 1 else 0.5)

    def y(value):
        return bottom - (bottom - TOP) * (value - low) / (high - low)

    parts = [f'<text x="{LEFT}" y="{TOP - 12}" class="title">{escape(title)}</text>']
    for step in range(5):
        value = low + (high - low) * step / 4
        parts.append(f'<line x1="{LEFT}" x2="{right}" y1="{y(value):.1f}" y2="{y(value):.1f}" class="grid"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y(value) + 4:.1f}" class="end">{number(value, (high - low) / 4)}</text>')
    for lessons in sorted({row["lessons"] for run in runs for row in run["rows"]}):
        parts.append(f'<text x="{x(lessons):.1f}" y="{bottom + 16}" class="middle">{lessons}</text>')
    for run, colour in zip(runs, COLOURS * len(runs)):
        line = [(x(lessons), y(value)) for lessons, value in points(run, column)]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in line)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{colour}"/>' for px, py in line]
    return parts


def drawing(runs, without):
    last = max(row["lessons"] for run in runs for row in run["rows"])
    panels = [one for one in PANELS if one[0] not in without and any(points(run, one[0]) for run in runs)]
    rows = math.ceil(len(panels) / COLUMNS)
    width, height = COLUMNS * WIDTH, rows * HEIGHT + 30
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        "<style>text{font:12px sans-serif;fill:#333}.title{font-weight:bold}.end{text-anchor:end}"
        ".middle{text-anchor:middle}.grid{stroke:#ddd}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for index, (column, title, is_share) in enumerate(panels):
        left, top = index % COLUMNS * WIDTH, index // COLUMNS * HEIGHT
        svg.append(f'<g transform="translate({left},{top})">')
        svg += panel(runs, column, title, is_share, last)
        svg.append("</g>")
    left = LEFT
    for run, colour in zip(runs, COLOURS * len(runs)):
        svg.append(f'<circle cx="{left}" cy="{height - 16}" r="5" fill="{colour}"/>')
        svg.append(f'<text x="{left + 10}" y="{height - 12}">{escape(run["name"])}</text>')
        left += 30 + 8 * len(run["name"])
    return "\n".join(svg + ["</svg>"]) + "\n"


def cell(column, value):
    if value is None:
        return "–"
    if column == "lessons":
        return str(value)
    if column.startswith("seconds"):
        return f"{value:.1f}"
    return f"{value:.4f}" if column in ("untouched_kl_nats", "untouched_agreement", "perplexity_ratio") else f"{value:.2f}"


def table(runs):
    lines = ["| rule | " + " | ".join(title for _, title in TABLE) + " |", "|---" * (len(TABLE) + 1) + "|"]
    for run in runs:
        for row in run["rows"]:
            cells = [cell(column, row.get(column)) for column, _ in TABLE]
            lines.append(f"| {run['name']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Draws results of amend-cli eval and prints them as a table.")
    parser.add_argument("results", nargs="+")
    parser.add_argument("--svg")
    parser.add_argument("--table")
    parser.add_argument("--without", action="append", default=[], help="a column that is not drawn")
    arguments = parser.parse_args()
    runs = [read_run(path) for path in arguments.results]
    tell_apart(runs)
    if arguments.svg:
        Path(arguments.svg).write_text(drawing(runs, arguments.without), encoding="utf-8")
    if arguments.table:
        Path(arguments.table).write_text(table(runs), encoding="utf-8")
    else:
        print(table(runs), end="")


if __name__ == "__main__":
    main()
