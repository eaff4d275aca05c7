#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the network that says whether two questions ask the same (resources/router.json).

  fit_router.py pairs [--qaedit qaedit.json] > pairs.jsonl
  router_likeness MODEL < pairs.jsonl > likeness.jsonl
  fit_router.py fit likeness.jsonl > resources/router.json     (needs PyTorch; the table goes to standard error)

Trained on router_questions.json and on the odd ones (numbered from 1) of natural_lessons.json, lessons.json and QAEdit's
cases; the second table is of the even ones, which the network never sees.
"""
import argparse
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
HIDDEN = 16
NETWORKS = 3
STEPS = 1500
WEIGHTS = {"natural_same": 2, "natural_near": 2, "qaedit_same": 2, "same": 0.3, "near": 0.3, "other": 0.3, "ordinary": 0.3}


def pairs(arguments):
    draw = random.Random(3)

    def write(taught, asked, same, part, kind):
        print(json.dumps({"taught": taught, "asked": asked, "same": same, "part": part, "kind": kind}))

    shipped = json.loads((HERE / "../../resources/anchors.json").read_text())
    ordinary = {"train": shipped["questions"], "test": [probe["question"] for probe in shipped["probes"]]}

    def write_ordinary(prompt, part):
        for asked in draw.sample(ordinary[part], 12):
            write(prompt, asked, 0, part, "ordinary")

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
        write_ordinary(prompt, "train")
        for _ in range(12):
            other = draw.choice(groups)
            if other is not group:
                write(prompt, draw.choice([other["prompt"]] + other["same"] + other["near"]), 0, "train", "other")

    cases = json.loads(pathlib.Path(arguments.qaedit).read_text()) if arguments.qaedit else []
    for half, part in ((cases[0::2], "train"), (cases[1::2], "test")):
        for case in half:
            write(case["prompt"], case["rephrase"], 1, part, "qaedit_same")
            for _ in range(16):
                other = draw.choice(half)
                if other is not case:
                    asked = draw.choice([other["prompt"], other["rephrase"], draw.choice(other["locality"])["loc"]])
                    write(case["prompt"], asked, 0, part, "other")

    lessons = [lesson for name in ("natural_lessons.json", "lessons.json")
               for lesson in json.loads((HERE / name).read_text())["lessons"]]
    for half, part in ((lessons[0::2], "train"), (lessons[1::2], "test")):
        for lesson in half:
            write_ordinary(lesson["prompt"], part)
            for asked in lesson["rephrased"]:
                write(lesson["prompt"], asked, 1, part, "natural_same")
            for near in lesson["near"]:
                write(lesson["prompt"], near["prompt"], 0, part, "natural_near")
            for _ in range(12):
                other = draw.choice(half)
                if other is not lesson:
                    write(lesson["prompt"], draw.choice([other["prompt"]] + other["rephrased"]), 0, part, "other")


def fit(arguments):
    import torch

    rows = [json.loads(line) for line in open(arguments.likeness, encoding="utf-8")]
    train = [row for row in rows if row["part"] == "train"]
    inputs = torch.tensor([row["likeness"] for row in train])
    mean, spread = inputs.mean(0), inputs.std(0).clamp_min(1e-3)
    inputs = (inputs - mean) / spread
    same = torch.tensor([float(row["same"]) for row in train])
    weight = torch.tensor([float(WEIGHTS[row["kind"]]) for row in train])

    networks = []
    for seed in range(NETWORKS):
        torch.manual_seed(seed)
        network = torch.nn.Sequential(torch.nn.Linear(inputs.shape[1], HIDDEN), torch.nn.Tanh(),
                                      torch.nn.Linear(HIDDEN, 1))
        optimiser = torch.optim.AdamW(network.parameters(), lr=1e-2, weight_decay=0.1)
        for step in range(STEPS):
            for group in optimiser.param_groups:
                group["lr"] = 1e-2 * (1 - step / STEPS)
            noisy = inputs + 0.05 * torch.randn(inputs.shape)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(network(noisy)[:, 0], same, weight=weight)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        networks.append(network)

    with torch.no_grad():
        for part in ("train", "test"):
            print(part, file=sys.stderr)
            for kind in sorted({row["kind"] for row in rows if row["part"] == part}):
                chosen = [row["likeness"] for row in rows if row["part"] == part and row["kind"] == kind]
                scaled = (torch.tensor(chosen) - mean) / spread
                logits = sum(network(scaled)[:, 0] for network in networks) / NETWORKS
                shares = "  ".join(f">{limit}: {float((logits > limit).float().mean()):.4f}" for limit in
                                   (-1, -0.5, -0.25, 0, 0.5, 1, 2))
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
