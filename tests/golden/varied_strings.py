# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strings that tokenizers get wrong: every kind of white space, digits, contractions, scripts, marks, emoji, code, control
characters, and the texts of special tokens. The same list on every machine."""
import random
import unicodedata

WORDS = """the quick brown fox jumps over a lazy dog and then it's gone we'll see they've said I'd go You're RIGHT DON'T
naïve café Zürich façade coöperate Ελλάδα Москва привет שלום سلام नमस्ते ไทย 日本語 東京都 中文字符 한국어 tiếng Việt ﬁne ½ Ⅷ ² ٣٤ 五十""".split()
CODE = ["int main(void) {\n    return 0;\n}\n", "for i in range(10):\n\tprint(f\"{i:>3}\")\n", "a = b ** 2 // 3 != c[::-1]\n",
        "<div class=\"x\">&nbsp;</div>", "SELECT * FROM t WHERE id='7' -- x\n", "x\r\n\r\ny\r\n", "std::vector<int>{1,2,3};",
        "{\"k\": [1, 2.50, null]}", "C:\\dir\\file.txt", "https://a.example/b?c=d&e=f#g", "$ ls -la | grep '^d'\n", "#!/bin/sh\n"]
EMOJI = ["😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "1️⃣", "❤️‍🔥", "🧑🏻‍🚀", "☃", "✌️", "🫠"]
CONTRACTIONS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'RE", "'Ve", "'LL", "’s", "'ſ", "'x", "''s", "'"]
SPACES = [" ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", "\r", " \n", "\n ", "  \t ", "\v", "\f", "\x85", "\xa0", "\u1680",
          "\u180e", "\u2003", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\u200b", "\ufeff", "\u2060", "\x1c", "\x1f"]
CONTROLS = ["\x00", "\x01", "\x07", "\x08", "\x1b[0m", "\x7f", "\x80", "\x9f", "\xad", "\u200e", "\u202e", "\ufffd", "\ufffe",
            "\U000e0001", "\U0010ffff", "\ue000"]
MARKS = ["e\u0301", "é", "a\u0323\u0302", "ậ", "n\u0303", "\u0301x", "ᄒ\u1161\u11ab", "한", "Å", "Å", "\u0915\u093c", "q\u0307\u0323",
         "ﬀ", "\u0344", "ｶﾞ", "שׁ", "\u05e9\u05c1", "か\u3099", "x\u0300\u0301\u0302\u0303"]
SPECIALS = ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|begin_of_text|>", "<|eot_id|>", "<s>", "</s>", "<unk>", "<mask>",
            "<pad>", "<think>", "</think>", "<tool>", "<tool>s", "<0x41>", "<0x0A>", "<|im_", "end|>", "[INST]", "▁", "Ġ", "Ċ"]


def digits(rng):
    return "".join(rng.choice("0123456789") for _ in range(rng.choice([1, 2, 3, 4, 5, 7, 10, 19])))


def any_character(rng):
    """Any character that Unicode 3.2 knew, so that no engine is too old for it."""
    while True:
        character = chr(rng.choice([rng.randrange(0x20, 0x250), rng.randrange(0x250, 0x3000), rng.randrange(0x3000, 0x20000)]))
        if unicodedata.ucd_3_2_0.category(character) not in ("Cn", "Cs", "Co"):
            return character


def mixture(rng):
    """A few pieces of all kinds in a row, with or without spaces."""
    makers = [lambda: rng.choice(WORDS), lambda: rng.choice(WORDS), lambda: digits(rng), lambda: rng.choice(EMOJI),
              lambda: rng.choice(CONTRACTIONS), lambda: rng.choice(SPACES), lambda: rng.choice(SPACES), lambda: rng.choice(CONTROLS),
              lambda: rng.choice(MARKS), lambda: rng.choice(SPECIALS), lambda: any_character(rng),
              lambda: rng.choice(".,;:!?-—…\"()[]{}<>|/\\@#$%^&*_+=~`'")]
    return "".join(rng.choice(makers)() + rng.choice(["", "", " "]) for _ in range(rng.randrange(1, 7)))


def varied_strings(count=2100):
    rng = random.Random(20260211)
    strings = ["", *WORDS, *CODE, *EMOJI, *CONTRACTIONS, *SPACES, *CONTROLS, *MARKS, *SPECIALS]
    strings += [left + space + right for space in SPACES for left, right in (("a", "b"), ("1", " 2"), ("", "!"), ("x ", ""))]
    strings += ["".join(SPECIALS), " ".join(SPECIALS), "".join(EMOJI), "".join(MARKS), "0123456789" * 6, "a" * 150, " " * 130,
                "\n" * 70, "ab" * 60, "=" * 90, "你好" * 30, "I'll I'LL we'd've it's'll", "line one\nline two\n\n  line three\t\n"]
    strings += [(" " * rng.randrange(4)).join(rng.choice(WORDS) for _ in range(rng.randrange(2, 7))) for _ in range(250)]
    strings += ["".join(any_character(rng) for _ in range(rng.randrange(1, 6))) for _ in range(250)]
    seen = dict.fromkeys(strings)
    while len(seen) < count:
        seen.setdefault(mixture(rng))
    return list(seen)
