#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/data/quantised.json and quantised.bin: blocks of every type of core/store/quant_types.h and the floats that
the Python package gguf makes of them. Made with gguf 0.19.0, numpy 2; tst_dequantize.cpp demands the same bits.

quantised.json: a list of {"type", "blocks": [begin, end], "values": [begin, end]}, offsets into quantised.bin, where
the values are fp32, little-endian.

Usage: make_quantised.py FOLDER
"""
import json
import pathlib
import sys

import gguf
import numpy

TYPES = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"]
# Where the fp16 numbers of a block lie. Random bytes could make infinities of them, which no weight file may hold.
HALVES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}


def plain_blocks(name, random):
    """All kinds of floats: normal, subnormal, both zeros, the largest."""
    values = numpy.concatenate([
        random.standard_normal(240) * 10.0 ** random.uniform(-9, 4, 240),
        [0.0, -0.0, 6e-8, -6e-8, 6.1e-5, 65504.0, -65504.0, 1.0, -1.0, 0.5, 3e-5, 1e-7, 2.0, -2.0, 1 / 3, -1 / 3],
    ]).astype(numpy.float32)
    return gguf.quants.quantize(values, gguf.GGMLQuantizationType[name])


def random_blocks(name, random):
    """Eight blocks of random bits with finite scales, so that every bit of the layout matters."""
    _, size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[name]]
    blocks = random.integers(0, 256, (8, size), dtype=numpy.uint8)
    for place in HALVES[name]:
        scales = (random.standard_normal(8) * 10.0 ** random.uniform(-7, 1, 8)).astype(numpy.float16)
        blocks[:, place:place + 2] = scales.view(numpy.uint8).reshape(8, 2)
    return blocks.reshape(-1)


def quantised_blocks(name, random):
    """Blocks as the package itself quantises weights of a usual size; none for the K types, which it can only read."""
    try:
        weights = (random.standard_normal(256) * 0.05).astype(numpy.float32)
        return gguf.quants.quantize(weights, gguf.GGMLQuantizationType[name]).reshape(-1)
    except NotImplementedError:
        return numpy.zeros(0, numpy.uint8)


def main():
    folder = pathlib.Path(sys.argv[1])
    random = numpy.random.default_rng(20260101)
    entries, data = [], b""
    for name in TYPES:
        if name in HALVES:
            blocks = numpy.concatenate([random_blocks(name, random), quantised_blocks(name, random)])
        else:
            blocks = plain_blocks(name, random)
        raw = blocks.view(numpy.float32 if name == "F32" else numpy.float16) if name in ("F32", "F16") else blocks
        values = gguf.quants.dequantize(raw, gguf.GGMLQuantizationType[name]).astype("<f4")
        entry = {"type": name}
        for field, part in (("blocks", blocks.tobytes()), ("values", values.tobytes())):
            entry[field] = [len(data), len(data) + len(part)]
            data += part
        entries.append(entry)
    (folder / "quantised.bin").write_bytes(data)
    lines = ",\n".join("  " + json.dumps(entry) for entry in entries)
    (folder / "quantised.json").write_text("[\n" + lines + "\n]\n")


main()
