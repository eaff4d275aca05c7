#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/data/tokenizers: a small real tokenizer of each family, and the token ids that it gives for varied strings.
Made with tokenizers 0.23.3, sentencepiece 0.2.3, gguf 0.19.0; tst_tokenizer_golden.cpp demands the same ids.

strings.json            the strings
FAMILY/tokenizer.json, tokenizer_config.json, tokenizer.gguf (where the format can say it)
FAMILY/ids.json         {"typed": ids of each string with special tokens as text,
                         "template": {index: ids with special tokens as tokens, where these differ}}
smollm2-135m/ids.json   the same for the vocabulary and merges of the default model

Usage: make_tokenizers.py FOLDER MODEL.gguf
"""
import io
import json
import pathlib
import random
import sys

import gguf
import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from varied_strings import CODE, WORDS, varied_strings

LLAMA3_PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
                  r"|\s+(?!\S)|\s+")
QWEN2_PATTERN = LLAMA3_PATTERN.replace(r"\p{N}{1,3}", r"\p{N}")
# Bytes that SmolLM2's vocabulary leaves out as well, and two that occur in the strings.
SMOLLM_MISSING = [0x01, 0x1C, *range(0xF5, 0x100)]


def bytes_then(*before):
    return pre_tokenizers.Sequence([*before, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def corpus(strings):
    rng = random.Random(7)
    sentences = [" ".join(rng.choice(WORDS) for _ in range(12)) + "." for _ in range(300)]
    return sentences + CODE * 20 + ["\n\n    ", "        ", "0123456789 2024 1999 100"] * 30 + strings


def byte_level(strings, pre_tokenizer, *, normalizer=None, missing=(), ignore_merges=False):
    """A byte-level BPE tokenizer trained on the strings. With ignore_merges, tokens that no merge gives must matter."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=420, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(corpus(strings), trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocab, merges = list(model["vocab"]), [tuple(pair) for pair in model["merges"]]
    letter_of = gguf_letters()
    gone = {letter_of[byte] for byte in missing}
    vocab = [token for token in vocab if not gone & set(token)]
    merges = [pair for pair in merges if not gone & set("".join(pair))]
    if ignore_merges:
        merges = merges[:40] + merges[60:]
    tokenizer.model = models.BPE(vocab={t: i for i, t in enumerate(vocab)}, merges=merges, ignore_merges=ignore_merges)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def gguf_letters():
    """GPT-2's letter of each byte."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {**{b: chr(b) for b in printable}, **{b: chr(0x100 + i) for i, b in enumerate(others)}}


def sentence_piece():
    """A SentencePiece BPE model with byte fallback; its tokens with kinds and scores, and the merges they stand for."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus([])), model_writer=written, model_type="bpe",
        vocab_size=700, byte_fallback=True, character_coverage=0.995, normalization_rule_name="identity",
        remove_extra_whitespaces=False, split_digits=True, minloglevel=2, num_threads=1,
        allow_whitespace_only_pieces=True, pad_id=-1)
    model = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    tokens = [model.id_to_piece(i) for i in range(len(model))]
    kinds = [6 if model.is_byte(i) else 2 if model.is_unknown(i) else 3 if model.is_control(i) else 1 for i in range(len(model))]
    scores = [model.get_score(i) for i in range(len(model))]
    known = {t: s for t, s, k in zip(tokens, scores, kinds) if k == 1}
    merges = [(known[t], t[:cut], t[cut:]) for t in known for cut in range(1, len(t)) if t[:cut] in known and t[cut:] in known]
    merges.sort(key=lambda merge: -merge[0])
    return model, tokens, kinds, scores, [merge[1:] for merge in merges]


def llama2(tokens, merges, spaces):
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges, unk_token="<unk>", fuse_unk=True,
                                     byte_fallback=True))
    if spaces == "prepend":
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme=spaces, split=False)
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    return tokenizer


def add(tokenizer, specials, words=()):
    tokenizer.add_special_tokens([s if isinstance(s, AddedToken) else AddedToken(s, normalized=False) for s in specials])
    tokenizer.add_tokens([AddedToken(word, normalized=False) for word in words])
    return tokenizer


def ids_of(tokenizer, strings):
    def encode(text, typed):
        tokenizer.encode_special_tokens = typed
        return tokenizer.encode(text, add_special_tokens=False).ids

    typed = [encode(s, True) for s in strings]
    template = {str(i): encode(s, False) for i, s in enumerate(strings)}
    return {"typed": typed, "template": {i: ids for i, ids in template.items() if ids != typed[int(i)]}}


def save_ids(folder, ids):
    folder.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in ids["typed"])
    folder.joinpath("ids.json").write_text(
        '{"typed":[\n' + lines + '\n],"template":' + json.dumps(ids["template"], separators=(",", ":")) + "}\n")


def save_json(folder, tokenizer, config, strings):
    save_ids(folder, ids_of(tokenizer, strings))
    tokenizer.encode_special_tokens = False
    folder.joinpath("tokenizer.json").write_text(json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, indent=0) + "\n")
    folder.joinpath("tokenizer_config.json").write_text(json.dumps(config) + "\n")


def save_gguf(folder, tokenizer, model, pre, kinds=None, scores=None, bos=None, eos=None):
    size = tokenizer.get_vocab_size(with_added_tokens=True)
    added = tokenizer.get_added_tokens_decoder()
    plain = [1] * size if kinds is None else kinds + [1] * (size - len(kinds))
    writer = gguf.GGUFWriter(folder / "tokenizer.gguf", "llama")
    writer.add_tokenizer_model(model)
    if pre:
        writer.add_tokenizer_pre(pre)
    writer.add_token_list([tokenizer.id_to_token(i) for i in range(size)])
    if scores:
        writer.add_token_scores(scores + [-1e9] * (size - len(scores)))
    writer.add_token_types([(3 if added[i].special else 4) if i in added and plain[i] == 1 else plain[i] for i in range(size)])
    if not scores:
        writer.add_token_merges([" ".join(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]])
    if bos:
        writer.add_bos_token_id(tokenizer.token_to_id(bos))
    writer.add_eos_token_id(tokenizer.token_to_id(eos))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def make_byte_level(root, strings):
    chat_ml = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    split = lambda pattern: bytes_then(pre_tokenizers.Split(Regex(pattern), "isolated"))
    gpt2_words = lambda: pre_tokenizers.ByteLevel(add_prefix_space=False)
    families = {
        "smollm": (add(byte_level(strings, pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), gpt2_words()]),
                                  missing=SMOLLM_MISSING), chat_ml), "smollm", "<|im_start|>", "<|im_end|>"),
        "gpt2": (add(byte_level(strings, gpt2_words()), ["<|endoftext|>"]), "gpt-2", "<|endoftext|>", "<|endoftext|>"),
        "llama3": (add(byte_level(strings, split(LLAMA3_PATTERN), ignore_merges=True),
                       ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"]), "llama-bpe", "<|begin_of_text|>", "<|eot_id|>"),
        "qwen2": (add(byte_level(strings, split(QWEN2_PATTERN), normalizer=normalizers.NFC()), chat_ml,
                      ["<think>", "</think>", "<tool>", "<tool>s"]), "qwen2", None, "<|im_end|>"),
    }
    llama3 = families["llama3"][0]
    bos = ("<|begin_of_text|>", llama3.token_to_id("<|begin_of_text|>"))
    llama3.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(
        single=f"{bos[0]} $A", pair=f"{bos[0]} $A {bos[0]}:1 $B:1", special_tokens=[bos])])
    for name, (tokenizer, pre, bos, eos) in families.items():
        save_json(root / name, tokenizer, {"bos_token": bos, "eos_token": eos}, strings)
        save_gguf(root / name, tokenizer, "gpt2", pre, bos=bos, eos=eos)
    strips = add(byte_level(strings, gpt2_words()),
                 ["<s>", "</s>", AddedToken("<mask>", lstrip=True, normalized=False), AddedToken("<pad>", rstrip=True, normalized=False),
                  AddedToken("<|im_end|>", lstrip=True, rstrip=True, normalized=False)], ["<tool>", "<tool>s"])
    save_json(root / "strips", strips, {"bos_token": {"content": "<s>"}, "eos_token": {"content": "</s>"}}, strings)


def make_sentence_piece(root, strings):
    model, tokens, kinds, scores, merges = sentence_piece()
    config = {"bos_token": "<s>", "eos_token": "</s>", "add_bos_token": True}
    for name, spaces in (("llama2", "prepend"), ("metaspace-first", "first"), ("metaspace-always", "always")):
        tokenizer = add(llama2(tokens, merges, spaces), ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"], ["<think>"])
        save_json(root / name, tokenizer, config, strings)
        if name == "llama2":
            save_gguf(root / name, tokenizer, "llama", None, kinds, scores, bos="<s>", eos="</s>")
            typed = json.loads(root.joinpath(name, "ids.json").read_text())["typed"]
            unlike = [s for s, ids in zip(strings, typed) if "<think>" not in s and model.encode(s) != ids]
            assert not unlike, f"sentencepiece and tokenizers do not agree on {unlike[:5]}"


def make_default_model(root, strings, path):
    fields = gguf.GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    kinds = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False)])
    save_ids(root / "smollm2-135m", ids_of(add(tokenizer, [t for t, kind in zip(tokens, kinds) if kind == 3]), strings))


def main():
    root, model = pathlib.Path(sys.argv[1]), sys.argv[2]
    strings = varied_strings()
    root.mkdir(parents=True, exist_ok=True)
    root.joinpath("strings.json").write_text(json.dumps(strings, ensure_ascii=True, indent=0) + "\n")
    make_byte_level(root, strings)
    make_sentence_piece(root, strings)
    make_default_model(root, strings, model)


if __name__ == "__main__":
    main()
