#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far the next token's distributions are from a pass in fp32 with the same weights, beside llama.cpp. Writes JSON.

    tests/bench/compare_accuracy.py MODEL.gguf [MODEL.gguf ...] --text FILE --out results.json

Both read the text in windows of 512 tokens, of which the second half counts: ours token by token, as it writes a reply,
llama.cpp a window at once, as it reads a prompt. llama.cpp's reference is its own pass over
the file made F32 by llama-quantize, with an fp32 KV cache; it keeps that in 16 bits, and `floor` is what this alone
makes: the F32 file against itself. Ours is bench_accuracy of the release build, whose reference is libtorch in fp32.
"""
import argparse
import json
import pathlib
import re
import subprocess

import llama_cpp

BENCH = llama_cpp.ROOT / "build" / "release" / "bench" / "bench_accuracy"


def llama_perplexity(model, options, base, *more):
    command = [llama_cpp.built("llama-perplexity"), "-m", model, "-f", options.text, "--chunks", options.windows,
               "-c", 512, "-t", 1, "--kl-divergence-base", base, *more]
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    return done.stdout + done.stderr


def divergence(model, options, base, *more):
    said = llama_perplexity(model, options, base, "--kl-divergence", *more)
    kl = re.search(r"Mean\s+KLD:\s+(-?[\d.]+)\s+±\s+([\d.]+)", said)
    same = re.search(r"Same top p:\s+([\d.]+)", said)
    return {"mean_kl_nats": float(kl[1]), "standard_error": float(kl[2]), "same_first_token": float(same[1]) / 100}


def compare(model, options):
    llama_cpp.WORK.mkdir(parents=True, exist_ok=True)
    dense = llama_cpp.WORK / f"{model.stem}.F32.gguf"
    base = llama_cpp.WORK / f"{model.stem}.kld"
    in_fp32 = ["-ctk", "f32", "-ctv", "f32", "-fa", "off"]
    subprocess.run([llama_cpp.built("llama-quantize"), "--allow-requantize", model, dense, "F32"], check=True,
                   capture_output=True)
    llama_perplexity(dense, options, base, *in_fp32)
    result = {"model": model.name, "windows": options.windows,
              "llama": divergence(model, options, base), "floor": divergence(dense, options, base, *in_fp32)}
    for file in (dense, base):
        file.unlink()
    found = subprocess.run([BENCH, model, options.text, str(options.windows)], check=True, capture_output=True,
                           text=True).stdout
    return result | {"amend": json.loads(found)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=pathlib.Path)
    parser.add_argument("--text", type=pathlib.Path, required=True, help="plain text, such as WikiText-2's test split")
    parser.add_argument("--windows", type=int, default=20)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    results = {"llama_cpp_python": llama_cpp.VERSION, "cases": []}
    for model in options.models:
        results["cases"].append(compare(model, options))
        options.out.write_text(json.dumps(results, indent=1) + "\n")
        print(json.dumps(results["cases"][-1]))


if __name__ == "__main__":
    main()
