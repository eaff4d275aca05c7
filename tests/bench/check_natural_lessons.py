#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what a program can check of natural_lessons.json; README.md beside it has the rules. Standard library only.

Usage: check_natural_lessons.py [FILE]
  Prints the counts and, if something is wrong, one line per fault on standard error. Exits 1 then.
"""
import json
import operator
import re
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

KINDS = {"fact": 30, "personal": 25, "arithmetic": 12, "translation": 13, "wording": 10, "how_to": 10}
LESSON_FIELDS = {"kind", "prompt", "wanted", "rephrased", "near"}
NEAR_FIELDS = {"prompt", "leak", "forbidden"}
PER_LESSON = 3  # rephrasings, and near questions
OPERATIONS = [  # how a question says it, what it means
    (r"\+|\bplus\b|\badd\b", operator.add),
    (r"\s-\s|\bminus\b", operator.sub),
    (r"\bx\b|\btimes\b|\bmultiply\b", operator.mul),
    (r"\bdivide\b", operator.truediv),
    (r"% of", lambda percent, whole: percent * whole / 100),
]


def normalised(text):
    """The words as `amend-cli eval` compares them: ASCII letters in lower case, other letters as they are."""
    return b" ".join(re.findall(rb"[0-9a-z\x80-\xff]+", text.encode().lower()))


def says(text, phrase):
    return b" " + normalised(phrase) + b" " in b" " + normalised(text) + b" "


def numbers_in(text):
    return [Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def result_of(question):
    """None unless the question has two numbers and one operation."""
    numbers = numbers_in(question)
    operations = [apply for pattern, apply in OPERATIONS if re.search(pattern, question, re.IGNORECASE)]
    return operations[0](*numbers) if len(numbers) == 2 and len(operations) == 1 else None


def arithmetic_faults(lesson):
    prompt, claim = lesson["prompt"], lesson["near"][0]["leak"]
    operands, result = numbers_in(prompt), result_of(prompt)
    if result is None or numbers_in(claim) != [result]:
        yield f"{claim!r} is not the result, {result}"
    if not set(numbers_in(lesson["wanted"])) <= {*operands, result}:
        yield f"strange numbers in {lesson['wanted']!r}"
    for rephrased in lesson["rephrased"]:
        if set(numbers_in(rephrased)) != set(operands):
            yield f"other numbers in {rephrased!r}"
    for near in lesson["near"]:
        there = result_of(near["prompt"])
        if there is None:
            yield f"cannot compute {near['prompt']!r}"
        elif {result} & {there, *numbers_in(near["prompt"])}:
            yield f"the lesson's result is right in {near['prompt']!r} too"


def form_faults(lesson):
    if set(lesson) != LESSON_FIELDS or any(set(near) != NEAR_FIELDS for near in lesson["near"]):
        yield "fields are missing or unknown"
    elif len(lesson["rephrased"]) != PER_LESSON or len(lesson["near"]) != PER_LESSON:
        yield f"not {PER_LESSON} rephrasings and {PER_LESSON} near questions"


def lesson_faults(lesson):
    claim = lesson["near"][0]["leak"]
    if not says(lesson["wanted"], claim):
        yield f"the claim {claim!r} is not in the wanted reply"
    if all(question[:1].isupper() for question in lesson["rephrased"]):
        yield "no informal rephrasing"
    for near in lesson["near"]:
        if near["forbidden"][:1] != [near["leak"]]:
            yield f"forbidden does not begin with the leak: {near['prompt']!r}"
        for word in near["forbidden"]:
            if not normalised(word):
                yield f"nothing can match forbidden {word!r}"
            for question in [lesson["prompt"], *lesson["rephrased"], near["prompt"]]:
                if says(question, word):
                    yield f"forbidden {word!r} stands in {question!r}"
    for text in [lesson["wanted"], *prompts_of(lesson)]:
        if not text or text != " ".join(text.split()):
            yield f"empty text or stray blanks: {text!r}"
    if lesson["kind"] == "arithmetic":
        yield from arithmetic_faults(lesson)


def prompts_of(lesson):
    return [lesson["prompt"], *lesson["rephrased"], *(near["prompt"] for near in lesson["near"])]


def faults_of(lessons):
    counts = Counter(lesson.get("kind") for lesson in lessons)
    if counts != KINDS:
        yield f"wrong counts: {dict(counts)}, not {KINDS}"
    sound = []
    for number, lesson in enumerate(lessons, 1):
        faults = list(form_faults(lesson))
        if not faults:
            sound.append(lesson)
            faults = dict.fromkeys(lesson_faults(lesson))  # each once
        for fault in faults:
            yield f"lesson {number}, {lesson.get('prompt')!r}: {fault}"
    # A near question that is another lesson's own, or its rephrasing, would be answered by that lesson.
    asked = Counter(normalised(prompt) for lesson in sound for prompt in prompts_of(lesson))
    for prompt, times in asked.items():
        if times > 1:
            yield f"asked {times} times: {prompt.decode()!r}"


def main():
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("natural_lessons.json")
    lessons = json.loads(path.read_text(encoding="utf-8"))["lessons"]
    kinds = Counter(lesson.get("kind") for lesson in lessons)
    bare = sum(len(lesson.get("wanted", "").split()) <= 2 for lesson in lessons)
    print(f"{len(lessons)} lessons: {', '.join(f'{count} {kind}' for kind, count in kinds.items())}; "
          f"{bare} wanted replies of one or two words")
    faults = list(faults_of(lessons))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
