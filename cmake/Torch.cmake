# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Imported targets for the libtorch that packaging/setup unpacked from its wheel. The wheel's own CMake files demand a CUDA
# toolkit; a program that only links libtorch_cpu and libc10 needs none. Their RPATH finds libcudart and libcupti in
# ../../nvidia, so the two folders must stay side by side.
set(torch_root "${AMEND_DEPS}/torch")
if(NOT EXISTS "${torch_root}/lib/libtorch_cpu.so")
    message(FATAL_ERROR "libtorch is missing from ${torch_root}. Run packaging/setup first; it fetches and unpacks it.")
endif()

add_library(torch::c10 SHARED IMPORTED)
set_target_properties(torch::c10 PROPERTIES IMPORTED_LOCATION "${torch_root}/lib/libc10.so")
add_library(torch::cpu SHARED IMPORTED)
set_target_properties(torch::cpu PROPERTIES
    IMPORTED_LOCATION "${torch_root}/lib/libtorch_cpu.so"
    INTERFACE_INCLUDE_DIRECTORIES "${torch_root}/include;${torch_root}/include/torch/csrc/api/include"
    INTERFACE_COMPILE_DEFINITIONS AT_PER_OPERATOR_HEADERS
    INTERFACE_LINK_LIBRARIES torch::c10
    INTERFACE_LINK_OPTIONS "LINKER:-rpath-link,${torch_root}/lib:${AMEND_DEPS}/nvidia/cu13/lib")

# The OpenMP runtime that libtorch brings. ATen's parallel_for is a template: whoever calls it is compiled with -fopenmp and
# linked to this very runtime (a second one would fight the first for the cores).
add_library(torch::openmp SHARED IMPORTED)
set_target_properties(torch::openmp PROPERTIES IMPORTED_LOCATION "${torch_root}/lib/libgomp.so.1")
