// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Text to token ids and back.
#pragma once

#include "core/domain/ids.h"
#include "core/text/chat_template.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

struct TokenizerData;

/// Constant after construction; any thread may use it.
class Tokenizer final {
public:
    /// From a Hugging Face tokenizer.json. Errors: FileMissing, FileCorrupt (see docs/formats.md), FormatUnsupported.
    static Tokenizer fromJson(const std::filesystem::path& path);
    /// From what a model's file says, see also core/model/gguf_tokenizer.h. Errors: FileCorrupt, FormatUnsupported.
    static Tokenizer fromData(TokenizerData data);
    Tokenizer(Tokenizer&&) noexcept;
    Tokenizer& operator=(Tokenizer&&) noexcept;
    ~Tokenizer();

    /// What a person typed: never gives a special token, whatever it contains. Invalid UTF-8 is read as U+FFFD.
    std::vector<TokenId> encode(std::string_view text) const;
    /// What a chat template rendered: the texts of special tokens become those tokens.
    std::vector<TokenId> encodeWithSpecials(std::string_view text) const;
    /// A rendered chat: special tokens count in the template's own text and nowhere else. Otherwise the ids are those
    /// of the whole text, since merges do not stop where a message begins.
    std::vector<TokenId> encodePieces(const std::vector<ChatTemplate::Piece>& pieces) const;

    /// The token's bytes; possibly a part of a UTF-8 character. Special tokens give their text (see isSpecial). Empty
    /// for ids beyond the vocabulary, which models with padded embeddings have.
    std::string bytesOf(TokenId token) const;
    /// The tokens' text, special tokens left out, and without the space that encode may have put in front; what is no
    /// UTF-8 becomes U+FFFD. decode(encode(text)) is `text`, as far as the vocabulary can write it.
    std::string decode(const std::vector<TokenId>& tokens) const;
    /// Whether encode puts a space before the text, as SentencePiece vocabularies do. Then a reply that is shown token
    /// by token begins with one space too many.
    bool addsSpace() const;

    bool isSpecial(TokenId token) const;
    bool isEndOfGeneration(TokenId token) const; ///< end of turn or end of text
    TokenId endOfTurn() const; ///< the token that ends an assistant's turn in this model's chats
    std::string bosText() const; ///< empty if there is none; for the chat template
    std::string eosText() const;
    /// Whether the model's convention puts the bos token before every prompt; the template normally does it.
    bool addsBos() const;
    std::optional<TokenId> bos() const;
    int size() const; ///< of the vocabulary
    /// The id of a special token by its exact text, if there is one.
    std::optional<TokenId> findSpecial(std::string_view text) const;

private:
    struct Data;
    explicit Tokenizer(std::unique_ptr<const Data> data);
    std::unique_ptr<const Data> m_data;
};

} // namespace amend
