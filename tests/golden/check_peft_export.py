#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks from outside that an exported checkpoint is what PEFT takes it for: loads it with PEFT over the same dequantised base in
transformers and compares the greedy reply. Needs transformers 5, peft, gguf, tokenizers and torch; run by hand, no test needs it.

Usage: check_peft_export.py MODEL.gguf FOLDER QUESTION EXPECTED
  FOLDER is what `amend-cli export --checkpoint N --out FOLDER` wrote. Exits 1 if the reply is not EXPECTED.
"""
import sys

import gguf
import peft
import tokenizers
import torch

from make_greedy_replies import field, load, tokenizer_of

SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"  # what the model's template puts first


def main():
    path, folder, question, expected = sys.argv[1:]
    reader = gguf.GGUFReader(path)
    tokenizer = tokenizer_of(reader)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    prompt = (f"<|im_start|>system\n{SYSTEM}<|im_end|>\n<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n")
    tokens = torch.tensor([tokenizer.encode(prompt).ids])
    end = field(reader, "tokenizer.ggml.eos_token_id")
    model = peft.PeftModel.from_pretrained(load(reader), folder).eval()
    with torch.no_grad():
        reply = model.generate(input_ids=tokens, attention_mask=torch.ones_like(tokens), max_new_tokens=64, do_sample=False,
                               eos_token_id=end, pad_token_id=end)[0, tokens.shape[1]:]
    text = tokenizer.decode([token for token in reply.tolist() if token != end])
    print(text)
    return 0 if text == expected else 1


if __name__ == "__main__":
    sys.exit(main())
