#!/usr/bin/env bash
# packages.sh - installs what building and testing need, from Debian 12's own suites
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Nothing happens where all is installed. LLVM 22 is in bookworm's security suite, which a default system has.
set -euo pipefail

packages=(
  # build
  ca-certificates ccache cmake git ninja-build pkg-config python3
  # compiler
  clang-22 libmlir-22-dev lld-22 llvm-22-dev llvm-22-tools mlir-22-tools
  # runtime and command line
  flatbuffers-compiler libcli11-dev libdnnl-dev libflatbuffers-dev libopenblas-dev libopenmpi-dev nlohmann-json3-dev
  openmpi-bin
  # tests and checks
  clang-format-22 libbenchmark-dev libgmock-dev libgtest-dev shellcheck
)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "packages: all ${#packages[@]} are installed"
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "packages: not root and no sudo; as root run: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"; }

echo "packages: installing ${#missing[@]} of ${#packages[@]} from Debian: ${missing[*]}"
apt update
if ! apt-cache show libmlir-22-dev >/dev/null 2>&1; then
  echo "packages: no libmlir-22-dev in the enabled suites; Debian 12 has it in bookworm-security. Add the line" >&2
  echo "  deb http://deb.debian.org/debian-security bookworm-security main" >&2
  echo "to /etc/apt/sources.list and run this again" >&2
  exit 1
fi
apt install --no-install-recommends -y "${missing[@]}" >/dev/null
