# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# embed_file(target file symbol): makes the text file a part of the target, as `extern const std::string_view symbol` in
# namespace amend. The program then needs no file at run time. The text must not contain `)embedded"`.
function(embed_file target file symbol)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    file(READ "${file}" embedded_text)
    set(embedded_symbol "${symbol}")
    configure_file("${CMAKE_SOURCE_DIR}/cmake/embedded_file.cpp.in" "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp" @ONLY)
    target_sources(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp")
endfunction()
