# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""llama.cpp's own programs, built for this machine in build/compare from PyPI's source package llama-cpp-python."""
import pathlib
import subprocess
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "compare"
VERSION = "0.3.36"


def built(name, version=VERSION):
    """The path of one of its programs, such as llama-bench."""
    build = WORK / f"build-{version}"
    program = build / "bin" / name
    if program.exists():
        return program
    WORK.mkdir(parents=True, exist_ok=True)
    source = WORK / f"llama_cpp_python-{version}" / "vendor" / "llama.cpp"
    if not source.exists():
        subprocess.run([sys.executable, "-m", "pip", "download", "--no-binary", "llama-cpp-python", "--no-deps",
                        "--dest", WORK, f"llama-cpp-python=={version}"], check=True)
        with tarfile.open(WORK / f"llama_cpp_python-{version}.tar.gz") as archive:
            archive.extractall(WORK)
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DGGML_NATIVE=ON", "-DBUILD_SHARED_LIBS=OFF", "-DLLAMA_CURL=OFF",
               "-DLLAMA_BUILD_TESTS=OFF", "-DLLAMA_BUILD_EXAMPLES=OFF", "-DLLAMA_BUILD_SERVER=OFF",
               "-DLLAMA_BUILD_TOOLS=ON"]
    subprocess.run(["cmake", "-G", "Ninja", "-S", source, "-B", build, *options], check=True, stdout=sys.stderr)
    subprocess.run(["cmake", "--build", build, "--target", name, "-j2"], check=True, stdout=sys.stderr)
    return program
