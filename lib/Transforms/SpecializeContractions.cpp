//===- SpecializeContractions.cpp - generic sums of products to matmul ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "MatrixProduct.h"
#include "StepRewrites.h"
#include "fsdp/Transforms/Passes.h"

namespace fsdp {
#define GEN_PASS_DEF_SPECIALIZECONTRACTIONS
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

using Loops = SmallVector<unsigned, 4>;

Loops concat(ArrayRef<unsigned> a, ArrayRef<unsigned> b, ArrayRef<unsigned> c) {
  Loops all(a);
  all.append(b.begin(), b.end());
  all.append(c.begin(), c.end());
  return all;
}

/// The loops that index an operand, dimension by dimension.
std::optional<Loops> getLoops(AffineMap map) {
  if (!map.isProjectedPermutation())
    return std::nullopt;
  Loops loops;
  for (AffineExpr expr : map.getResults())
    loops.push_back(cast<AffineDimExpr>(expr).getPosition());
  return loops;
}

/// A contraction as batch x rows x columns, summed over `sum`. `lhs` gives the
/// rows, `rhs` the columns. `shared`: only rhs has the batch, the same lhs
/// serves every member (a convolution's filter).
struct Product {
  Value lhs, rhs;
  Loops lhsLoops, rhsLoops, resultLoops;
  Loops batch, rows, columns, sum;
  bool shared = false;
};

/// Sorts the loops by what they do, in the order in which the result has them.
std::optional<Product> analyze(linalg::GenericOp op) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  std::optional<Loops> lhs = getLoops(maps[0]), rhs = getLoops(maps[1]),
                       result = getLoops(maps[2]);
  auto dims = linalg::inferContractionDims(op);
  if (!lhs || !rhs || !result ||
      dims->batch.size() + dims->m.size() + dims->n.size() + dims->k.size() !=
          op.getNumLoops())
    return std::nullopt;
  Product product{op.getOperand(0),
                  op.getOperand(1),
                  *lhs,
                  *rhs,
                  *result,
                  {},
                  {},
                  {},
                  {},
                  false};
  // Rows before columns, else the operands change places.
  SmallVector<char> order;
  for (unsigned loop : *result) {
    char kind = llvm::is_contained(dims->batch, loop) ? 'b'
                : llvm::is_contained(dims->m, loop)   ? 'm'
                                                      : 'n';
    if (order.empty() || order.back() != kind)
      order.push_back(kind);
  }
  bool outer = order.size() == 3 && order[0] == order[2] && order[0] != 'b' &&
               dims->batch.empty();
  char first = *llvm::find_if(order, [](char kind) { return kind != 'b'; });
  if (outer == (first == 'm')) {
    std::swap(product.lhs, product.rhs);
    std::swap(product.lhsLoops, product.rhsLoops);
    std::swap(dims->m, dims->n);
  }
  product.shared = outer;
  bool leading = true;
  for (unsigned loop : *result) {
    bool isRow = llvm::is_contained(dims->m, loop);
    leading &= !isRow;
    if (llvm::is_contained(dims->batch, loop) || (outer && leading))
      product.batch.push_back(loop);
    else
      (isRow ? product.rows : product.columns).push_back(loop);
  }
  for (unsigned loop : product.lhsLoops)
    if (llvm::is_contained(dims->k, loop))
      product.sum.push_back(loop);
  return product;
}

class ContractionRewriter {
public:
  ContractionRewriter(linalg::GenericOp op, PatternRewriter &rewriter)
      : op(op), rewriter(rewriter), sizes(op.getStaticLoopRanges()) {}

  Value rewrite(const Product &product);

private:
  /// `value`, whose dimensions are `loops`, with its dimensions as in `target`
  /// and every group of `target` collapsed into one.
  Value arrange(Value value, ArrayRef<unsigned> loops, ArrayRef<Loops> target);
  /// Either order of the last two groups will do: the one that `loops` has.
  SmallVector<Loops> chooseOrder(ArrayRef<unsigned> loops, Loops batch,
                                 Loops first, Loops second, bool &swapped);
  Value transpose(Value value, ArrayRef<unsigned> from, ArrayRef<unsigned> to);
  SmallVector<int64_t> getShape(ArrayRef<unsigned> loops) {
    return llvm::map_to_vector(loops,
                               [&](unsigned loop) { return sizes[loop]; });
  }
  static SmallVector<ReassociationIndices> getGroups(ArrayRef<Loops> groups);

  linalg::GenericOp op;
  PatternRewriter &rewriter;
  SmallVector<int64_t> sizes;
};

SmallVector<ReassociationIndices>
ContractionRewriter::getGroups(ArrayRef<Loops> groups) {
  SmallVector<ReassociationIndices> indices;
  int64_t next = 0;
  for (const Loops &group : groups) {
    indices.push_back(llvm::to_vector<2>(
        llvm::seq<int64_t>(next, next + static_cast<int64_t>(group.size()))));
    next += group.size();
  }
  return indices;
}

Value ContractionRewriter::transpose(Value value, ArrayRef<unsigned> from,
                                     ArrayRef<unsigned> to) {
  if (from == to)
    return value;
  SmallVector<int64_t> permutation;
  for (unsigned loop : to)
    permutation.push_back(llvm::find(from, loop) - from.begin());
  Type element = getElementTypeOrSelf(value);
  Value empty =
      tensor::EmptyOp::create(rewriter, op.getLoc(), getShape(to), element);
  return linalg::TransposeOp::create(rewriter, op.getLoc(), value, empty,
                                     permutation)
      ->getResult(0);
}

Value ContractionRewriter::arrange(Value value, ArrayRef<unsigned> loops,
                                   ArrayRef<Loops> target) {
  Loops order;
  for (const Loops &group : target)
    order.append(group.begin(), group.end());
  value = transpose(value, loops, order);
  if (order.size() == target.size())
    return value;
  return tensor::CollapseShapeOp::create(rewriter, op.getLoc(), value,
                                         getGroups(target));
}

SmallVector<Loops> ContractionRewriter::chooseOrder(ArrayRef<unsigned> loops,
                                                    Loops batch, Loops first,
                                                    Loops second,
                                                    bool &swapped) {
  swapped = ArrayRef<unsigned>(concat(batch, second, first)) == loops;
  if (swapped)
    std::swap(first, second);
  SmallVector<Loops> groups;
  if (!batch.empty())
    groups.push_back(batch);
  groups.push_back(first);
  groups.push_back(second);
  return groups;
}

Value ContractionRewriter::rewrite(const Product &product) {
  bool lhsSwapped, rhsSwapped, unused;
  Loops lhsBatch = product.shared ? Loops() : product.batch;
  Value lhs = arrange(product.lhs, product.lhsLoops,
                      chooseOrder(product.lhsLoops, lhsBatch, product.rows,
                                  product.sum, lhsSwapped));
  Value rhs = arrange(product.rhs, product.rhsLoops,
                      chooseOrder(product.rhsLoops, product.batch, product.sum,
                                  product.columns, rhsSwapped));
  SmallVector<Loops> target =
      chooseOrder({}, product.batch, product.rows, product.columns, unused);

  SmallVector<int64_t> shape;
  for (const Loops &group : target)
    shape.push_back(llvm::product_of(getShape(group)));
  Value init = op.getOutputs()[0];
  Type element = getElementTypeOrSelf(init);
  if (auto fill = init.getDefiningOp<linalg::FillOp>()) {
    Value empty =
        tensor::EmptyOp::create(rewriter, op.getLoc(), shape, element);
    init = linalg::FillOp::create(rewriter, op.getLoc(), fill.value(), empty)
               .getResult(0);
  } else {
    init = arrange(init, product.resultLoops, target);
  }

  bool batched = !product.batch.empty();
  MLIRContext *context = rewriter.getContext();
  AffineExpr b = getAffineDimExpr(0, context);
  AffineExpr m = getAffineDimExpr(batched, context);
  AffineExpr n = getAffineDimExpr(batched + 1, context);
  AffineExpr k = getAffineDimExpr(batched + 2, context);
  auto makeMap = [&](bool hasBatch, AffineExpr first, AffineExpr second) {
    SmallVector<AffineExpr> exprs;
    if (hasBatch)
      exprs.push_back(b);
    exprs.append({first, second});
    return AffineMap::get(3 + batched, 0, exprs, context);
  };
  auto maps = rewriter.getAffineMapArrayAttr(
      {makeMap(batched && !product.shared, lhsSwapped ? k : m,
               lhsSwapped ? m : k),
       makeMap(batched, rhsSwapped ? n : k, rhsSwapped ? k : n),
       makeMap(batched, m, n)});
  auto create = [&](auto tag) -> Value {
    auto matmul =
        decltype(tag)::create(rewriter, op.getLoc(), TypeRange{init.getType()},
                              ValueRange{lhs, rhs}, ValueRange{init});
    matmul.setIndexingMapsAttr(maps);
    return matmul->getResult(0);
  };
  Value result =
      batched ? create(linalg::BatchMatmulOp()) : create(linalg::MatmulOp());

  Loops order;
  for (const Loops &group : target)
    order.append(group.begin(), group.end());
  if (order.size() != target.size())
    result = tensor::ExpandShapeOp::create(
        rewriter, op.getLoc(), RankedTensorType::get(getShape(order), element),
        result, getGroups(target));
  return transpose(result, order, product.resultLoops);
}

/// Factors of one float type of up to 32 bits, summed in f32.
bool isGemm(linalg::GenericOp op) {
  Type lhs = getElementTypeOrSelf(op.getOperand(0)),
       rhs = getElementTypeOrSelf(op.getOperand(1));
  return lhs == rhs && (lhs.isF32() || lhs.isBF16() || lhs.isF16()) &&
         getElementTypeOrSelf(op.getOperand(2)).isF32();
}

struct SpecializeContraction : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getNumDpsInputs() != 2 || op.getNumResults() != 1 ||
        op.hasDynamicShape() || !fsdp::isMatrixProduct(op) ||
        linalg::isaConvolutionOpInterface(op) || !isGemm(op))
      return failure();
    std::optional<Product> product = analyze(op);
    if (!product)
      return failure();
    rewriter.replaceOp(op, ContractionRewriter(op, rewriter).rewrite(*product));
    return success();
  }
};

struct SpecializeContractions
    : fsdp::impl::SpecializeContractionsBase<SpecializeContractions> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<SpecializeContraction>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns),
                                     fsdp::getStepRewriteConfig())))
      signalPassFailure();
  }
};

} // namespace
