#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lesson's steps beside PyTorch + PEFT: the same model, tokens, rank and number of steps, in turn. Writes JSON.

    tests/bench/compare_learning.py MODEL.gguf --out results.json

Needs torch, transformers, peft and gguf of PyPI. Ours is bench_steps of the release build: once as the program learns,
where what is trained corrects the replies alone, and once correcting all tokens, as PEFT does. PEFT trains LoRA on all
seven projections, once of all layers, as it does by default, and once of the layers that Amend adapts. Its batch is
padded to the longest text, as its users do it; fp32, the same threads. Ratios are of one round.
"""
import argparse
import json
import pathlib
import platform
import statistics
import subprocess
import time

import peft
import torch
import transformers

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def ours(model, options, *more):
    program = ROOT / "build" / "release" / "bench" / "bench_steps"
    found = subprocess.run([program, model, "--steps", str(options.steps), "--threads", str(options.threads), *more],
                           check=True, capture_output=True, text=True).stdout
    return json.loads(found)


def whole(run):
    return run["trunk_seconds"] + sum(run["step_seconds"])


def batch_of(texts, device):
    longest = max(len(text["tokens"]) for text in texts)
    ids = torch.zeros(len(texts), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    labels = torch.full_like(ids, -100)
    for row, text in enumerate(texts):
        tokens = torch.tensor(text["tokens"])
        ids[row, :len(tokens)] = tokens
        mask[row, :len(tokens)] = 1
        labels[row, text["first_scored"]:len(tokens)] = tokens[text["first_scored"]:]
    return {"input_ids": ids.to(device), "attention_mask": mask.to(device), "labels": labels.to(device)}


def theirs(base, texts, rank, layers, steps):
    config = peft.LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=PROJECTIONS, layers_to_transform=layers,
                             task_type="CAUSAL_LM")
    model = peft.get_peft_model(base, config)
    model.train()
    batch = batch_of(texts, "cpu")
    optimiser = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=4e-3)
    seconds = []
    nats = []
    for _ in range(steps):
        started = time.perf_counter()
        optimiser.zero_grad(set_to_none=True)
        loss = model(**batch).loss
        loss.backward()
        optimiser.step()
        seconds.append(time.perf_counter() - started)
        nats.append(loss.item())
    model.unload()
    return {"step_seconds": seconds, "nats": nats, "layers": "all" if layers is None else len(layers)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = options.model.resolve()
    base = transformers.AutoModelForCausalLM.from_pretrained(model.parent, gguf_file=model.name, dtype=torch.float32)
    rounds = []
    for number in range(options.rounds):
        here = {"ours": ours(model, options), "ours_all_tokens": ours(model, options, "--all-tokens")}
        upper = list(range(here["ours"]["first_block"], base.config.num_hidden_layers))
        here["peft"] = theirs(base, here["ours"]["texts"], here["ours"]["rank"], None, options.steps)
        here["peft_upper"] = theirs(base, here["ours"]["texts"], here["ours"]["rank"], upper, options.steps)
        for name in ("peft", "peft_upper"):
            for mine in ("ours", "ours_all_tokens"):
                here[name][f"of_{mine}"] = sum(here[name]["step_seconds"]) / whole(here[mine])
        rounds.append(here)
        print(f"round {number + 1}: ours {whole(here['ours']):.2f} s, of all tokens "
              f"{whole(here['ours_all_tokens']):.2f} s; PEFT {sum(here['peft']['step_seconds']):.2f} s, its upper layers "
              f"{sum(here['peft_upper']['step_seconds']):.2f} s", flush=True)
    report = {
        "machine": platform.processor() or platform.machine(),
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__},
        "rounds": rounds,
        "ratio": {name: {mine: statistics.median(one[name][mine] for one in rounds)
                         for mine in ("of_ours", "of_ours_all_tokens")} for name in ("peft", "peft_upper")},
    }
    options.out.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
