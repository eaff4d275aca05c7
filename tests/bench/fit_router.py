#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the network that says whether two questions ask the same (resources/router.json).

  fit_router.py pairs [--qaedit qaedit.json] > pairs.jsonl
  router_likeness MODEL < pairs.jsonl > likeness.jsonl
  fit_router.py fit likeness.jsonl > resources/router.json     (needs PyTorch; the table goes to standard error)

Trained on router_questions.json, which has none of the groups that the reader learns its scales from
(resources/question_groups.json), and on the odd ones (numbered from 1) of natural_lessons.json, lessons.json and QAEdit's
cases; the second table is of the even ones, which the network never sees, and of question_frames.json.
"""
import argparse
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
FRAMED = 400  # pairs of each family in question_frames.json
HIDDEN = 16
NETWORKS = 3
STEPS = 1500
# Of a pair in the loss. Most pairs are of unlike questions, and of hundreds of lessons none may take one of those over.
WEIGHTS = {"natural_same": 20, "natural_near": 40, "qaedit_same": 20, "same": 3, "near": 6}
EASY = -5  # logit of an unlike pair that teaches nothing more...
EASY_DRAWN = 10000  # ...so that only so many of them, drawn anew every...
REDRAWN = 100  # ...steps, stand for all


def pairs(arguments):
    draw = random.Random(3)

    def write(taught, asked, same, part, kind):
        if taught != asked:
            print(json.dumps({"taught": taught, "asked": asked, "same": same, "part": part, "kind": kind}))

    shipped = json.loads((HERE / "../../resources/anchors.json").read_text())
    ordinary = {"train": shipped["questions"], "test": [probe["question"] for probe in shipped["probes"]]}

    def write_others(prompt, others, part, kind, count=None):
        for asked in others if count is None else draw.sample(others, min(count, len(others))):
            write(prompt, asked, 0, part, kind)

    groups = json.loads((HERE / "router_questions.json").read_text())["groups"]
    for group in groups:
        prompt, same, near = group["prompt"], group["same"], group["near"]
        for asked in same:
            write(prompt, asked, 1, "train", "same")
        for asked in near:
            write(prompt, asked, 0, "train", "near")
        write(same[0], prompt, 1, "train", "same")
        write(same[1], same[2], 1, "train", "same")
        write(near[0], same[3], 0, "train", "near")
        write_others(prompt, ordinary["train"], "train", "ordinary", 40)
        others = [question for other in groups if other is not group
                  for question in [other["prompt"]] + other["same"] + other["near"]]
        write_others(prompt, others, "train", "other", 120)

    cases = json.loads(pathlib.Path(arguments.qaedit).read_text()) if arguments.qaedit else []
    for half, part in ((cases[0::2], "train"), (cases[1::2], "test")):
        for case in half:
            write(case["prompt"], case["rephrase"], 1, part, "qaedit_same")
            others = [question for other in half if other is not case
                      for question in (other["prompt"], other["rephrase"])]
            write_others(case["prompt"], others, part, "qaedit_other")
            located = [one["loc"] for other in half for one in other["locality"]]
            write_others(case["prompt"], located, part, "locality", 60)

    lessons = [lesson for name in ("natural_lessons.json", "lessons.json")
               for lesson in json.loads((HERE / name).read_text())["lessons"]]
    for half, part in ((lessons[0::2], "train"), (lessons[1::2], "test")):
        asked_in_cases = [case["prompt"] for case in (cases[0::2] if part == "train" else cases[1::2])]
        for lesson in half:
            write_others(lesson["prompt"], ordinary[part], part, "ordinary", 60)
            write_others(lesson["prompt"], asked_in_cases, part, "natural_other")
            for asked in lesson["rephrased"]:
                write(lesson["prompt"], asked, 1, part, "natural_same")
            for near in lesson["near"]:
                write(lesson["prompt"], near["prompt"], 0, part, "natural_near")
            for other in half:
                if other is not lesson:
                    write_others(lesson["prompt"], [other["prompt"]] + other["rephrased"]
                                 + [near["prompt"] for near in other["near"]], part, "natural_other")


    write_frames(write, draw)


def write_frames(write, draw):
    """Questions about things of one kind (question_frames.json): the same in another build; and near, about another thing
    or with something else asked of it."""
    for family in json.loads((HERE / "question_frames.json").read_text())["families"]:
        same, near = [], []
        for builds in family["ask"]:
            others = [build for other in family["ask"] if other is not builds for build in other]
            for thing in family["x"]:
                elsewhere = [other for other in family["x"] if other != thing]
                for question in builds:
                    taught = question.replace("{x}", thing)
                    same += [(taught, build.replace("{x}", thing)) for build in builds]
                    near += [(taught, build.replace("{x}", other)) for build in builds for other in elsewhere]
                    near += [(taught, build.replace("{x}", thing)) for build in others]
                    near += [(taught, draw.choice(others).replace("{x}", other)) for other in elsewhere]
        for pairs_of_kind, is_same, kind in ((same, 1, "framed_same"), (near, 0, "framed_near")):
            for taught, asked in draw.sample(pairs_of_kind, min(FRAMED, len(pairs_of_kind))):
                write(taught, asked, is_same, "test", kind)


def fit(arguments):
    import torch

    rows = [json.loads(line) for line in open(arguments.likeness, encoding="utf-8")]
    train = [row for row in rows if row["part"] == "train"]
    inputs = torch.tensor([row["likeness"] for row in train])
    mean, spread = inputs.mean(0), inputs.std(0).clamp_min(1e-3)
    inputs = (inputs - mean) / spread
    same = torch.tensor([float(row["same"]) for row in train])
    weight = torch.tensor([float(WEIGHTS.get(row["kind"], 1)) for row in train])

    networks = []
    for seed in range(NETWORKS):
        torch.manual_seed(seed)
        network = torch.nn.Sequential(torch.nn.Linear(inputs.shape[1], HIDDEN), torch.nn.Tanh(),
                                      torch.nn.Linear(HIDDEN, 1))
        optimiser = torch.optim.AdamW(network.parameters(), lr=1e-2, weight_decay=0.1)
        for step in range(STEPS):
            if step % REDRAWN == 0:
                with torch.no_grad():
                    easy = (network(inputs)[:, 0] < EASY) & (same == 0)
                easy_ones = easy.nonzero().flatten()
                drawn = easy_ones[torch.randperm(len(easy_ones))[:EASY_DRAWN]]
                taken = torch.cat([(~easy).nonzero().flatten(), drawn])
                taken_weight = weight[taken]
                taken_weight[len(taken) - len(drawn):] *= len(easy_ones) / max(1, len(drawn))
            for group in optimiser.param_groups:
                group["lr"] = 1e-2 * (1 - step / STEPS)
            noisy = inputs[taken] + 0.05 * torch.randn(len(taken), inputs.shape[1])
            losses = torch.nn.functional.binary_cross_entropy_with_logits(network(noisy)[:, 0], same[taken],
                                                                          reduction="none")
            loss = 10 * (losses * taken_weight).sum() / taken_weight.sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        networks.append(network)

    with torch.no_grad():
        for part in sorted({row["part"] for row in rows}):
            print(part, file=sys.stderr)
            for kind in sorted({row["kind"] for row in rows if row["part"] == part}):
                chosen = [row["likeness"] for row in rows if row["part"] == part and row["kind"] == kind]
                scaled = (torch.tensor(chosen) - mean) / spread
                logits = sum(network(scaled)[:, 0] for network in networks) / NETWORKS
                shares = "  ".join(f">{limit}: {float((logits > limit).float().mean()):.5f}" for limit in
                                   (-1, -0.5, 0, 0.25, 0.5, 0.75, 1, 1.5))
                print(f"  {kind:14} {len(chosen):6}  {shares}", file=sys.stderr)

    def numbers(tensor):
        return [round(value, 5) for value in tensor.tolist()]

    print(json.dumps({
        "mean": numbers(mean), "spread": numbers(spread),
        "networks": [{
            "hidden": [numbers(row) + numbers(bias[None]) for row, bias in zip(net[0].weight, net[0].bias)],
            "out": numbers(net[2].weight[0]) + numbers(net[2].bias),
        } for net in networks]}, indent=1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    making = commands.add_parser("pairs")
    making.add_argument("--qaedit")
    making.set_defaults(run=pairs)
    fitting = commands.add_parser("fit")
    fitting.add_argument("likeness")
    fitting.set_defaults(run=fit)
    arguments = parser.parse_args()
    arguments.run(arguments)


main()
