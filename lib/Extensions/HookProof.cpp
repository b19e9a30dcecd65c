//===- HookProof.cpp - a hook is right for a parameter --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/HookProof.h"
#include "FormProof.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace fsdp;

namespace {

/// A type per shard, and how many shards have it: what errors print.
using TypesByShard = SmallVector<Type>;

std::string shapeText(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  std::string text;
  llvm::raw_string_ostream os(text);
  if (!tensor) {
    os << type;
    return text;
  }
  for (int64_t size : tensor.getShape())
    (ShapedType::isDynamic(size) ? os << '?' : os << size) << 'x';
  os << tensor.getElementType();
  return text;
}

/// The proof of one extension for one parameter.
class Proof {
public:
  Proof(const HookSpecializer &specializer, const HookSignature &sig,
        ParamOp param, const HookContext &context, bool shardsAreRanks)
      : specializer(specializer), sig(sig), param(param), context(context),
        noun(shardsAreRanks ? "rank" : "shard") {}

  FailureOr<HookProof> run();

private:
  LogicalResult checkChunkFits(bool pre, unsigned first, unsigned count);
  SmallVector<Type> getKeptChunks() const;
  LogicalResult provePre();
  LogicalResult provePost();
  LogicalResult proveForms();
  LogicalResult proveMetadata(std::vector<SpecializedHook> &perCase);
  LogicalResult checkWire(unsigned wire, const TypesByShard &types);
  LogicalResult checkResult(unsigned inner, const TypesByShard &types);
  LogicalResult checkValid(SpecializedHook &hook, int64_t shard,
                           StringRef name);

  std::string shardsText(ArrayRef<int64_t> shards) const;
  std::string typesText(const TypesByShard &types) const;
  InFlightDiagnostic addParam(InFlightDiagnostic error);
  void findCases();

  const HookSpecializer &specializer;
  const HookSignature &sig;
  ParamOp param;
  const HookContext &context;
  StringRef noun;
  /// One shard for each case that the hooks can tell apart, and each shard's
  /// case.
  SmallVector<int64_t> cases;
  SmallVector<unsigned> caseOf;
  HookProof proof;
};

} // namespace

/// "ranks 0-3", "rank 4", "ranks 0-2, 5".
std::string Proof::shardsText(ArrayRef<int64_t> shards) const {
  std::string text = noun.str() + (shards.size() > 1 ? "s " : " ");
  for (size_t i = 0; i < shards.size();) {
    size_t j = i;
    while (j + 1 < shards.size() && shards[j + 1] == shards[j] + 1)
      ++j;
    text += (i ? ", " : "") + std::to_string(shards[i]);
    if (j > i)
      text += "-" + std::to_string(shards[j]);
    i = j + 1;
  }
  return text;
}

/// "1x2x3xbf16 on ranks 0-3, 1x1x3xbf16 on rank 4 and 1x0x3xbf16 on ranks 5-7".
std::string Proof::typesText(const TypesByShard &types) const {
  llvm::MapVector<Type, SmallVector<int64_t>> shards;
  for (int64_t shard = 0; shard < context.axisSize; ++shard)
    shards[types[caseOf[shard]]].push_back(shard);
  std::string text;
  unsigned left = shards.size();
  for (auto &[type, list] : shards) {
    text += shapeText(type) + " on " + shardsText(list);
    if (--left)
      text += left == 1 ? " and " : ", ";
  }
  return text;
}

InFlightDiagnostic Proof::addParam(InFlightDiagnostic error) {
  error.attachNote(param.getLoc())
      << "parameter \"" << param.getSymName() << "\": " << context.size
      << " rows over " << context.axisSize << " " << noun
      << "s, a padded chunk of " << context.outer << "x" << context.chunk << "x"
      << context.inner << " (outer x chunk x inner)";
  return error;
}

/// Shards differ in their valid rows; the shard index tells all of them apart,
/// where a hook reads it.
void Proof::findCases() {
  bool readsIndex = false;
  if (sig.numContext > 1) {
    unsigned index = static_cast<unsigned>(HookContextArg::ShardIndex);
    for (bool pre : {true, false})
      readsIndex |= !(pre ? sig.getPre() : sig.getPost())
                         .getArgument(sig.getFirstContext(pre) + index)
                         .use_empty();
  }
  for (int64_t shard = 0; shard < context.axisSize; ++shard) {
    unsigned found = 0;
    for (; found < cases.size(); ++found)
      if (sig.numContext == 1 ||
          (!readsIndex &&
           context.getValidRows(cases[found]) == context.getValidRows(shard)))
        break;
    if (found == cases.size())
      cases.push_back(shard);
    caseOf.push_back(found);
  }
}

/// A template may fix sizes; then they must be the parameter's.
LogicalResult Proof::checkChunkFits(bool pre, unsigned first, unsigned count) {
  Block &block = pre ? sig.getPre() : sig.getPost();
  for (unsigned i = 0; i < count; ++i) {
    BlockArgument arg = block.getArgument(first + i);
    auto type = cast<RankedTensorType>(arg.getType());
    RankedTensorType chunk = context.getChunkType(type.getElementType());
    if (!tensor::CastOp::areCastCompatible(type, chunk))
      return addParam(mlir::emitError(arg.getLoc())
                      << (pre ? "pre" : "post") << " of extension @"
                      << sig.getExtension().getSymName() << " takes " << type
                      << ", but the chunk of parameter \""
                      << param.getTensorName(i % sig.numInner) << "\" is "
                      << chunk << "; make the sizes dynamic");
  }
  return success();
}

/// The types of the chunks that all ranks have, of an extension with state.
SmallVector<Type> Proof::getKeptChunks() const {
  SmallVector<Type> chunks;
  for (unsigned i = 0; i < sig.numKept; ++i)
    chunks.push_back(context.getChunkType(
        getElementTypeOrSelf(sig.getPre().getArgument(i).getType())));
  return chunks;
}

/// What is wrong with a slice whose bounds became constant. Folding leaves it
/// dynamic, where no verifier looks.
static std::string findSliceError(Operation *op) {
  auto slice = dyn_cast<OffsetSizeAndStrideOpInterface>(op);
  if (!slice)
    return "";
  auto insert = dyn_cast<tensor::InsertSliceOp>(op);
  Value whole = insert ? insert.getDest() : op->getOperand(0);
  while (auto cast = whole.getDefiningOp<tensor::CastOp>())
    whole = cast.getSource();
  auto constants = [](SmallVector<OpFoldResult> bounds) {
    for (OpFoldResult &bound : bounds)
      if (auto value = dyn_cast<Value>(bound))
        bound = getAsOpFoldResult(value);
    return bounds;
  };
  return verifyInBoundsSlice(cast<ShapedType>(whole.getType()).getShape(),
                             constants(slice.getMixedOffsets()),
                             constants(slice.getMixedSizes()),
                             constants(slice.getMixedStrides()),
                             /*generateErrorMessage=*/true)
      .errorMessage;
}

/// Constants may have made an op impossible, such as a slice beyond the chunk.
LogicalResult Proof::checkValid(SpecializedHook &hook, int64_t shard,
                                StringRef name) {
  std::string message;
  Location loc = hook.func->getLoc();
  {
    ScopedDiagnosticHandler handler(sig.getExtension().getContext(),
                                    [&](Diagnostic &diagnostic) {
                                      if (message.empty()) {
                                        message = diagnostic.str();
                                        loc = diagnostic.getLocation();
                                      }
                                      return success();
                                    });
    (void)verify(*hook.func);
  }
  hook.func->walk([&](Operation *op) {
    if (message.empty() && !(message = findSliceError(op)).empty())
      loc = op->getLoc();
  });
  if (message.empty())
    return success();
  return addParam(mlir::emitError(loc)
                  << name << " of extension @"
                  << sig.getExtension().getSymName()
                  << " cannot work for parameter \"" << param.getSymName()
                  << "\" on " << shardsText(shard) << ": " << message);
}

LogicalResult Proof::checkWire(unsigned wire, const TypesByShard &types) {
  YieldOp yield = sig.getPreYield();
  auto emit = [&] {
    InFlightDiagnostic error = mlir::emitError(yield.getLoc());
    if (Operation *made = yield.getValues()[wire].getDefiningOp())
      error.attachNote(made->getLoc()) << "wire " << wire << " is made here";
    return error;
  };
  for (Type type : types)
    if (!cast<RankedTensorType>(type).hasStaticShape())
      return addParam(
          emit() << "the shape of wire " << wire << " of extension @"
                 << sig.getExtension().getSymName()
                 << " is not known at compile time: it is " << typesText(types)
                 << " for parameter \"" << param.getSymName()
                 << "\"; derive sizes from tensor.dim of the shard and the "
                    "context arguments, never from element values");
  if (!llvm::all_equal(types)) {
    // The first shard has the most rows: what the others must be padded to.
    return addParam(
        emit() << "the shape of wire " << wire << " of extension @"
               << sig.getExtension().getSymName() << " depends on the " << noun
               << ": the wire of \"" << param.getSymName() << "\" is "
               << typesText(types)
               << "; an all-gather needs equal contributions: pad every "
               << noun << " to the chunk, " << shapeText(types.front()));
  }
  auto tensor = cast<RankedTensorType>(types.front());
  if (tensor.getElementType().isIntOrFloat() &&
      tensor.getElementTypeBitWidth() % 8 == 0)
    return success();
  return emit() << "not supported yet: wire " << wire << " of extension @"
                << sig.getExtension().getSymName() << " with elements of type "
                << tensor.getElementType()
                << ", expected a float or integer of whole bytes";
}

LogicalResult Proof::provePre() {
  for (Type stored : param.getTypes().getAsValueRange<TypeAttr>())
    proof.chunks.push_back(context.getChunkType(getElementTypeOrSelf(stored)));
  SmallVector<Type> chunks = proof.chunks;
  llvm::append_range(chunks, getKeptChunks());
  std::vector<SpecializedHook> hooks;
  for (int64_t shard : cases) {
    hooks.push_back(
        specializer.specialize(sig, /*pre=*/true, context, chunks, shard));
    if (failed(checkValid(hooks.back(), shard, "pre")))
      return failure();
  }
  for (unsigned wire = 0; wire < sig.numWires; ++wire) {
    TypesByShard types;
    for (SpecializedHook &hook : hooks)
      types.push_back(hook.getYielded(wire).getType());
    if (failed(checkWire(wire, types)))
      return failure();
    proof.wires.push_back(cast<RankedTensorType>(types.front()));
  }
  return proveMetadata(hooks);
}

/// Whether `value` is computed from something that differs by rank: elements of
/// the shard, the shard index, the valid rows. Sizes do not (they are static),
/// nor does what an all-reduce yields, whatever goes into it.
static BlockArgument findRankDependence(Value value, const HookSignature &sig) {
  SmallVector<Value> worklist{value};
  llvm::SmallPtrSet<Operation *, 16> seen;
  while (!worklist.empty()) {
    Value next = worklist.pop_back_val();
    if (auto arg = dyn_cast<BlockArgument>(next)) {
      if (arg.getOwner() != &sig.getPre())
        continue;
      int64_t context =
          int64_t(arg.getArgNumber()) - sig.getFirstContext(/*pre=*/true);
      if (context < 0 ||
          context == static_cast<int64_t>(HookContextArg::ShardIndex) ||
          context == static_cast<int64_t>(HookContextArg::ValidRows))
        return arg;
      continue;
    }
    Operation *op = next.getDefiningOp();
    if (isa<tensor::DimOp, AllReduceOp>(op) || !seen.insert(op).second)
      continue;
    op->walk([&](Operation *nested) {
      llvm::append_range(worklist, nested->getOperands());
    });
  }
  return nullptr;
}

/// Every rank decodes all ranks' wires with its own metadata.
LogicalResult Proof::proveMetadata(std::vector<SpecializedHook> &hooks) {
  for (unsigned i = sig.numWires; i < sig.numWires + sig.numMetadata; ++i) {
    SmallVector<Attribute> constants;
    for (SpecializedHook &hook : hooks) {
      Attribute constant;
      matchPattern(hook.getYielded(i), m_Constant(&constant));
      constants.push_back(constant);
    }
    if (constants.front() && llvm::all_equal(constants))
      continue;
    BlockArgument cause =
        findRankDependence(sig.getPreYield().getValues()[i], sig);
    if (!cause)
      continue;
    InFlightDiagnostic error =
        mlir::emitError(sig.getPreYield().getLoc())
        << "metadata " << i - sig.numWires << " of extension @"
        << sig.getExtension().getSymName() << " may differ by " << noun
        << ": it depends on "
        << (cause.getArgNumber() < sig.getFirstContext(/*pre=*/true)
                ? "elements of the shard"
            : cause.getArgNumber() - sig.getFirstContext(/*pre=*/true) ==
                    unsigned(HookContextArg::ShardIndex)
                ? "the shard index"
                : "the valid rows")
        << "; metadata does not travel: yield it as a wire, combine it over "
           "the "
           "ranks with fsdp.all_reduce, or compute it from the axis and outer "
           "sizes alone";
    error.attachNote(cause.getLoc()) << "it depends on this argument";
    return addParam(std::move(error));
  }
  return success();
}

LogicalResult Proof::checkResult(unsigned inner, const TypesByShard &types) {
  auto declared = cast<RankedTensorType>(
      cast<TypeAttr>(param.getCompute()[inner]).getValue());
  RankedTensorType expected = context.getChunkType(declared.getElementType());
  RankedTensorType taken = context.getChunkType(
      getElementTypeOrSelf(sig.getPre().getArgument(inner).getType()));
  // What pre takes is rounded to what the step reads.
  if (llvm::all_of(types, [&](Type type) { return type == expected; }) ||
      llvm::all_of(types, [&](Type type) { return type == taken; }))
    return success();
  auto front = dyn_cast<RankedTensorType>(types.front());
  bool shape = !front || front.getShape() != expected.getShape() ||
               !llvm::all_equal(types);
  YieldOp yield = sig.getPostYield();
  InFlightDiagnostic error =
      mlir::emitError(yield.getLoc())
      << "post of extension @" << sig.getExtension().getSymName() << " yields "
      << typesText(types) << " for parameter \"" << param.getTensorName(inner)
      << "\", expected " << shapeText(expected)
      << (shape
              ? " (outer x chunk x inner); post must give back the whole "
                "padded chunk, so pre must send all of it"
              : ", the type that the step reads; convert the elements in post");
  for (auto [i, wire] : llvm::enumerate(proof.wires))
    error.attachNote(sig.getPreYield().getLoc())
        << "wire " << i << " is " << shapeText(wire);
  return addParam(std::move(error));
}

LogicalResult Proof::provePost() {
  for (auto [i, wire] : llvm::enumerate(proof.wires)) {
    BlockArgument arg = sig.getPost().getArgument(i);
    if (!tensor::CastOp::areCastCompatible(arg.getType(), wire))
      return addParam(mlir::emitError(arg.getLoc())
                      << "post of extension @"
                      << sig.getExtension().getSymName() << " takes wire " << i
                      << " as " << arg.getType() << ", but pre sends " << wire
                      << " for parameter \"" << param.getSymName() << "\"");
  }
  SmallVector<Type> wires = proof.getWireTypes();
  llvm::append_range(wires, getKeptChunks());
  unsigned count = sig.getWhole().size();
  std::vector<TypesByShard> results(count);
  for (int64_t shard : cases) {
    SpecializedHook hook =
        specializer.specialize(sig, /*pre=*/false, context, wires, shard);
    if (failed(checkValid(hook, shard, "post")))
      return failure();
    for (unsigned i = 0; i < count; ++i)
      results[i].push_back(hook.getYielded(i).getType());
  }
  for (unsigned i = 0; i < count; ++i)
    if (failed(checkResult(i, results[i])))
      return failure();
  return success();
}

/// Every form that the step reads, for every rank.
LogicalResult Proof::proveForms() {
  if (!param.getForms())
    return success();
  for (auto form : param.getForms()->getAsRange<FormAttr>()) {
    unsigned result = *sig.findResult(form.getName());
    TypesByShard types;
    for (int64_t shard : cases) {
      SpecializedHook hook = specializer.specialize(
          sig, /*pre=*/false, context, TypeRange(proof.getWireTypes()), shard,
          /*indexStays=*/false, ArrayRef(result));
      if (failed(checkValid(hook, shard, "post")))
        return failure();
      types.push_back(hook.getYielded(0).getType());
    }
    FormProof prover(specializer, sig, param, context, result);
    FailureOr<FormLayout> layout = llvm::all_equal(types)
                                       ? prover.prove(form, types.front())
                                       : FailureOr<FormLayout>();
    if (!llvm::all_equal(types))
      prover.emitError() << "as " << typesText(types)
                         << ", expected the same shape on every " << noun;
    if (failed(layout))
      return failure();
    proof.forms.push_back(*layout);
  }
  return success();
}

FailureOr<HookProof> Proof::run() {
  findCases();
  if (failed(checkChunkFits(/*pre=*/true, 0, sig.numInner + sig.numKept)) ||
      failed(checkChunkFits(/*pre=*/false, sig.numWires, sig.numKept)) ||
      failed(provePre()) || failed(provePost()) || failed(proveForms()))
    return failure();
  return proof;
}

FailureOr<HookProof> HookProver::prove(const HookSignature &signature,
                                       ParamOp param) {
  FailureOr<HookContext> context = HookContext::get(param);
  if (failed(context) || failed(signature.checkParam(param)))
    return failure();
  SmallVector<Attribute> elements;
  for (ArrayAttr list : {param.getTypes(), param.getCompute()})
    for (Type type : list.getAsValueRange<TypeAttr>())
      elements.push_back(
          TypeAttr::get(cast<RankedTensorType>(type).getElementType()));
  auto types = ArrayAttr::get(param.getContext(), elements);
  for (const Case &known : proven)
    if (known.extension == signature.getExtension() &&
        known.context == *context && known.types == types &&
        known.forms == param.getFormsAttr())
      return known.proof;
  FailureOr<HookProof> proof = Proof(specializer, signature, param, *context,
                                     ranks == 1 || context->axisSize == ranks)
                                   .run();
  if (succeeded(proof))
    proven.push_back({signature.getExtension(), *context, types,
                      param.getFormsAttr(), *proof});
  return proof;
}
