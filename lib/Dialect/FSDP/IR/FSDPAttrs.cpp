//===- FSDPAttrs.cpp - what attributes of the sharding dialect may hold ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"

using namespace mlir;
using namespace fsdp;

namespace {

constexpr int64_t kWireAlignment = 16; // bytes, of a wire in a slot
constexpr int64_t kFullAlignment = 64; // bytes, of an unsharded tensor

/// Checks the fields of one attribute; `what` begins each of its errors.
class FieldChecker {
public:
  FieldChecker(function_ref<InFlightDiagnostic()> emitError, StringRef what)
      : emitError(emitError), what(what) {}

  LogicalResult isAtLeast(StringRef field, int64_t value, int64_t least) {
    if (value >= least)
      return success();
    return emitError() << what << " has " << field << " = " << value
                       << ", expected at least " << least;
  }

  /// A place in bytes that must start at a multiple of `alignment`.
  LogicalResult isPlace(StringRef field, int64_t value, int64_t alignment) {
    if (failed(isAtLeast(field, value, 0)))
      return failure();
    if (value % alignment == 0)
      return success();
    return emitError() << what << " has " << field << " = " << value
                       << ", expected a multiple of " << alignment;
  }

  LogicalResult arePlaces(StringRef field, DenseI64ArrayAttr values,
                          int64_t alignment) {
    for (int64_t value : values.asArrayRef())
      if (failed(isPlace(field, value, alignment)))
        return failure();
    return success();
  }

  /// A padded chunk of a tensor: no extent is empty, and a chunk is at most the
  /// whole dimension.
  LogicalResult isChunk(int64_t outer, int64_t chunk, int64_t inner,
                        int64_t size) {
    if (failed(isAtLeast("outer", outer, 1)) ||
        failed(isAtLeast("chunk", chunk, 1)) ||
        failed(isAtLeast("inner", inner, 1)))
      return failure();
    // Of several pieces blocks may take more than there is of each.
    if (chunk <= size || outer > 1)
      return success();
    return emitError() << what << " has chunk = " << chunk
                       << " of size = " << size
                       << " rows, expected at most all of them";
  }

private:
  function_ref<InFlightDiagnostic()> emitError;
  StringRef what;
};

} // namespace

LogicalResult GridAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               int64_t replicas, int64_t shards,
                               int64_t models) {
  if (replicas < 1 || shards < 1 || models < 1)
    return emitError() << "grid of " << replicas << " replicas, " << shards
                       << " shards and " << models
                       << " models, expected at least 1 of each";
  return success();
}

LogicalResult LayoutAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 int64_t shards, int64_t dim, int64_t outer,
                                 int64_t size, int64_t inner, int64_t offset,
                                 int64_t block) {
  if (shards < 1)
    return emitError() << "layout over " << shards
                       << " shards, expected at least 1";
  if (dim < 0 || outer < 1 || size < 1 || inner < 1 || offset < 0)
    return emitError() << "layout with dim = " << dim << ", outer = " << outer
                       << ", size = " << size << ", inner = " << inner
                       << ", offset = " << offset
                       << ", expected sizes of at least 1 and no negative "
                          "dim or offset";
  if (block < 1)
    return emitError() << "layout with blocks of " << block
                       << " rows, expected at least 1";
  return success();
}

LogicalResult StorageAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                  StringRef name, RankedTensorType type,
                                  int64_t offset) {
  std::string what = ("storage '" + name + "'").str();
  FieldChecker check(emitError, what);
  if (!type.hasStaticShape() || !type.getElementType().isIntOrFloat() ||
      type.getElementTypeBitWidth() % 8 != 0)
    return emitError() << what << " is " << type
                       << ", expected a static shape and elements of whole "
                          "bytes";
  return check.isPlace("offset", offset, kWireAlignment);
}

LogicalResult FormAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               StringRef name, RankedTensorType type) {
  if (name.empty())
    return emitError() << "form of type " << type
                       << " has no name, expected one that an extension yields";
  if (type.hasStaticShape() && type.getElementType().isIntOrFloat() &&
      type.getElementTypeBitWidth() % 8 == 0)
    return success();
  return emitError() << "form '" << name << "' is " << type
                     << ", expected a static shape and elements of whole bytes";
}

LogicalResult SegmentAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                  int64_t classIndex, FlatSymbolRefAttr param,
                                  int64_t outer, int64_t chunk, int64_t inner,
                                  int64_t size, DenseI64ArrayAttr state,
                                  DenseI64ArrayAttr wire,
                                  DenseI64ArrayAttr full,
                                  DenseI64ArrayAttr stats, int64_t block,
                                  DenseI64ArrayAttr blockWires) {
  std::string what = ("segment of @" + param.getValue()).str();
  FieldChecker check(emitError, what);
  if (failed(check.isAtLeast("classIndex", classIndex, 0)) ||
      failed(check.isChunk(outer, chunk, inner, size)) ||
      failed(check.arePlaces("state", state, 1)) ||
      failed(check.arePlaces("wire", wire, kWireAlignment)) ||
      failed(check.arePlaces("full", full, kFullAlignment)) ||
      (stats && failed(check.arePlaces("stats", stats, 1))) ||
      failed(check.isAtLeast("block", block, 0)) ||
      (blockWires && failed(check.arePlaces("blockWires", blockWires, 1))))
    return failure();
  // A wire that is only moved is nobody's body's.
  if (state.empty() && wire.size() == 1 && full.size() == 1)
    return success();
  // What is made of statistics alone, the same on every rank, reads no wire.
  if (state.empty() || (wire.empty() && full.empty()))
    return emitError() << what << " has " << state.size() << " state and "
                       << wire.size() << " wire offsets, expected one for each "
                       << "inner tensor and each wire";
  if (!full.empty() && full.size() != state.size())
    return emitError() << what << " has " << full.size()
                       << " full offsets, expected none (a pack) or "
                       << state.size() << ", one for each inner tensor";
  if (blockWires && block == 0)
    return emitError() << what
                       << " has wires with one element for each block, "
                          "but block = 0; expected a block's elements";
  if (blockWires)
    for (int64_t number : blockWires.asArrayRef())
      if (number >= int64_t(wire.size()))
        return emitError() << what << " has blockWires = " << blockWires
                           << ", expected numbers of its " << wire.size()
                           << " wires";
  return success();
}

LogicalResult
StatSegmentAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                        int64_t classIndex, FlatSymbolRefAttr param,
                        int64_t outer, int64_t chunk, int64_t inner,
                        int64_t size, DenseI64ArrayAttr state, int64_t value) {
  std::string what = ("stat_segment of @" + param.getValue()).str();
  FieldChecker check(emitError, what);
  if (failed(check.isAtLeast("classIndex", classIndex, 0)) ||
      failed(check.isChunk(outer, chunk, inner, size)) ||
      failed(check.arePlaces("state", state, 1)) ||
      failed(check.isAtLeast("value", value, 0)))
    return failure();
  if (state.empty())
    return emitError() << what
                       << " has no state offset, expected one for each inner "
                          "tensor";
  return success();
}

LogicalResult GradSegmentAttr::verify(
    function_ref<InFlightDiagnostic()> emitError, FlatSymbolRefAttr param,
    int64_t innerIndex, int64_t outer, int64_t chunk, int64_t inner,
    int64_t size, int64_t full, int64_t slot, int64_t shard, Type dtype) {
  std::string what = ("grad_segment of @" + param.getValue()).str();
  if (!dtype.isF32() && !dtype.isBF16() && !dtype.isF16())
    return emitError() << what << " has dtype " << dtype
                       << ", expected f32, bf16 or f16";
  FieldChecker check(emitError, what);
  return success(succeeded(check.isAtLeast("innerIndex", innerIndex, -1)) &&
                 succeeded(check.isChunk(outer, chunk, inner, size)) &&
                 succeeded(check.isPlace("full", full, kFullAlignment)) &&
                 succeeded(check.isPlace("slot", slot, kWireAlignment)) &&
                 succeeded(check.isAtLeast("shard", shard, 0)));
}

LogicalResult
UpdateSegmentAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                          int64_t state, int64_t grad, int64_t moment,
                          int64_t count) {
  FieldChecker check(emitError, "update_segment");
  return success(succeeded(check.isAtLeast("state", state, 0)) &&
                 succeeded(check.isAtLeast("grad", grad, 0)) &&
                 succeeded(check.isAtLeast("moment", moment, 0)) &&
                 succeeded(check.isAtLeast("count", count, 1)));
}
