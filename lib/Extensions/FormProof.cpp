//===- FormProof.cpp - a form is the same at any number of ranks ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "FormProof.h"

using namespace mlir;
using namespace fsdp;

InFlightDiagnostic FormProof::emitError() const {
  InFlightDiagnostic error = mlir::emitError(sig.getPostYield().getLoc());
  error.attachNote(param.getLoc())
      << "parameter \"" << param.getSymName() << "\": " << context.size
      << " rows over " << context.axisSize << ", a padded chunk of "
      << context.outer << "x" << context.chunk << "x" << context.inner
      << " (outer x chunk x inner)";
  error << "post of extension @" << sig.getExtension().getSymName()
        << " yields form '" << sig.results[result] << "' of \""
        << param.getSymName() << "\" ";
  return error;
}

/// What post makes of the form for `context`, all wires being what pre makes
/// there; null where that is not of static shape.
RankedTensorType FormProof::getType(const HookContext &other) const {
  Type stored = getElementTypeOrSelf(sig.getPre().getArgument(0).getType());
  SpecializedHook pre = specializer.specialize(
      sig, /*pre=*/true, other, TypeRange(other.getChunkType(stored)),
      /*shard=*/0);
  SmallVector<Type> wires;
  for (unsigned i = 0; i < sig.numWires; ++i)
    wires.push_back(pre.getYielded(i).getType());
  SpecializedHook post =
      specializer.specialize(sig, /*pre=*/false, other, wires, /*shard=*/0,
                             /*indexStays=*/false, ArrayRef(result));
  auto type = dyn_cast<RankedTensorType>(post.getYielded(0).getType());
  return type && type.hasStaticShape() ? type : RankedTensorType();
}

/// Whether the form is made of no wire: every rank has all of it.
static bool readsNoWire(const HookSpecializer &specializer,
                        const HookSignature &sig, const HookContext &context,
                        unsigned result) {
  SmallVector<Type> wires(
      TypeRange(sig.getPost().getArgumentTypes()).take_front(sig.numWires));
  SpecializedHook post =
      specializer.specialize(sig, /*pre=*/false, context, wires, /*shard=*/0,
                             /*indexStays=*/false, ArrayRef(result));
  return llvm::all_of(post.getBlock().getArguments().take_front(sig.numWires),
                      [](BlockArgument wire) { return wire.use_empty(); });
}

/// Rows of the form begin where ranks' chunks do: at the last boundary between
/// two of them, as at every other one, there are as many rows before it as the
/// ranks before it have, and the parameter's next row begins the next ones.
LogicalResult FormProof::checkRows(const FormLayout &layout) const {
  int64_t last = (context.size - 1) / context.chunk;
  if (last == 0)
    return success();
  int64_t before = last * context.chunk;
  auto rows = [&](int64_t count) {
    RankedTensorType type = getType(HookContext::getWhole(param, count));
    return type ? type.getDimSize(1) : 0;
  };
  int64_t ahead = rows(before), next = rows(before + 1), one = rows(1);
  int64_t rest = rows(context.size - before);
  if (ahead == last * layout.chunk && next == ahead + one &&
      layout.size == ahead + rest)
    return success();
  return emitError() << "in " << layout.chunk << " rows of every rank's "
                     << context.chunk << ", and in " << layout.size
                     << " of all " << context.size
                     << ": a row of it is made of rows of two ranks, so that "
                        "it has no meaning apart from their number; let the "
                        "extension ask for whole blocks (atomic), or make "
                        "rows of the form of rows of the parameter";
}

FailureOr<FormLayout> FormProof::prove(FormAttr form, Type type) {
  auto piece = dyn_cast<RankedTensorType>(type);
  RankedTensorType whole;
  if (piece && piece.hasStaticShape() && piece.getRank() == 3)
    whole = getType(HookContext::getWhole(param));
  if (!whole)
    return emitError() << "as " << type
                       << ", whose sizes are not known at compile time; derive "
                          "them from tensor.dim of the wires and the axis and "
                          "outer sizes";
  FormLayout layout{piece.getDimSize(0), piece.getDimSize(1),
                    piece.getDimSize(2), whole.getDimSize(1)};
  // Behind the last row of each outer piece chunks are padded.
  bool sameRows = layout.chunk == context.chunk &&
                  whole.getDimSize(1) == HookContext::getWhole(param).chunk;
  if (sameRows)
    layout.size = context.size;
  if (!sameRows && readsNoWire(specializer, sig, context, result)) {
    if (layout.size != layout.chunk)
      return emitError() << "of no wire, in " << layout.chunk
                         << " rows on every rank and " << layout.size
                         << " on a single one, expected as many";
  } else if (!sameRows && failed(checkRows(layout))) {
    return failure();
  }
  RankedTensorType read = form.getType();
  int64_t dim = param.getDim(), outer = 1, size = 1, inner = 1;
  for (auto [at, extent] : llvm::enumerate(read.getShape()))
    (int64_t(at) < dim ? outer : int64_t(at) == dim ? size : inner) *= extent;
  // Rows of several elements may be said as more rows: the order is the same.
  int64_t each = layout.chunk * layout.inner;
  if (outer == layout.outer && size * inner == layout.size * layout.inner &&
      each % inner == 0 && read.getElementType() == piece.getElementType())
    return FormLayout{outer, each / inner, inner, size};
  std::string element;
  llvm::raw_string_ostream(element) << piece.getElementType();
  return emitError() << "as " << layout.outer << "x" << layout.size << "x"
                     << layout.inner << "x" << element
                     << " (outer x rows x inner), but it is read as " << read
                     << ", which is " << outer << "x" << size << "x" << inner
                     << " around dimension " << dim;
}
