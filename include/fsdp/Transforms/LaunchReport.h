//===- LaunchReport.h - what an exchange launches --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_LAUNCHREPORT_H
#define FSDP_TRANSFORMS_LAUNCHREPORT_H

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "llvm/Support/raw_ostream.h"

namespace fsdp {

/// Kernels and copies before a gather's or a reduction's collective, which make
/// what this rank offers, and behind it, which read what came. Compute that
/// leaves a gradient where it travels from is neither, nor is a division of
/// what was reduced by a count.
struct ExchangeLaunches {
  /// With peer transport; buffered transport packs gradients besides.
  int64_t peer = 0, buffered = 0;
  /// Bytes that they read and write.
  int64_t peerBytes = 0, bufferedBytes = 0;
};

/// Of `exchange`, a gather or reduce of an entry, in `phase`: a group that
/// stays gathered may be unpacked again.
ExchangeLaunches countLaunches(mlir::Operation *exchange,
                               mlir::StringAttr phase);

/// A line for every group and phase of the entries that neither find nor leave
/// gradients, and the largest numbers of those and of all entries.
void printExchanges(mlir::ModuleOp module, llvm::raw_ostream &os);

} // namespace fsdp

#endif // FSDP_TRANSFORMS_LAUNCHREPORT_H
