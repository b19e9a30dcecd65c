//===- HookReport.h - what fused hooks move ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_HOOKREPORT_H
#define FSDP_EXTENSIONS_HOOKREPORT_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace fsdp {

/// Bytes that one gather moves, from the fused ops of one group and phase.
struct HookReportLine {
  std::string function, group, phase;
  int64_t params = 0;        ///< that the phase reads
  int64_t wireBytes = 0;     ///< one rank's slot
  int64_t plainBytes = 0;    ///< of its chunks, travelling as f32
  int64_t shardElements = 0; ///< of the padded chunks that are packed
  int64_t fullElements = 0;  ///< of the padded tensors that are unpacked
  /// Bytes per rank and gather. The floor is what remains of both when data
  /// that no hook changes is not copied at all.
  int64_t packReads = 0, packWrites = 0, packFloor = 0;
  int64_t unpackReads = 0, unpackWrites = 0, unpackFloor = 0;
  bool bitwise = true; ///< what arrives is bit for bit what is stored
  /// Parameters whose hooks are kernels of their own, and what of the bytes
  /// above is their wires' further copies. What such kernels keep between them
  /// is not known yet.
  int64_t separate = 0, packCopies = 0, unpackCopies = 0;
};

/// What one fsdp.stats reads and sends: once in a run of its function, however
/// many gathers use it.
struct StatsReportLine {
  std::string function;
  int64_t values = 0;   ///< of 4 bytes, in one all-reduce
  int64_t elements = 0; ///< of the padded chunks that are reduced
  int64_t reads = 0;    ///< bytes per rank
};

/// Bytes that one reduction moves. Those per chunk are of what goes to one
/// shard.
struct ReduceReportLine {
  std::string function, group;
  int64_t gradients = 0;
  int64_t wireBytes = 0;                 ///< per chunk
  int64_t plainBytes = 0;                ///< of the chunk, travelling as f32
  int64_t elements = 0;                  ///< per chunk
  int64_t packReads = 0, packWrites = 0; ///< per chunk; none: no hooks
  int64_t unpackReads = 0;               ///< of one rank's slot
  bool bitwise = true; ///< what is summed is bit for bit what was computed
};

/// Frozen parameters that one extension stores, on one rank.
struct StorageReportLine {
  std::string extension;
  int64_t params = 0, elements = 0, bytes = 0;
};

/// Parameters that every rank keeps unsharded for one extension with state.
struct KeptReportLine {
  std::string extension;
  int64_t params = 0, bytes = 0;
  int64_t shardBytes = 0; ///< of their chunks on one rank
};

/// What fsdp-compile --emit report prints of the hooks.
class HookReport {
public:
  /// Of a module after fsdp-fuse-hooks, in program order.
  static HookReport compute(mlir::ModuleOp module);

  void print(llvm::raw_ostream &os) const;
  void printReductions(llvm::raw_ostream &os) const;

  std::vector<HookReportLine> lines;
  std::vector<StatsReportLine> stats;
  std::vector<ReduceReportLine> reductions;
  std::vector<StorageReportLine> storage;
  std::vector<KeptReportLine> kept;
  int64_t shards = 1;
};

} // namespace fsdp

#endif // FSDP_EXTENSIONS_HOOKREPORT_H
