#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what a program can check of router_questions.json and of resources/question_groups.json; README.md beside it
has the rules. Standard library only.

Usage: check_router_questions.py
  Prints the counts and, if something is wrong, one line per fault on standard error. Exits 1 then.
"""
import json
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
GROUPS = {HERE / "router_questions.json": 220, HERE / "../../resources/question_groups.json": 100}
PER_GROUP = 4  # questions that ask the same, and questions that do not
EVALUATED = ("natural_lessons.json", "lessons.json")  # nothing the router is judged by may be trained on


def normalised(text):
    """The words and signs of a question. Unlike in `amend-cli eval` an operator counts: 64 + 19 is not 64 - 19."""
    return " ".join(re.findall(r"\w+|[^\w\s?!.,;:'\"’]", text.lower().replace("'", "")))


def questions_of(group):
    return [group["prompt"], *group["same"], *group["near"]]


def evaluated_questions(directory):
    for name in EVALUATED:
        content = json.loads((directory / name).read_text(encoding="utf-8"))
        for lesson in content["lessons"]:
            yield from [lesson["prompt"], *lesson["rephrased"], *(near["prompt"] for near in lesson["near"])]
        yield from content.get("unrelated", [])


def form_faults(group):
    if set(group) != {"prompt", "same", "near"}:
        yield "fields are missing or unknown"
        return
    for field in ("same", "near"):
        if len(group[field]) != PER_GROUP:
            yield f"{len(group[field])} questions in {field!r}, not {PER_GROUP}"
        if all(question[:1].isupper() for question in group[field]):
            yield f"nothing informal in {field!r}"  # else how a question is typed would tell the two apart
    for text in questions_of(group):
        if not text or text != " ".join(text.split()):
            yield f"empty text or stray blanks: {text!r}"


def faults_of(groups, evaluated):
    asked = Counter()
    for number, group in enumerate(groups, 1):
        faults = list(form_faults(group))
        yield from (f"group {number}, {group.get('prompt')!r}: {fault}" for fault in faults)
        if set(group) == {"prompt", "same", "near"}:
            asked.update(map(normalised, questions_of(group)))
    for question, times in asked.items():
        if times > 1:
            yield f"asked {times} times: {question!r}"
        if question in evaluated:
            yield f"stands in {' or '.join(EVALUATED)}: {question!r}"


def main():
    groups, faults = [], []
    for path, count in GROUPS.items():
        found = json.loads(path.read_text(encoding="utf-8"))["groups"]
        if len(found) != count:
            faults.append(f"{len(found)} groups in {path.name}, not {count}")
        groups += found
    words = sorted(len(group["prompt"].split()) for group in groups)
    print(f"{len(groups)} groups, {sum(len(questions_of(group)) for group in groups)} questions; "
          f"{sum(count >= 15 for count in words)} prompts of 15 words or more")
    faults += faults_of(groups, set(map(normalised, evaluated_questions(HERE))))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
