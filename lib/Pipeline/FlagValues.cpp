//===- FlagValues.cpp - flags that are small languages --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Pipeline/FlagValues.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"

using namespace fsdp;
using namespace llvm;

std::optional<int64_t> fsdp::parseByteSize(StringRef text) {
  size_t digits = text.find_first_not_of("0123456789");
  StringRef number = text.take_front(digits), unit = text.substr(number.size());
  int64_t scale = StringSwitch<int64_t>(unit.trim())
                      .Cases({"", "B"}, 1)
                      .Case("KiB", int64_t(1) << 10)
                      .Case("MiB", int64_t(1) << 20)
                      .Case("GiB", int64_t(1) << 30)
                      .Case("TiB", int64_t(1) << 40)
                      .Case("KB", 1000)
                      .Case("MB", 1000 * 1000)
                      .Case("GB", 1000 * 1000 * 1000)
                      .Default(0);
  int64_t count, bytes;
  if (!scale || number.getAsInteger(10, count) || count <= 0 ||
      __builtin_mul_overflow(count, scale, &bytes))
    return std::nullopt;
  return bytes;
}

std::optional<PrefetchDistance> fsdp::parsePrefetch(StringRef text) {
  auto [forward, backward] = text.split(',');
  PrefetchDistance distance;
  if (forward.getAsInteger(10, distance.forward) ||
      backward.getAsInteger(10, distance.backward) || distance.forward < 0 ||
      distance.backward < 0)
    return std::nullopt;
  return distance;
}
