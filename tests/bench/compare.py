#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decoding and reading a prompt beside llama.cpp: the same files, in short rounds in turn. Writes JSON.

    tests/bench/compare.py MODEL.gguf [MODEL.gguf ...] --out results.json

llama.cpp is built for this machine from the source package llama-cpp-python of PyPI, once, in build/compare; ours is
bench_decode of the release build. Ratios are of one round, and their median is what counts: a shared machine is now
fast, now slow. llama.cpp runs the base, with one thread and with --threads, and its better figure counts:
on some machines its threads only get in each other's way. Amend runs also with an adapter (--rank).
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

import llama_cpp


def run(command):
    return json.loads(subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout)


# Tokens per second of one program in one round, and what it says about itself.
def our_reply(program, model, options, depth, rank):
    found = run([program, model, options.threads, depth, rank, options.repeats, options.tokens])
    return found["median"], found


def our_prompt(program, model, options, tokens, rank):
    found = run([program, model, options.threads, tokens, rank, options.repeats, 1])
    return found["prompt_median"], found


def llama_bench(program, model, options, threads, *case):
    found = run([program, "-m", model, *case, "-t", threads, "-r", options.repeats, "-o", "json"])[0]
    return statistics.median(found["samples_ts"]), found


def llama_reply(program, model, options, depth, threads):
    return llama_bench(program, model, options, threads, "-p", 0, "-n", options.tokens, "-d", depth)


def llama_prompt(program, model, options, tokens, threads):
    return llama_bench(program, model, options, threads, "-p", tokens, "-n", 0)


def compare(model, what, ours, llama, size, programs, options):
    rounds = []
    for number in range(options.rounds):
        one = {}
        for rank in (options.rank, 0):
            one[f"amend_rank{rank}"], about = ours(programs["amend"], model, options, size, rank)
        for threads in sorted({1, options.threads}):
            one[f"llama_{threads}"], other = llama(programs["llama"], model, options, size, threads)
        one["llama"] = max(value for key, value in one.items() if key.startswith("llama_"))
        one["load"] = os.getloadavg()[0]
        rounds.append(one)
        print(f"{model.name} {what} {size} round {number + 1}: {one}", file=sys.stderr)
    result = {"model": model.name, "what": what, "tokens": size, "isa": about["isa"],
              "llama_build": other["build_commit"], "rounds": rounds}
    for key in [key for key in rounds[0] if key != "load"]:
        values = [one[key] for one in rounds]
        result[key] = {"median": statistics.median(values), "best": max(values), "worst": min(values)}
        if not key.startswith("llama"):
            result[key]["ratio"] = statistics.median(one[key] / one["llama"] for one in rounds)
    return result


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--depth", type=int, nargs="*", default=[0, 1024], help="tokens before the reply")
    parser.add_argument("--prompt", type=int, nargs="*", default=[256], help="tokens that are read")
    parser.add_argument("--rank", type=int, default=16, help="of the adapter that is active")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--repeats", type=int, default=1, help="measured replies in a round, after one that warms up")
    parser.add_argument("--amend", type=pathlib.Path,
                        default=llama_cpp.ROOT / "build" / "release" / "bench" / "bench_decode")
    parser.add_argument("--llama-bench", type=pathlib.Path, help="instead of building it")
    parser.add_argument("--llama-version", default=llama_cpp.VERSION, help="of llama-cpp-python")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()

    programs = {"amend": options.amend, "llama": options.llama_bench or llama_cpp.built("llama-bench", options.llama_version)}
    commit = subprocess.run(["git", "-C", llama_cpp.ROOT, "rev-parse", "--short", "HEAD"], capture_output=True,
                            text=True)
    results = {"processor": processor(), "cores": os.cpu_count(), "threads": options.threads, "tokens": options.tokens,
               "commit": commit.stdout.strip(), "llama_cpp_python": options.llama_version, "cases": []}
    for model in options.models:
        for what, ours, llama, sizes in (("decode at depth", our_reply, llama_reply, options.depth),
                                         ("read", our_prompt, llama_prompt, options.prompt)):
            for size in sizes:
                results["cases"].append(compare(model, what, ours, llama, size, programs, options))
                options.out.write_text(json.dumps(results, indent=1) + "\n")
    for case in results["cases"]:
        with_adapter = case[f"amend_rank{options.rank}"]
        print(f"{case['model']:40} {case['what']} {case['tokens']:5}: {with_adapter['median']:6.1f} tokens/s with rank "
              f"{options.rank} ({with_adapter['ratio']:.2f} x), {case['amend_rank0']['median']:6.1f} without "
              f"({case['amend_rank0']['ratio']:.2f} x), llama.cpp {case['llama']['median']:6.1f}")


if __name__ == "__main__":
    main()
