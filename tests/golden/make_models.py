#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/data/models: tiny random models of every family, as transformers writes them and as GGUF, with the logits,
the loss and the LoRA gradients that transformers and peft compute for them. tst_golden_models.cpp compares.

Made with transformers 5, peft, gguf 0.19.0, tokenizers and torch on the CPU; logits agree within 1e-4, gradients within
1e-4 of the largest in their tensor.

FAMILY/                  config.json, model.safetensors, tokenizer.json, tokenizer_config.json
FAMILY/model.gguf        the same weights; q and k rows permuted where the architecture wants it
FAMILY/adapter.safetensors       a LoRA adapter, both factors random
FAMILY/expected.safetensors      "tokens" [2, t], "padding" [2], "logits" [2, t, v] of the base, "adapted" the same with the
                                 adapter, "loss" [1] with it: mean cross-entropy of every next token, and its gradient under
                                 each name of adapter.safetensors
mixed.gguf, k_quants.gguf        Llama models whose tensors use all block types, with NAME.expected.safetensors

Usage: make_models.py FOLDER
"""
import json
import pathlib
import sys

import gguf
import numpy
import peft
import safetensors.torch
import tokenizers
import torch
import transformers

VOCABULARY = 260
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
# Two rows; the second begins with two columns of padding.
TOKENS = [[72, 101, 108, 108, 111, 44, 32, 119, 111, 114, 108, 100], [0, 0, 87, 104, 111, 32, 97, 114, 101, 32, 121, 63]]
PADDING = [0, 2]


def sizes(hidden=32, layers=2, head_dim=8, feed_forward=64):
    return dict(
        vocab_size=VOCABULARY, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=4, num_key_value_heads=2,
        head_dim=head_dim, intermediate_size=feed_forward, max_position_embeddings=128, rms_norm_eps=1e-5,
        bos_token_id=258, eos_token_id=259, pad_token_id=257, dtype="float32")


# An original context of 32 puts one of the four rotary frequencies in the blended range and two beyond it.
LLAMA3_ROPE = {"rope_type": "llama3", "rope_theta": 100.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
               "original_max_position_embeddings": 32}
PLAIN_ROPE = {"rope_type": "default", "rope_theta": 10000.0}

FAMILIES = {
    "llama": lambda: transformers.LlamaForCausalLM(transformers.LlamaConfig(
        **sizes(), tie_word_embeddings=False, rope_parameters=LLAMA3_ROPE)),
    "smollm2": lambda: transformers.LlamaForCausalLM(transformers.LlamaConfig(
        **sizes(), tie_word_embeddings=True, rope_parameters=PLAIN_ROPE)),
    "mistral": lambda: transformers.MistralForCausalLM(transformers.MistralConfig(
        **sizes(), tie_word_embeddings=False, sliding_window=64, rope_parameters=PLAIN_ROPE)),
    "qwen2": lambda: transformers.Qwen2ForCausalLM(transformers.Qwen2Config(
        **sizes(), tie_word_embeddings=True, rope_parameters=PLAIN_ROPE)),
    "qwen3": lambda: transformers.Qwen3ForCausalLM(transformers.Qwen3Config(
        **sizes(head_dim=16), tie_word_embeddings=True, rope_parameters=PLAIN_ROPE)),
}
GGUF_ARCHITECTURE = {"llama": "llama", "smollm2": "llama", "mistral": "llama", "qwen2": "qwen2", "qwen3": "qwen3"}
GGUF_NAMES = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm", "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm"}
MODULES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def randomise(model, seed):
    """Weights so large that attention is far from uniform, norms and biases away from their defaults."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "norm" in name:
                parameter.copy_(1 + 0.2 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.5 * noise)
            elif "embed_tokens" in name or "lm_head" in name:
                parameter.copy_(noise)
            else:
                parameter.copy_(noise * 1.5 / parameter.shape[1] ** 0.5)
    return model.float().eval()


def byte_tokens():
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    return alphabet + ["he"] + SPECIALS


def write_tokenizer(folder):
    vocabulary = {token: i for i, token in enumerate(byte_tokens()[:257])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(vocabulary, [("h", "e")]))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.add_special_tokens(SPECIALS)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(
        {"eos_token": "<|im_end|>", "bos_token": "<|im_start|>", "chat_template": CHAT_TEMPLATE}, indent=1) + "\n")


def gguf_name(name):
    parts = name.split(".")
    ending = parts.pop()
    if parts[:2] == ["model", "layers"]:
        return f"blk.{parts[2]}.{GGUF_NAMES['.'.join(parts[3:])]}.{ending}"
    return f"{GGUF_NAMES['.'.join(parts)]}.{ending}"


def interleaved(rows, heads):
    """Rotate-half order to pairs of neighbours, as llama.cpp's converter does it for the architecture llama."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def rope_factors(rope, head_dim):
    """What the frequencies are divided by, as llama.cpp's converter writes Llama 3's scaling."""
    factors = []
    for i in range(head_dim // 2):
        wavelength = 2 * numpy.pi * rope["rope_theta"] ** (2 * i / head_dim)
        low, high, original = rope["low_freq_factor"], rope["high_freq_factor"], rope["original_max_position_embeddings"]
        smooth = numpy.clip((original / wavelength - low) / (high - low), 0, 1)
        factors.append(1 / ((1 - smooth) / rope["factor"] + smooth))
    return numpy.array(factors, dtype=numpy.float32)


def open_gguf(path, architecture, config):
    writer = gguf.GGUFWriter(str(path), architecture)
    writer.add_name(path.stem)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim if hasattr(config, "head_dim") else config.hidden_size // 4)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(byte_tokens())
    writer.add_token_types([gguf.TokenType.NORMAL] * 257 + [gguf.TokenType.CONTROL] * 3)
    writer.add_token_merges(["h e"])
    writer.add_bos_token_id(258)
    writer.add_eos_token_id(259)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)
    return writer


def close_gguf(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def stored_parameters(model, architecture):
    """Names and values as a GGUF file has them."""
    config = model.config
    for name, parameter in model.named_parameters():
        values = parameter.detach().numpy()
        if architecture == "llama" and ("q_proj" in name or "k_proj" in name):
            values = interleaved(values, config.num_attention_heads if "q_proj" in name else config.num_key_value_heads)
        yield gguf_name(name), numpy.ascontiguousarray(values)


def write_gguf(path, model, architecture):
    writer = open_gguf(path, architecture, model.config)
    for name, values in stored_parameters(model, architecture):
        writer.add_tensor(name, values)
    rope = model.config.rope_parameters
    if rope["rope_type"] == "llama3":
        writer.add_tensor("rope_freqs.weight", rope_factors(rope, model.config.head_dim))
    close_gguf(writer)


def forward(model):
    tokens = torch.tensor(TOKENS)
    columns = torch.arange(tokens.shape[1]).unsqueeze(0)
    padding = torch.tensor(PADDING).unsqueeze(1)
    mask = (columns >= padding).long()
    return model(input_ids=tokens, attention_mask=mask, position_ids=(columns - padding).clamp(min=0)).logits


def loss_of(logits):
    """Mean over every token that follows a real one."""
    losses = [torch.nn.functional.cross_entropy(logits[row, start:-1], torch.tensor(TOKENS[row][start + 1:]), reduction="none")
              for row, start in enumerate(PADDING)]
    return torch.cat(losses).mean()


def expected_base(model):
    with torch.no_grad():
        logits = forward(model)
    return {"tokens": torch.tensor(TOKENS).float(), "padding": torch.tensor(PADDING).float(), "logits": logits.contiguous()}


def add_adapter(folder, model, expected):
    lora = peft.get_peft_model(model, peft.LoraConfig(r=4, lora_alpha=8, target_modules=MODULES, task_type="CAUSAL_LM"))
    generator = torch.Generator().manual_seed(7)
    factors = {name: p for name, p in lora.named_parameters() if p.requires_grad}
    with torch.no_grad():
        for parameter in factors.values():
            parameter.copy_(0.1 * torch.randn(parameter.shape, generator=generator))
    logits = forward(lora)
    loss = loss_of(logits)
    loss.backward()
    expected |= {"adapted": logits.detach().contiguous(), "loss": loss.detach().reshape(1)}
    expected |= {name.replace(".default", ""): p.grad for name, p in factors.items()}
    safetensors.torch.save_file({name.replace(".default", ""): p.detach() for name, p in factors.items()},
                                folder / "adapter.safetensors", metadata={"format": "pt", "rank": "4", "alpha": "8"})
    safetensors.torch.save_file(expected, folder / "expected.safetensors")


def make_family(root, family, seed):
    folder = root / family
    folder.mkdir(parents=True, exist_ok=True)
    model = randomise(FAMILIES[family](), seed)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    write_tokenizer(folder)
    write_gguf(folder / "model.gguf", model, GGUF_ARCHITECTURE[family])
    add_adapter(folder, model, expected_base(model))


def k_blocks(name, shape, random):
    """Random bits with scales that give weights of ordinary size; the gguf package cannot quantise to these types."""
    _, size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[name]]
    blocks = random.integers(0, 256, (shape[0] * shape[1] // 256, size), dtype=numpy.uint8)
    half = lambda value: numpy.frombuffer(numpy.float16(value).tobytes(), dtype=numpy.uint8)
    if name == "Q6_K":
        blocks[:, 208:210] = half(5e-5)
    else:
        quants = 16 if name == "Q4_K" else 32
        blocks[:, 0:2] = half(1.6e-3 / quants)
        blocks[:, 2:4] = half(0.8e-3)
    return blocks.reshape(shape[0], -1)


def make_quantised(root, name, config, types, random):
    """Each matrix in the next of `types`; the logits are those of the dequantised weights."""
    model = randomise(transformers.LlamaForCausalLM(config), 11)
    writer = open_gguf(root / f"{name}.gguf", "llama", config)
    values = {}
    for i, (tensor, weights) in enumerate(stored_parameters(model, "llama")):
        if weights.ndim == 1:
            writer.add_tensor(tensor, weights)
            values[tensor] = weights
            continue
        kind = gguf.GGMLQuantizationType[types[i % len(types)]]
        blocks = k_blocks(kind.name, weights.shape, random) if kind.name.endswith("_K") else gguf.quants.quantize(weights, kind)
        writer.add_tensor(tensor, blocks, raw_dtype=kind)
        values[tensor] = gguf.quants.dequantize(blocks, kind).reshape(weights.shape)
    close_gguf(writer)
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():
            stored = values[gguf_name(parameter_name)]
            if "q_proj" in parameter_name or "k_proj" in parameter_name:
                heads = config.num_attention_heads if "q_proj" in parameter_name else config.num_key_value_heads
                half = stored.shape[0] // heads // 2
                stored = stored.reshape(heads, half, 2, -1).swapaxes(1, 2).reshape(stored.shape)
            parameter.copy_(torch.from_numpy(numpy.ascontiguousarray(stored)))
    safetensors.torch.save_file(expected_base(model), root / f"{name}.expected.safetensors")


def main():
    root = pathlib.Path(sys.argv[1])
    torch.manual_seed(0)
    for seed, family in enumerate(FAMILIES):
        make_family(root, family, seed)
    random = numpy.random.default_rng(5)
    plain = dict(tie_word_embeddings=False, rope_parameters=PLAIN_ROPE)
    make_quantised(root, "mixed", transformers.LlamaConfig(**sizes(), **plain),
                   ["Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "F16", "BF16", "F32"], random)
    make_quantised(root, "k_quants",
                   transformers.LlamaConfig(**sizes(hidden=256, layers=1, head_dim=64, feed_forward=256), **plain),
                   ["Q6_K", "Q4_K", "Q5_K"], random)


main()
