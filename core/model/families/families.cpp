// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/families/family.h"

#include "core/base/error.h"
#include "core/store/gguf.h"
#include "core/store/json_config.h"

namespace amend {

namespace {

const std::array<const Family*, 3> families { &llamaFamily, &qwen2Family, &qwen3Family };

[[noreturn]] void refuseFamily(const std::string& found, const std::string& origin)
{
    std::string known;
    for (const Family* family : families) {
        known += (known.empty() ? "" : ", ") + std::string(family->name);
    }
    throw Error(ErrorKind::FormatUnsupported,
        origin + " is a model of the family \"" + found + "\". Amend can use these families: " + known + ".");
}

} // namespace

const Family& familyOf(const GgufFile& file)
{
    const std::string& architecture = file.requireString("general.architecture");
    for (const Family* family : families) {
        if (architecture == family->name) {
            return *family;
        }
    }
    refuseFamily(architecture, file.path().string());
}

const Family& familyOf(const JsonConfig& json, const std::string& origin)
{
    const std::string found = json.requireString("model_type");
    for (const Family* family : families) {
        for (const char* type : family->modelTypes) {
            if (type != nullptr && found == type) {
                return *family;
            }
        }
    }
    refuseFamily(found, origin);
}

} // namespace amend
