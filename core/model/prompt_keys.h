// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Prompts that are read once for several purposes: a lesson's question is asked before it, in every step and by its
// gate, and all of its questions begin alike.
#pragma once

#include "core/domain/ids.h"
#include "core/model/adapter.h"
#include "core/model/kv_cache.h"
#include "core/model/model.h"

#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace amend {

/// Keys and values under one adapter, one place for each token behind each beginning. Owned by one thread; the model
/// and the adapter outlive it.
class PromptKeys final {
public:
    /// `adapter` may be null: the base.
    PromptKeys(const Model& model, const Adapter* adapter);

    const Adapter* adapter() const { return m_adapter; }

    /// Reads what is not read yet, their common beginnings once. Errors: ContextFull.
    void read(std::span<const std::span<const TokenId>> prompts);
    /// Where the tokens of a prompt lie, as far as it was read.
    std::vector<int> placesOf(std::span<const TokenId> prompt) const;
    /// What lies there, in that order: one row.
    KvCache at(std::span<const int> places) const;
    /// The same for prompts side by side, right-aligned, with room for `columns` tokens in each row. They were read.
    KvCache rowsOf(std::span<const std::span<const TokenId>> prompts, int columns) const;

    std::size_t size() const { return static_cast<std::size_t>(m_keys.length); } ///< tokens read so far

private:
    const Model& m_model;
    const Adapter* m_adapter;
    std::map<std::pair<int, TokenId>, int> m_next; ///< from a place (-1: the beginning) and a token to that one's place
    KvCache m_keys;
};

} // namespace amend
