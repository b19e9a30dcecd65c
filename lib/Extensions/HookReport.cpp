//===- HookReport.cpp - what fused hooks move -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/HookReport.h"
#include "fsdp/Extensions/ElementBody.h"
#include "fsdp/Extensions/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

namespace fsdp {
#define GEN_PASS_DEF_FSDPPRINTHOOKREPORTPASS
#include "fsdp/Extensions/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

/// Bytes that a body moves for one chunk; `countRead` and `countWritten` say
/// how many elements of each argument and yielded value.
struct ChunkBytes {
  using Count = llvm::function_ref<int64_t(int64_t)>;
  int64_t reads = 0, writes = 0;

  ChunkBytes(Region &body, Count countRead, Count countWritten) {
    for (auto [i, arg] : llvm::enumerate(getBodyElements(body)))
      if (!arg.use_empty())
        reads += countRead(i) * arg.getType().getIntOrFloatBitWidth() / 8;
    for (auto [i, type] :
         llvm::enumerate(body.front().getTerminator()->getOperandTypes()))
      writes += countWritten(i) * type.getIntOrFloatBitWidth() / 8;
  }
};

/// Sums `op`'s segments; `copies` is how many chunks each one stands for.
void addSegments(ArrayAttr segments, MutableArrayRef<Region> classes, bool pack,
                 int64_t copies, llvm::function_ref<bool(SegmentAttr)> isStored,
                 llvm::function_ref<int64_t(SegmentAttr)> countElements,
                 int64_t &elements, int64_t &reads, int64_t &writes,
                 int64_t &floor, bool &bitwise) {
  llvm::SmallPtrSet<Attribute, 8> counted;
  for (auto segment : segments.getAsRange<SegmentAttr>()) {
    if (segment.getState().empty())
      continue; // Only moved: addSeparateUnpack counts it.
    // Forms of a parameter have a segment each.
    bool isFirst = counted.insert(segment.getParam()).second;
    bool stored = pack && isStored(segment);
    Region &body = classes[segment.getClassIndex()];
    auto chunk = [&](int64_t) { return segment.getChunkElements(); };
    auto wire = [&](int64_t i) { return segment.getWireElements(i); };
    ChunkBytes bytes =
        pack ? ChunkBytes(body, chunk, wire) : ChunkBytes(body, wire, chunk);
    bool passThrough = isPassThrough(body);
    if (!stored && isFirst)
      elements += countElements(segment) * copies;
    reads += bytes.reads * copies;
    writes += bytes.writes * copies;
    if (!passThrough)
      floor += (bytes.reads + bytes.writes) * copies;
    bitwise &= passThrough;
  }
}

/// All inner tensors of one parameter on one rank.
struct ParamBytes {
  int64_t elements = 0, stored = 0, computed = 0;

  explicit ParamBytes(ParamOp param) {
    auto bytes = [](Attribute type) {
      return cast<ShapedType>(cast<TypeAttr>(type).getValue())
                 .getElementTypeBitWidth() /
             8;
    };
    for (auto [layout, type, compute] : llvm::zip_equal(
             *param.getLayouts(), param.getTypes(), param.getCompute())) {
      int64_t count = cast<LayoutAttr>(layout).getChunkElements();
      elements += count;
      stored += count * bytes(type);
      computed += count * bytes(compute);
    }
  }
};

/// Whether `group` gathers `param`: groups of their own renew what every rank
/// keeps, where anybody reads it.
bool gathers(GroupOp group, ParamOp param) {
  if (!group || !param.getLayouts() ||
      param.getGroup() != group.getStateGroup())
    return false;
  auto copies = param.getCopies();
  return group.getOf() ? copies && !copies->empty() : !copies;
}

/// What travels of hooks with kernels of their own is read and written once
/// more before their post reads it.
void addSeparateUnpack(UnpackOp unpack, const SymbolTable &symbols,
                       int64_t shards, HookReportLine &line) {
  llvm::MapVector<StringAttr, int64_t> wires;
  llvm::SmallPtrSet<Attribute, 8> fused;
  for (auto segment : unpack.getSegments().getAsRange<SegmentAttr>())
    if (segment.getState().empty())
      wires[segment.getParam().getAttr()] += 4 * segment.getChunkElements();
    else
      fused.insert(segment.getParam().getAttr());
  for (auto [name, bytes] : wires) {
    auto param = symbols.lookup<ParamOp>(name);
    ParamBytes chunk(param);
    // Of its forms the segments of others count the elements.
    if (fused.contains(name))
      chunk.elements = chunk.computed = 0;
    // What a rank keeps is read, made anew aside and copied.
    int64_t kept = param.getCopies() ? chunk.computed : 0;
    line.fullElements += shards * chunk.elements;
    line.unpackReads += shards * (2 * bytes + 2 * kept);
    line.unpackWrites += shards * (bytes + chunk.computed + kept);
    line.unpackFloor += shards * (bytes + chunk.computed + kept);
    line.unpackCopies += shards * (2 * bytes + 2 * kept);
    line.bitwise = false;
    ++line.separate;
  }
}

/// Wires that ops of the step computed are copied into the slot.
void addSeparatePack(PackOp pack, ModuleOp module, HookReportLine &line) {
  llvm::SmallPtrSet<Attribute, 8> fused;
  for (auto segment : pack.getSegments().getAsRange<SegmentAttr>())
    fused.insert(segment.getParam().getAttr());
  int64_t bytes = 0;
  for (Type type : pack.getWires().getTypes()) {
    auto wire = cast<ShapedType>(type);
    bytes += wire.getNumElements() * wire.getElementTypeBitWidth() / 8;
  }
  auto group =
      SymbolTable::lookupNearestSymbolFrom<GroupOp>(pack, pack.getGroupAttr());
  for (auto param : module.getOps<ParamOp>()) {
    if (bytes == 0 || !gathers(group, param) || param.getStorage() ||
        fused.contains(param.getSymNameAttr()))
      continue;
    ParamBytes chunk(param);
    line.shardElements += chunk.elements;
    int64_t read = chunk.stored + (param.getCopies() ? chunk.computed : 0);
    line.packReads += read;
    line.packFloor += read;
  }
  line.packReads += bytes;
  line.packWrites += 2 * bytes;
  line.packFloor += bytes;
  line.packCopies += 2 * bytes;
}

StatsReportLine getStatsLine(StatsOp op) {
  StatsReportLine line;
  if (auto func = op->getParentOfType<func::FuncOp>())
    line.function = func.getSymName();
  for (auto segment : op.getSegments().getAsRange<StatSegmentAttr>()) {
    int64_t count =
        segment.getOuter() * segment.getChunk() * segment.getInner();
    auto chunk = [&](int64_t) { return count; };
    ++line.values;
    line.elements += count * segment.getState().size();
    line.reads +=
        ChunkBytes(op.getClasses()[segment.getClassIndex()], chunk, chunk)
            .reads;
  }
  return line;
}

ReduceReportLine getReduceLine(CollectiveStartOp op) {
  ReduceReportLine line;
  if (auto func = op->getParentOfType<func::FuncOp>())
    line.function = func.getSymName();
  line.group = op.getGroup();
  line.gradients = op.getInputs().size();
  for (auto segment : op.getGradsAttr().getAsRange<GradSegmentAttr>()) {
    int64_t count = segment.getChunkElements();
    line.elements += count;
    line.plainBytes += count * int64_t(sizeof(float));
    line.wireBytes += count * segment.getElementBytes();
  }
  line.unpackReads = line.wireBytes;
  if (!op.getSegments())
    return line;
  line.wireBytes = *op.getSlotBytes();
  for (auto segment : op.getSegments()->getAsRange<SegmentAttr>()) {
    Region &body = op.getClasses()[segment.getClassIndex()];
    ChunkBytes bytes(
        body, [&](int64_t) { return segment.getChunkElements(); },
        [&](int64_t i) { return segment.getWireElements(i); });
    line.packReads += bytes.reads;
    line.packWrites += bytes.writes;
    line.bitwise &= isPassThrough(body);
  }
  line.unpackReads = line.packWrites;
  return line;
}

std::vector<StorageReportLine> getStorageLines(ModuleOp module) {
  llvm::MapVector<StringRef, StorageReportLine> lines;
  for (auto param : module.getOps<ParamOp>()) {
    if (!param.getStorage())
      continue;
    StorageReportLine &line = lines[*param.getExtension()];
    line.extension = *param.getExtension();
    ++line.params;
    line.elements += ParamBytes(param).elements;
    for (auto stored : param.getStorage()->getAsRange<StorageAttr>())
      line.bytes += stored.getStoredBytes();
  }
  std::vector<StorageReportLine> result;
  for (auto &[name, line] : lines)
    result.push_back(line);
  return result;
}

std::vector<KeptReportLine> getKeptLines(ModuleOp module) {
  llvm::MapVector<StringRef, KeptReportLine> lines;
  for (auto param : module.getOps<ParamOp>()) {
    if (!param.getCopies() || param.getCopies()->empty())
      continue;
    KeptReportLine &line = lines[*param.getExtension()];
    line.extension = *param.getExtension();
    ++line.params;
    for (unsigned i = 0; i < param.getTypes().size(); ++i) {
      RankedTensorType type = param.getPaddedType(i);
      line.bytes += type.getNumElements() * type.getElementTypeBitWidth() / 8;
    }
    line.shardBytes += ParamBytes(param).stored;
  }
  std::vector<KeptReportLine> result;
  for (auto &[name, line] : lines)
    result.push_back(line);
  return result;
}

class PrintHookReport
    : public fsdp::impl::FSDPPrintHookReportPassBase<PrintHookReport> {
  void runOnOperation() override {
    HookReport::compute(getOperation()).print(llvm::outs());
    markAllAnalysesPreserved();
  }
};

} // namespace

static CollectiveStartOp findStart(UnpackOp unpack) {
  auto wait = unpack.getSources().getDefiningOp<WaitOp>();
  return wait ? wait.getToken().getDefiningOp<CollectiveStartOp>() : nullptr;
}

/// The slot that `unpack` reads, through its wait and start; null on buffers,
/// where a memref stands for it.
static Operation *findSlot(UnpackOp unpack) {
  CollectiveStartOp start = findStart(unpack);
  if (!start || start.getInputs().empty())
    return nullptr;
  return start.getInputs().front().getDefiningOp();
}

/// Bytes of what it reads of a rank's slot, where that is not all.
static std::optional<int64_t> getPartBytes(UnpackOp unpack) {
  CollectiveStartOp start = findStart(unpack);
  if (!start || !start.getFrom())
    return std::nullopt;
  return cast<ShapedType>(start.getInputs().front().getType()).getNumElements();
}

HookReport HookReport::compute(ModuleOp module) {
  HookReport report;
  if (auto grid = module->getAttrOfType<GridAttr>("fsdp.grid"))
    report.shards = grid.getShards();
  SymbolTable symbols(module);
  auto isStored = [&](SegmentAttr segment) {
    auto param = symbols.lookup<ParamOp>(segment.getParam().getAttr());
    return param && param.getStorage();
  };
  auto countElements = [&](SegmentAttr segment) {
    auto param = symbols.lookup<ParamOp>(segment.getParam().getAttr());
    return param && param.getLayouts() ? ParamBytes(param).elements
                                       : segment.getChunkElements() *
                                             int64_t(segment.getState().size());
  };
  report.storage = getStorageLines(module);
  report.kept = getKeptLines(module);
  module.walk([&](StatsOp op) { report.stats.push_back(getStatsLine(op)); });
  module.walk([&](UnpackOp unpack) {
    HookReportLine line;
    if (auto func = unpack->getParentOfType<func::FuncOp>())
      line.function = func.getSymName();
    line.group = unpack.getGroup();
    line.phase = stringifyPhase(unpack.getPhase());
    line.params = unpack.getSegments().size();
    GridAttr grid = getGridOf(unpack, unpack.getGroup());
    int64_t shards = grid ? grid.getShards() : 1;
    addSegments(unpack.getSegments(), unpack->getRegions(), /*pack=*/false,
                shards, isStored, countElements, line.fullElements,
                line.unpackReads, line.unpackWrites, line.unpackFloor,
                line.bitwise);
    addSeparateUnpack(unpack, symbols, shards, line);
    if (auto pack = dyn_cast_or_null<PackOp>(findSlot(unpack))) {
      addSegments(pack.getSegments(), pack->getRegions(), /*pack=*/true,
                  /*copies=*/1, isStored, countElements, line.shardElements,
                  line.packReads, line.packWrites, line.packFloor,
                  line.bitwise);
      addSeparatePack(pack, module, line);
      for (auto param : module.getOps<ParamOp>())
        if (param.getGroup() == pack.getGroup() && param.getStorage())
          line.shardElements += ParamBytes(param).elements;
    }
    auto group = symbols.lookup<GroupOp>(unpack.getGroup());
    if (group)
      line.wireBytes = group.getSlotBytes().value_or(0);
    // A phase that moves a part of the slot does so for what it reads.
    std::optional<int64_t> part = getPartBytes(unpack);
    llvm::SmallPtrSet<Attribute, 8> read;
    for (auto segment : unpack.getSegments().getAsRange<SegmentAttr>())
      read.insert(segment.getParam().getAttr());
    line.wireBytes = part.value_or(line.wireBytes);
    for (auto param : module.getOps<ParamOp>())
      if (gathers(group, param) &&
          (!part || read.contains(param.getSymNameAttr())))
        for (auto layout : param.getLayouts()->getAsRange<LayoutAttr>())
          line.plainBytes += layout.getChunkElements() * int64_t(sizeof(float));
    report.lines.push_back(std::move(line));
  });
  module.walk([&](CollectiveStartOp op) {
    if (op.getKind() == Collective::Reduce && op.getGrads())
      report.reductions.push_back(getReduceLine(op));
  });
  return report;
}

static std::string perElement(int64_t reads, int64_t writes, int64_t elements) {
  if (!elements)
    return "none";
  return llvm::formatv("{0:f1} + {1:f1}", double(reads) / elements,
                       double(writes) / elements);
}

void HookReport::print(raw_ostream &os) const {
  os << "all-gathers and their hooks, over " << shards
     << " shards; bytes read + written per element\n";
  auto row = [&](auto... cells) {
    os << llvm::formatv("{0,-12} {1,-12} {2,-9} {3,6} {4,12} {5,12} {6,6} "
                        "{7,12} {8,12} {9,12} {10,8}\n",
                        cells...);
  };
  row("entry", "group", "phase", "params", "wire/rank", "as f32", "ratio",
      "pack", "unpack", "floor", "bitwise");
  for (const HookReportLine &line : lines) {
    // Per element of the full tensor, as a + b/W.
    std::string floor = "0";
    if (line.unpackFloor + line.packFloor)
      floor = llvm::formatv(
          "{0:f1} + {1:f1}/W", double(line.unpackFloor) / line.fullElements,
          line.shardElements ? double(line.packFloor) / line.shardElements
                             : 0.0);
    std::string ratio =
        line.plainBytes
            ? llvm::formatv("{0:f2}", double(line.wireBytes) / line.plainBytes)
                  .str()
            : "-";
    row(line.function, line.group, line.phase, line.params, line.wireBytes,
        line.plainBytes, ratio,
        perElement(line.packReads, line.packWrites, line.shardElements),
        perElement(line.unpackReads, line.unpackWrites, line.fullElements),
        floor, line.bitwise ? "yes" : "no");
  }
  for (const HookReportLine &line : lines)
    if (line.separate)
      os << llvm::formatv(
          "kernels of their own for {0} of {1} in {2} of {3}: copies of wires, "
          "{4:f1} + {5:f1}/W bytes, included above; what they keep between "
          "kernels is not\n",
          line.separate, line.group, line.phase, line.function,
          double(line.unpackCopies) / line.fullElements,
          line.shardElements ? double(line.packCopies) / line.shardElements
                             : 0.0);
  for (const StorageReportLine &line : storage)
    os << llvm::formatv(
        "stored by @{0}: {1} frozen in {2} bytes per rank, {3:f2} per element; "
        "as f32 {4}\n",
        line.extension, line.params, line.bytes,
        double(line.bytes) / line.elements,
        line.elements * int64_t(sizeof(float)));
  for (const KeptReportLine &line : kept)
    os << llvm::formatv(
        "kept unsharded by @{0}: {1} parameters in {2} bytes on "
        "every rank, beside {3} of its shards\n",
        line.extension, line.params, line.bytes, line.shardBytes);
  for (const StatsReportLine &line : stats)
    os << llvm::formatv(
        "statistics of {0}: {1} in one all-reduce of {2} bytes, {3:f1} read "
        "per "
        "element of the shard, once for all gathers (floor + {3:f1}/W)\n",
        line.function, line.values, line.values * int64_t(sizeof(float)),
        double(line.reads) / line.elements);
  printReductions(os);
}

void HookReport::printReductions(raw_ostream &os) const {
  if (reductions.empty())
    return;
  os << "\nreductions, over " << shards
     << " shards; bytes read + written per element of the whole gradients\n";
  auto row = [&](auto... cells) {
    os << llvm::formatv("{0,-12} {1,-12} {2,9} {3,12} {4,12} {5,6} {6,12} "
                        "{7,14} {8,8}\n",
                        cells...);
  };
  row("entry", "group", "gradients", "wire/rank", "as f32", "ratio", "pack",
      "unpack", "bitwise");
  for (const ReduceReportLine &line : reductions)
    row(line.function, line.group, line.gradients, line.wireBytes,
        line.plainBytes,
        llvm::formatv("{0:f2}", double(line.wireBytes) / line.plainBytes).str(),
        perElement(line.packReads, line.packWrites,
                   line.packReads ? line.elements : 0),
        llvm::formatv("{0:f1} + 4.0/W",
                      double(line.unpackReads) / line.elements)
            .str(),
        line.bitwise ? "yes" : "no");
}
