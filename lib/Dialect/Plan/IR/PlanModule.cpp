//===- PlanModule.cpp - what stands beside the entries of a plan ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fsdp::plan;

LogicalResult StateOp::verify() {
  if (getArena() != "state" && getArena() != "carried" &&
      getArena() != "accumulated")
    return emitOpError() << "@" << getSymName() << " lies in arena \""
                         << getArena()
                         << "\", expected state, carried or accumulated";
  if (int64_t(getBytes()) < 0 || (getOffset() && int64_t(*getOffset()) < 0))
    return emitOpError() << "@" << getSymName() << " has "
                         << int64_t(getBytes()) << " bytes at offset "
                         << (getOffset() ? int64_t(*getOffset()) : 0)
                         << ", expected none below 0";
  return success();
}

/// Bytes of the padded chunk of `op`, or nothing if that overflows.
static std::optional<int64_t> getChunkBytes(TensorOp op) {
  int64_t bytes = llvm::divideCeil(op.getDtype().getIntOrFloatBitWidth(), 8);
  for (auto [i, extent] : llvm::enumerate(op.getShape()))
    if (llvm::MulOverflow(bytes,
                          int64_t(i) == int64_t(op.getDim())
                              ? int64_t(op.getChunk())
                              : extent,
                          bytes))
      return std::nullopt;
  return bytes;
}

LogicalResult TensorOp::verify() {
  static constexpr StringLiteral roles[] = {"param", "moment", "grad", "buffer",
                                            "copy"};
  if (!llvm::is_contained(roles, getRole()))
    return emitOpError() << "has role '" << getRole()
                         << "', expected param, moment, grad, buffer or copy";
  int64_t offset = getOffset(), chunk = getChunk(), dim = getDim();
  if (offset < 0 || chunk < 0)
    return emitOpError() << "has offset " << offset << " and chunk " << chunk
                         << ", expected none below 0";
  if (!getDtype().isIntOrFloat())
    return emitOpError() << "\"" << getName() << "\" has dtype " << getDtype()
                         << ", expected an integer or a float";
  int64_t rank = getShape().size();
  if (dim < 0 || dim >= std::max<int64_t>(rank, 1))
    return emitOpError() << "\"" << getName() << "\" is cut in dimension "
                         << dim << ", expected one of its " << rank;
  for (int64_t extent : getShape())
    if (extent < 0)
      return emitOpError() << "\"" << getName() << "\" has extent " << extent
                           << ", expected none below 0";
  // Of several pieces blocks may take more than there is of each.
  bool pieces = llvm::any_of(getShape().take_front(dim),
                             [](int64_t extent) { return extent != 1; });
  if (rank > 0 && !pieces && chunk > getShape()[dim])
    return emitOpError() << "\"" << getName() << "\" has chunks of " << chunk
                         << " rows, expected at most the " << getShape()[dim]
                         << " of dimension " << dim;
  int64_t sourceDim = getSourceDim(),
          sourceRank = getSource() ? getSource()->size() : 1;
  if (sourceDim < 0 || sourceDim >= sourceRank)
    return emitOpError() << "\"" << getName()
                         << "\" is made of a tensor cut in dimension "
                         << sourceDim << ", expected one of its " << sourceRank;
  int64_t modelDim = getModelDim().value_or(0);
  if (getModelDim() && (modelDim < 0 || modelDim >= rank))
    return emitOpError() << "\"" << getName()
                         << "\" is split over models in dimension " << modelDim
                         << ", expected one of its " << rank;
  if (!getChunkBytes(*this))
    return emitOpError() << "\"" << getName()
                         << "\" has a chunk of more bytes than 64 bits count";
  return success();
}

LogicalResult TensorOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto state = symbols.lookupNearestSymbolFrom<StateOp>(*this, getBufferAttr());
  if (!state)
    return emitOpError() << "\"" << getName() << "\" lies in "
                         << getBufferAttr()
                         << ", expected a plan.state of that name";
  int64_t end = getOffset() + *getChunkBytes(*this);
  if (end > int64_t(state.getBytes()))
    return emitOpError() << "\"" << getName() << "\" lies at bytes "
                         << getOffset() << " to " << end << " of "
                         << getBufferAttr() << ", which has "
                         << state.getBytes();
  return success();
}

/// A distance of ranks and how many there are.
static LogicalResult verifyAxis(Operation *op,
                                std::optional<ArrayRef<int64_t>> axis) {
  if (!axis || (axis->size() == 2 && axis->front() > 0 && axis->back() > 0))
    return success();
  InFlightDiagnostic error = op->emitOpError() << "has axis [";
  llvm::interleaveComma(*axis, error);
  return error
         << "], expected a distance of ranks and their number, both above "
            "0";
}

LogicalResult TableOp::verify() {
  if (failed(verifyAxis(*this, getAxis())))
    return failure();
  size_t entries = getBase().size();
  if (getStride().size() != entries || getLo().size() != entries ||
      getHi().size() != entries)
    return emitOpError() << "@" << getSymName() << " has " << entries
                         << " bases, expected as many strides, lo and hi, got "
                         << getStride().size() << ", " << getLo().size()
                         << " and " << getHi().size();
  for (auto [i, lo, hi] : llvm::enumerate(getLo(), getHi()))
    if (lo > hi)
      return emitOpError() << "@" << getSymName() << " clamps entry " << i
                           << " to " << lo << " to " << hi
                           << ", expected lo <= hi";
  if (bool(getBufferedBase()) != bool(getBufferedStride()))
    return emitOpError() << "@" << getSymName()
                         << " has one of buffered_base and buffered_stride, "
                            "expected both or none";
  if (getBufferedBase() && (getBufferedBase()->size() != entries ||
                            getBufferedStride()->size() != entries))
    return emitOpError() << "@" << getSymName() << " has "
                         << getBufferedBase()->size() << " buffered bases and "
                         << getBufferedStride()->size()
                         << " buffered strides, expected " << entries;
  if (getModelStride() && getModelStride()->size() != entries)
    return emitOpError() << "@" << getSymName() << " has "
                         << getModelStride()->size()
                         << " model strides, expected " << entries;
  return success();
}

LogicalResult ScalarOp::verify() {
  if (getName().empty() || int64_t(getIndex()) < 0)
    return emitOpError() << "\"" << getName() << "\" has index "
                         << int64_t(getIndex())
                         << ", expected a name and an index from 0";
  if (getInitial().isNaN())
    return emitOpError() << "\"" << getName()
                         << "\" is NaN initially, expected a number";
  return success();
}

/// One wire of a slot: {param, input, dtype, elements, offset}.
static LogicalResult verifyWire(GroupOp op, unsigned i, Attribute attr) {
  auto wire = dyn_cast<DictionaryAttr>(attr);
  auto param = wire ? wire.getAs<StringAttr>("param") : StringAttr();
  auto input = wire ? wire.getAs<IntegerAttr>("input") : IntegerAttr();
  auto dtype = wire ? wire.getAs<TypeAttr>("dtype") : TypeAttr();
  auto elements = wire ? wire.getAs<IntegerAttr>("elements") : IntegerAttr();
  auto offset = wire ? wire.getAs<IntegerAttr>("offset") : IntegerAttr();
  if (!param || !input || !dtype || !elements || !offset ||
      !dtype.getValue().isIntOrFloat())
    return op.emitOpError()
           << "@" << op.getSymName() << " has wire " << i << " of " << attr
           << ", expected {param, input, dtype, elements, "
              "offset}";
  int64_t end =
      offset.getInt() +
      elements.getInt() * int64_t(llvm::divideCeil(
                              dtype.getValue().getIntOrFloatBitWidth(), 8));
  if (offset.getInt() < 0 || elements.getInt() < 0 ||
      end > int64_t(op.getSlotBytes()))
    return op.emitOpError()
           << "@" << op.getSymName() << " has wire " << i << " of " << param
           << " at bytes " << offset.getInt() << " to " << end
           << ", expected it in the slot of " << op.getSlotBytes();
  return success();
}

LogicalResult GroupOp::verify() {
  if (failed(verifyAxis(*this, getAxis())))
    return failure();
  if (int64_t(getSlotBytes()) < 0 || int64_t(getFullBytes()) < 0)
    return emitOpError() << "@" << getSymName()
                         << " has slot_bytes = " << int64_t(getSlotBytes())
                         << " and full_bytes = " << int64_t(getFullBytes())
                         << ", expected none below 0";
  if (auto prefetch = getPrefetch();
      prefetch &&
      (prefetch->size() != 2 || (*prefetch)[0] < 0 || (*prefetch)[1] < 0))
    return emitOpError() << "@" << getSymName()
                         << " has prefetch = " << getPrefetchAttr()
                         << ", expected two numbers from 0";
  for (auto [i, wire] : llvm::enumerate(getWires()))
    if (failed(verifyWire(*this, i, wire)))
      return failure();
  return success();
}

LogicalResult EntryOp::verifyRegions() {
  for (auto [name, value] : {std::pair(StringRef("needs"), getNeeds()),
                             std::pair(StringRef("leaves"), getLeaves())})
    if (value && *value != "full" && *value != "partial")
      return emitOpError() << "@" << getSymName() << " " << name << " \""
                           << *value << "\", expected full or partial";
  if (getNeeds().has_value() != getBase().has_value())
    return emitOpError() << "@" << getSymName() << " has "
                         << (getBase() ? "a base" : "no base") << " and needs "
                         << (getNeeds() ? "gradients" : "nothing")
                         << ", expected a base exactly where it needs some";
  DenseSet<Value> released, reclaimed;
  for (Operation &op : getBody().front()) {
    if (!isa<PlanDialect>(op.getDialect()) ||
        isa<StateOp, TensorOp, TableOp, ScalarOp, GroupOp, EntryOp>(op))
      return op.emitOpError() << "is not a command of a plan";
    auto isSecond = [&](DenseSet<Value> &seen) {
      return !seen.insert(op.getOperand(0)).second;
    };
    if ((isa<ReleaseOp>(op) && isSecond(released)) ||
        (isa<ReclaimOp>(op) && isSecond(reclaimed)))
      return op.emitOpError() << "is the second one of its sources, expected "
                                 "one";
  }
  return success();
}
