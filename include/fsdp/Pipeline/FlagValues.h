//===- FlagValues.h - flags that are small languages ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_PIPELINE_FLAGVALUES_H
#define FSDP_PIPELINE_FLAGVALUES_H

#include "mlir/Support/LLVM.h"
#include <cstdint>
#include <optional>

namespace fsdp {

/// "8GiB", "512MB", "4096": a positive number of bytes.
std::optional<int64_t> parseByteSize(llvm::StringRef text);

/// How many groups are gathered ahead.
struct PrefetchDistance {
  int forward = -1; ///< -1: the schedule's own choice
  int backward = -1;
};

/// "F,B", both at least 0.
std::optional<PrefetchDistance> parsePrefetch(llvm::StringRef text);

} // namespace fsdp

#endif // FSDP_PIPELINE_FLAGVALUES_H
