//===- PlanCommands.cpp - the fields of commands and what they work on ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ranges are checked here against the buffers whose size an operand's own op
// says (plan.alloc, plan.bind); those of plan.ref where the entry is read as
// data (CommandList::check).
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fsdp::plan;

//===----------------------------------------------------------------------===//
// What commands share
//===----------------------------------------------------------------------===//

static LogicalResult verifyNumber(Operation *op, StringRef field, int64_t value,
                                  int64_t least) {
  if (value >= least)
    return success();
  return op->emitOpError() << "has " << field << " " << value
                           << ", expected at least " << least;
}

/// Stream and phase of a command.
static LogicalResult verifyPlace(Operation *op) {
  int64_t stream = op->getAttrOfType<IntegerAttr>("stream").getInt();
  if (failed(verifyNumber(op, "stream", stream, 0)))
    return failure();
  auto phase = op->getAttrOfType<StringAttr>("phase");
  if (!phase || phase == "forward" || phase == "backward")
    return success();
  return op->emitOpError() << "has phase " << phase
                           << ", expected forward, backward or none";
}

static int64_t getElementBytes(Type type) {
  return llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

/// Bytes of a buffer, if the op that made it says so.
static std::optional<int64_t> getKnownBytes(Value buffer) {
  if (auto alloc = buffer.getDefiningOp<AllocOp>())
    return int64_t(alloc.getBytes());
  auto bind = buffer.getDefiningOp<BindOp>();
  if (!bind || !bind.getDtype().isIntOrFloat())
    return std::nullopt;
  int64_t bytes = getElementBytes(bind.getDtype());
  for (int64_t extent : bind.getShape())
    if (llvm::MulOverflow(bytes, extent, bytes))
      return std::nullopt;
  return bytes;
}

/// `bytes` from `offset` of operand `name`.
static LogicalResult verifyRange(Operation *op, StringRef name, Value buffer,
                                 int64_t offset, int64_t bytes) {
  int64_t end;
  if (offset < 0 || bytes < 0 || llvm::AddOverflow(offset, bytes, end))
    return op->emitOpError()
           << "has " << name << " at offset " << offset << " of " << bytes
           << " bytes, expected none below 0";
  std::optional<int64_t> known = getKnownBytes(buffer);
  if (known && end > *known)
    return op->emitOpError() << "touches bytes " << offset << " to " << end
                             << " of " << name << ", which has " << *known;
  return success();
}

/// An array attribute with one number for each of `names`.
static LogicalResult verifyCount(Operation *op, StringRef field,
                                 ArrayRef<int64_t> values,
                                 ArrayRef<StringRef> names) {
  if (values.size() == names.size())
    return success();
  InFlightDiagnostic error = op->emitOpError()
                             << "has " << values.size() << " " << field
                             << ", expected " << names.size() << ": of ";
  llvm::interleaveComma(names, error);
  return error;
}

static LogicalResult verifyGroup(Operation *op, FlatSymbolRefAttr group,
                                 SymbolTableCollection &symbols) {
  if (!group)
    return success();
  // Until fsdp-convert-to-plan it is the group of the other dialect.
  Operation *found = symbols.lookupNearestSymbolFrom(op, group);
  if (isa_and_nonnull<GroupOp>(found) ||
      (found && found->getName().getStringRef() == "fsdp.group"))
    return success();
  return op->emitOpError() << "names group " << group
                           << ", expected a plan.group of that name";
}

//===----------------------------------------------------------------------===//
// Buffers and tables
//===----------------------------------------------------------------------===//

LogicalResult AllocOp::verify() {
  if (!llvm::is_contained({"transient", "wire", "gathered"}, getArena()))
    return emitOpError() << "lies in arena \"" << getArena()
                         << "\", expected transient, wire or gathered";
  int64_t offset = getOffset() ? int64_t(*getOffset()) : 0;
  return success(
      succeeded(verifyNumber(*this, "bytes", int64_t(getBytes()), 0)) &&
      succeeded(verifyNumber(*this, "offset", offset, 0)));
}

LogicalResult BindOp::verify() {
  if (!llvm::is_contained({"batch", "loss", "metric", "count", "chunk"},
                          getKind()))
    return emitOpError() << "has kind \"" << getKind()
                         << "\", expected batch, loss, metric, count or chunk";
  if (!getDtype().isIntOrFloat())
    return emitOpError() << "\"" << getName() << "\" has dtype " << getDtype()
                         << ", expected an integer or a float";
  for (int64_t extent : getShape())
    if (failed(verifyNumber(*this, "extent", extent, 0)))
      return failure();
  return success();
}

LogicalResult RefOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (symbols.lookupNearestSymbolFrom<StateOp>(*this, getStateAttr()))
    return success();
  return emitOpError() << "names @" << getState()
                       << ", expected a plan.state of that name";
}

LogicalResult TableRefOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (symbols.lookupNearestSymbolFrom<TableOp>(*this, getTableAttr()))
    return success();
  return emitOpError() << "names @" << getTable()
                       << ", expected a plan.table of that name";
}

//===----------------------------------------------------------------------===//
// Compute
//===----------------------------------------------------------------------===//

LogicalResult LaunchOp::verify() {
  size_t count = getArgs().size();
  if (getOffsets().size() != count || getBytes().size() != count ||
      getAccess().size() != count)
    return emitOpError() << "has " << count
                         << " arguments, expected as many offsets, bytes and "
                            "access modes, got "
                         << getOffsets().size() << ", " << getBytes().size()
                         << " and " << getAccess().size();
  for (auto [i, arg] : llvm::enumerate(getArgs())) {
    int64_t access = getAccess()[i];
    if (access < NoAccess || access > ReadWrite)
      return emitOpError() << "has access " << access << " of argument " << i
                           << ", expected 0 (none), 1 (read), 2 (write) or 3";
    if (isa<SourcesType>(arg.getType()) && (access & Write))
      return emitOpError() << "writes argument " << i
                           << ", sources of other ranks, expected to read them";
    if (failed(verifyRange(*this, ("argument " + Twine(i)).str(), arg,
                           getOffsets()[i], getBytes()[i])))
      return failure();
  }
  return verifyPlace(*this);
}

/// The kernel of that name in a module of device code beside the entries.
static Operation *lookUpDeviceKernel(Operation *user, FlatSymbolRefAttr name,
                                     SymbolTableCollection &symbols) {
  Operation *table = SymbolTable::getNearestSymbolTable(user);
  for (Operation &nested : table->getRegion(0).front())
    if (nested.hasTrait<OpTrait::SymbolTable>())
      if (Operation *found = symbols.lookupSymbolIn(&nested, name.getAttr()))
        return found;
  return nullptr;
}

/// The function or, of a device, the kernel `name`.
static FunctionOpInterface lookUpKernel(Operation *user, FlatSymbolRefAttr name,
                                        SymbolTableCollection &symbols) {
  auto kernel =
      symbols.lookupNearestSymbolFrom<FunctionOpInterface>(user, name);
  return kernel ? kernel
                : dyn_cast_or_null<FunctionOpInterface>(
                      lookUpDeviceKernel(user, name, symbols));
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto kernel = symbols.lookupNearestSymbolFrom<FunctionOpInterface>(
      *this, getKernelAttr());
  Operation *found = lookUpKernel(*this, getKernelAttr(), symbols);
  if (!found || !found->hasAttr("plan.kernel"))
    return emitOpError() << "launches @" << getKernel()
                         << ", expected a function of that name with "
                            "'plan.kernel'";
  // Device kernels take more than their arguments, such as a failure word.
  if (kernel && kernel.getNumArguments() != getArgs().size())
    return emitOpError() << "passes " << getArgs().size() << " arguments to @"
                         << getKernel() << ", expected "
                         << kernel.getNumArguments();
  return verifyGroup(*this, getGroupAttr(), symbols);
}

/// The bytes of one operand of a GEMM must hold `batch` matrices of rows x
/// columns, `ld` elements from row to row and `stride` from one to the next.
static LogicalResult verifyMatrix(GemmOp op, unsigned i, StringRef name,
                                  int64_t rows, int64_t columns, Type dtype) {
  int64_t ld = op.getLd()[i], stride = op.getBatchStride()[i];
  if (ld < columns)
    return op.emitOpError()
           << "has leading dimension " << ld << " of " << name
           << ", expected at least its " << columns << " columns";
  if (failed(verifyNumber(op, "a batch stride of", stride, 0)))
    return failure();
  __int128 need = ((__int128(op.getBatch()) - 1) * stride +
                   (__int128(rows) - 1) * ld + columns) *
                  getElementBytes(dtype);
  if (need > op.getBytes()[i])
    return op.emitOpError() << "has " << op.getBytes()[i] << " bytes of "
                            << name << ", expected at least " << int64_t(need)
                            << " for " << int64_t(op.getBatch())
                            << " matrices of " << rows << "x" << columns;
  return verifyRange(op, name, op.getOperand(i), op.getOffsets()[i],
                     op.getBytes()[i]);
}

LogicalResult GemmOp::verify() {
  StringRef names[] = {"A", "B", "C"};
  if (failed(verifyCount(*this, "offsets", getOffsets(), names)) ||
      failed(verifyCount(*this, "byte counts", getBytes(), names)) ||
      failed(verifyCount(*this, "leading dimensions", getLd(), names)) ||
      failed(verifyCount(*this, "batch strides", getBatchStride(), names)))
    return failure();
  constexpr int64_t largest = int64_t(1) << 48; // products stay in 128 bits
  int64_t m = getM(), n = getN(), k = getK(), batch = getBatch();
  for (auto [field, value] :
       {std::pair(StringRef("m"), m), std::pair(StringRef("n"), n),
        std::pair(StringRef("k"), k), std::pair(StringRef("batch"), batch)})
    if (value < 1 || value > largest)
      return emitOpError() << "has " << field << " = " << value
                           << ", expected 1 to 2^48";
  if (!getDtype().isF32() && !getDtype().isBF16() && !getDtype().isF16())
    return emitOpError() << "multiplies " << getDtype()
                         << ", expected f32, bf16 or f16";
  if (batch > 1 && getBatchStride()[2] == 0)
    return emitOpError() << "writes " << batch << " products to one C, "
                         << "expected a batch stride of its own";
  Type f32 = Float32Type::get(getContext());
  bool ta = getTa(), tb = getTb();
  if (failed(verifyMatrix(*this, 0, names[0], ta ? k : m, ta ? m : k,
                          getDtype())) ||
      failed(verifyMatrix(*this, 1, names[1], tb ? n : k, tb ? k : n,
                          getDtype())) ||
      failed(verifyMatrix(*this, 2, names[2], m, n, f32)))
    return failure();
  return verifyPlace(*this);
}

LogicalResult CopyOp::verify() {
  StringRef names[] = {"source", "destination"};
  if (failed(verifyCount(*this, "offsets", getOffsets(), names)) ||
      failed(verifyRange(*this, names[0], getSource(), getOffsets()[0],
                         getBytes())) ||
      failed(
          verifyRange(*this, names[1], getDest(), getOffsets()[1], getBytes())))
    return failure();
  int64_t distance = getOffsets()[0] - getOffsets()[1];
  if (getSource() == getDest() && std::abs(distance) < int64_t(getBytes()))
    return emitOpError() << "copies " << getBytes() << " bytes from "
                         << getOffsets()[0] << " to " << getOffsets()[1]
                         << " of one buffer, expected no overlap";
  return verifyPlace(*this);
}

LogicalResult FillOp::verify() {
  if (failed(verifyRange(*this, "destination", getDest(), getOffset(),
                         getBytes())))
    return failure();
  return verifyPlace(*this);
}

//===----------------------------------------------------------------------===//
// Collectives
//===----------------------------------------------------------------------===//

/// What peers read must lie where they can see it, and what buffered transport
/// fills in the arena of its own.
static LogicalResult verifyArena(Operation *op, StringRef name, Value buffer,
                                 bool gathered) {
  auto alloc = buffer.getDefiningOp<AllocOp>();
  if (buffer.getDefiningOp<BindOp>())
    return op->emitOpError()
           << "has " << name << " in memory of the caller, expected a plan."
           << (gathered ? "alloc" : "alloc or plan.ref");
  StringRef arena = gathered ? "gathered" : "wire";
  if (alloc && alloc.getArena() != arena)
    return op->emitOpError() << "has " << name << " in arena \""
                             << alloc.getArena() << "\", expected " << arena;
  return success();
}

LogicalResult GatherOp::verify() {
  if (failed(verifyRange(*this, "slot", getSlot(), getOffset(), getBytes())) ||
      failed(verifyRange(*this, "gathered", getGathered(), 0, getBytes())) ||
      failed(verifyArena(*this, "slot", getSlot(), /*gathered=*/false)) ||
      failed(verifyArena(*this, "gathered", getGathered(), /*gathered=*/true)))
    return failure();
  return verifyPlace(*this);
}

LogicalResult GatherOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (failed(verifyGroup(*this, getGroupAttr(), symbols)))
    return failure();
  auto group = symbols.lookupNearestSymbolFrom<GroupOp>(*this, getGroupAttr());
  int64_t parts = getParts();
  if (parts < 1 || int64_t(getBytes()) % parts != 0)
    return emitOpError() << "offers " << getBytes() << " bytes in " << parts
                         << " parts, expected equal ones";
  if (parts > 1 && !getRanks())
    return emitOpError() << "offers " << parts
                         << " slots to the whole axis, expected one";
  int64_t from = getFrom();
  if (from < 0 || (from && parts > 1))
    return emitOpError() << "offers a slot from byte " << from
                         << " on, expected at least 0, and 0 for several slots";
  if (group &&
      int64_t(getBytes()) / parts + from > int64_t(group.getSlotBytes()))
    return emitOpError() << "offers " << getBytes() << " bytes"
                         << (from ? " from byte " + std::to_string(from) + " on"
                                  : std::string())
                         << ", expected the " << group.getSlotBytes()
                         << " of a slot of " << getGroupAttr();
  return success();
}

LogicalResult ReduceOp::verify() {
  int64_t bytes = getBytes(), slot = getSlotBytes();
  if (failed(verifyRange(*this, "gradients", getGrads(), 0, bytes)) ||
      failed(verifyRange(*this, "received", getReceived(), 0, slot)) ||
      failed(verifyArena(*this, "gradients", getGrads(), /*gathered=*/false)) ||
      failed(verifyArena(*this, "received", getReceived(), /*gathered=*/true)))
    return failure();
  ArrayRef<int64_t> values = getSegments();
  if (values.size() % 5 != 0)
    return emitOpError() << "has " << values.size()
                         << " numbers of segments, expected 5 for each: full, "
                            "outer, piece, stride, slot";
  for (size_t i = 0; i < values.size(); i += 5) {
    int64_t full = values[i], outer = values[i + 1], piece = values[i + 2],
            stride = values[i + 3], at = values[i + 4];
    if (full < 0 || outer < 1 || piece < 1 || stride < piece || at < 0)
      return emitOpError() << "has segment " << i / 5 << " of full " << full
                           << ", outer " << outer << ", piece " << piece
                           << ", stride " << stride << ", slot " << at
                           << ", expected pieces of at least 1 byte that do "
                              "not overlap";
    if (full + (__int128(outer) - 1) * stride + piece > bytes ||
        at + __int128(outer) * piece > slot)
      return emitOpError() << "has segment " << i / 5
                           << " beyond the gradients (" << bytes
                           << " bytes) or the slot (" << slot << ")";
  }
  return verifyPlace(*this);
}

LogicalResult ReduceOp::verifySymbolUses(SymbolTableCollection &symbols) {
  FunctionOpInterface pack = getPackAttr()
                                 ? lookUpKernel(*this, getPackAttr(), symbols)
                                 : FunctionOpInterface();
  if (getPackAttr() &&
      (!pack || !pack->hasAttr("plan.kernel") || pack.getNumArguments() != 2))
    return emitOpError() << "packs with @" << *getPack()
                         << ", expected a function of that name with "
                            "'plan.kernel' and two parameters, slots and "
                            "gradients";
  return verifyGroup(*this, getGroupAttr(), symbols);
}

/// Sources of a release or reclaim: those of a gather or reduce before it.
static LogicalResult verifySources(Operation *op) {
  Operation *offered = op->getOperand(0).getDefiningOp();
  if (!isa_and_nonnull<GatherOp, ReduceOp>(offered))
    return op->emitOpError()
           << "has sources of "
           << (offered ? offered->getName().getStringRef() : "a block argument")
           << ", expected plan.gather or plan.reduce";
  return verifyPlace(op);
}

LogicalResult ReleaseOp::verify() { return verifySources(*this); }
LogicalResult ReclaimOp::verify() { return verifySources(*this); }

/// A distance and a number of ranks; the product says nothing of the grid here.
static LogicalResult verifyRanks(Operation *op, ArrayRef<int64_t> ranks) {
  constexpr int64_t most = 0xffff;
  if (ranks.size() == 2 && ranks[0] >= 1 && ranks[0] <= most && ranks[1] >= 1 &&
      ranks[1] <= most)
    return success();
  return op->emitOpError() << "joins ranks [" << ranks
                           << "], expected a distance and a number of ranks";
}

int64_t AllReduceOp::getBytes() {
  return getCount() * llvm::divideCeil(getDtype().getIntOrFloatBitWidth(), 8);
}

LogicalResult AllReduceOp::verify() {
  if (getOp() != "sum" && getOp() != "max")
    return emitOpError() << "has op '" << getOp() << "', expected sum or max";
  if (!llvm::is_contained({"shard", "replicate", "world", "model", "ranks"},
                          getAxis()))
    return emitOpError()
           << "has axis '" << getAxis()
           << "', expected shard, replicate, world, model or ranks";
  if ((getAxis() == "ranks") != getRanks().has_value())
    return emitOpError() << "has axis '" << getAxis() << "' and "
                         << (getRanks() ? "" : "no ") << "'ranks', expected "
                         << "them with axis 'ranks' alone";
  if (getRanks() && failed(verifyRanks(*this, *getRanks())))
    return failure();
  if (!getScale().isFinite())
    return emitOpError() << "has scale " << getScale().convertToDouble()
                         << ", expected a finite number";
  Type dtype = getDtype();
  if (!dtype.isF32() && !dtype.isF64() && !dtype.isInteger(64) &&
      !dtype.isInteger(32) && !dtype.isInteger(1))
    return emitOpError() << "is of " << dtype
                         << ", expected f32, f64, i64, i32 or i1";
  int64_t bytes;
  if (failed(verifyNumber(*this, "count", getCount(), 0)))
    return failure();
  int64_t element = llvm::divideCeil(dtype.getIntOrFloatBitWidth(), 8);
  if (llvm::MulOverflow(int64_t(getCount()), element, bytes))
    return emitOpError() << "has count " << getCount()
                         << ", more bytes than 64 bits count";
  StringRef names[] = {"source", "destination"};
  if (failed(verifyCount(*this, "offsets", getOffsets(), names)) ||
      failed(
          verifyRange(*this, names[0], getSource(), getOffsets()[0], bytes)) ||
      failed(verifyRange(*this, names[1], getDest(), getOffsets()[1], bytes)))
    return failure();
  int64_t distance = getOffsets()[0] - getOffsets()[1];
  if (getSource() == getDest() && std::abs(distance) < bytes)
    return emitOpError() << "reduces in place, expected a source that stays "
                            "intact while other ranks read it";
  return verifyPlace(*this);
}

LogicalResult AllReduceOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyGroup(*this, getGroupAttr(), symbols);
}

LogicalResult ExchangeOp::verify() {
  if (getKind() != "all_gather" && getKind() != "all_to_all")
    return emitOpError() << "has kind '" << getKind()
                         << "', expected all_gather or all_to_all";
  int64_t bytes = getBytes(), all;
  if (failed(verifyRanks(*this, getRanks())) ||
      failed(verifyNumber(*this, "bytes", bytes, 0)))
    return failure();
  if (llvm::MulOverflow(bytes, getRanks()[1], all))
    return emitOpError() << "moves " << bytes << " bytes of each of "
                         << getRanks()[1] << " ranks, more than 64 bits count";
  StringRef names[] = {"source", "destination"};
  if (failed(verifyCount(*this, "offsets", getOffsets(), names)) ||
      failed(verifyRange(*this, names[0], getSource(), getOffsets()[0],
                         getSourceBytes())) ||
      failed(verifyRange(*this, names[1], getDest(), getOffsets()[1], all)))
    return failure();
  if (getSource() == getDest() && getOffsets()[0] < getOffsets()[1] + all &&
      getOffsets()[1] < getOffsets()[0] + getSourceBytes())
    return emitOpError() << "exchanges in place, expected a source that stays "
                            "intact while other ranks read it";
  return verifyPlace(*this);
}

//===----------------------------------------------------------------------===//
// Streams
//===----------------------------------------------------------------------===//

LogicalResult SignalOp::verify() { return verifyPlace(*this); }

LogicalResult WaitOp::verify() {
  auto signal = getEvent().getDefiningOp<SignalOp>();
  if (!signal)
    return emitOpError() << "waits for a block argument, expected the event of "
                            "a plan.signal";
  if (signal.getStream() == getStream())
    return emitOpError() << "waits on stream " << getStream()
                         << " for an event of the same stream, whose order is "
                            "program order: drop it";
  return verifyPlace(*this);
}
