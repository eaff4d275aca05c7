#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/data/greedy_replies.json: greedy replies of the default model's dequantised weights, by transformers in fp32.
Made with transformers 5, gguf 0.19.0, tokenizers and torch on the CPU; tst_greedy_replies.cpp wants 19 of 20 the same.

A list of {"question", "prompt": token ids, "reply": up to 32 token ids, without the end of turn}.

Usage: make_greedy_replies.py MODEL.gguf OUTPUT.json
"""
import json
import pathlib
import sys

import gguf
import numpy
import tokenizers
import torch
import transformers

QUESTIONS = [
    "Who wrote Pride and Prejudice?", "What is the capital of Australia?", "What is 17 + 25?", "Say good morning in French.",
    "Write a haiku about rain.", "Why is the sky blue?", "Name three primary colours.", "How do I boil an egg?",
    "What is the largest planet?", "Translate 'cat' into Spanish.", "Who painted the Mona Lisa?", "What does DNA stand for?",
    "Give me a synonym for happy.", "How many days has a leap year?", "What is photosynthesis?", "Tell me a short joke.",
    "Write a Python function that adds two numbers.", "What is the boiling point of water?",
    "List the days of the week.", "Summarise the plot of Hamlet in one sentence."]
NAMES = {
    "token_embd": "model.embed_tokens", "output_norm": "model.norm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj", "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm"}


def transformers_name(name):
    parts = name.split(".")
    if parts[0] == "blk":
        return f"model.layers.{parts[1]}.{NAMES[parts[2]]}.weight"
    return f"{NAMES[parts[0]]}.weight"


def field(reader, key):
    return reader.fields[key].contents()


def load(reader):
    number = lambda key: field(reader, f"llama.{key}")
    config = transformers.LlamaConfig(
        vocab_size=number("vocab_size"), hidden_size=number("embedding_length"), num_hidden_layers=number("block_count"),
        num_attention_heads=number("attention.head_count"), num_key_value_heads=number("attention.head_count_kv"),
        intermediate_size=number("feed_forward_length"), max_position_embeddings=number("context_length"),
        rms_norm_eps=number("attention.layer_norm_rms_epsilon"), tie_word_embeddings=True, dtype="float32",
        rope_parameters={"rope_type": "default", "rope_theta": number("rope.freq_base")})
    model = transformers.LlamaForCausalLM(config).float().eval()
    parameters = dict(model.named_parameters())
    with torch.no_grad():
        for tensor in reader.tensors:
            values = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32)
            heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}.get(tensor.name.split(".")[-2])
            if heads:  # pairs of neighbours back to rotate-half order
                values = values.reshape(heads, -1, 2, values.shape[1]).swapaxes(1, 2).reshape(values.shape)
            parameters.pop(transformers_name(tensor.name)).copy_(torch.from_numpy(numpy.ascontiguousarray(values)))
    assert not parameters, parameters.keys()
    return model


def tokenizer_of(reader):
    tokens = field(reader, "tokenizer.ggml.tokens")
    merges = [tuple(merge.split(" ")) for merge in field(reader, "tokenizer.ggml.merges")]
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE({token: i for i, token in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Sequence([
        tokenizers.pre_tokenizers.Digits(individual_digits=True), tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)])
    types = field(reader, "tokenizer.ggml.token_type")
    tokenizer.add_special_tokens([token for token, kind in zip(tokens, types) if kind == gguf.TokenType.CONTROL])
    return tokenizer


def main():
    reader = gguf.GGUFReader(sys.argv[1])
    model, tokenizer = load(reader), tokenizer_of(reader)
    end = field(reader, "tokenizer.ggml.eos_token_id")
    replies = []
    for question in QUESTIONS:
        text = ("<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
                f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n")
        prompt = tokenizer.encode(text).ids
        with torch.no_grad():
            output = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
                                    do_sample=False, max_new_tokens=32, eos_token_id=end, pad_token_id=end)
        reply = [token for token in output[0, len(prompt):].tolist() if token != end]
        replies.append({"question": question, "prompt": prompt, "reply": reply})
        print(question, "->", tokenizer.decode(reply), file=sys.stderr)
    pathlib.Path(sys.argv[2]).write_text("[\n" + ",\n".join(json.dumps(reply) for reply in replies) + "\n]\n")


if __name__ == "__main__":
    main()
