//===- FormDecoder.cpp - a parameter that is read as codes and scales -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "FormDecoder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using fsdp_rt::runner::CaseParameter;
using fsdp_rt::runner::kFormBlock;

/// Of scales: one of all, one of each row of the sharded dimension, or one of
/// each block of a row.
static SmallVector<int64_t> getScaleShape(const CaseParameter &parameter,
                                          StringRef base) {
  if (base == "fp8")
    return {1};
  SmallVector<int64_t> shape(parameter.shape.begin(), parameter.shape.begin() +
                                                          parameter.traits.dim +
                                                          1);
  if (base != "fp8_rows")
    shape.push_back(parameter.shape.back() / kFormBlock);
  return shape;
}

std::array<FormArgument, 2> getForms(const CaseParameter &parameter,
                                     OpBuilder &builder) {
  std::string base = fsdp_rt::runner::BaseOf(parameter.traits.extension);
  Type code = builder.getType<Float8E4M3FNType>();
  Type scale = builder.getF32Type();
  if (base == "int8")
    code = builder.getI8Type();
  // A power of two: its exponent's byte.
  if (base == "mxfp8")
    scale = builder.getI8Type();
  return {FormArgument{"codes", RankedTensorType::get(parameter.shape, code)},
          FormArgument{
              base == "fp8" ? "scale" : "scales",
              RankedTensorType::get(getScaleShape(parameter, base), scale)}};
}

static Value widen(OpBuilder &b, Location loc, Value value, bool isExponent) {
  Type f32 = b.getF32Type(), i32 = b.getI32Type();
  if (!isExponent)
    return isa<FloatType>(value.getType())
               ? Value(arith::ExtFOp::create(b, loc, f32, value))
               : Value(arith::SIToFPOp::create(b, loc, f32, value));
  Value shift = arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(23));
  Value bits = arith::ShLIOp::create(
      b, loc, arith::ExtUIOp::create(b, loc, i32, value), shift);
  return arith::BitcastOp::create(b, loc, f32, bits);
}

Value decodeForms(const CaseParameter &parameter, OpBuilder &builder,
                  Location loc, Value codes, Value scales) {
  auto codesType = cast<RankedTensorType>(codes.getType());
  auto scalesType = cast<RankedTensorType>(scales.getType());
  auto fullType =
      RankedTensorType::get(codesType.getShape(), builder.getF32Type());
  bool ofBlocks = scalesType.getRank() > parameter.traits.dim + 1;
  bool ofAll = parameter.traits.extension.starts_with("fp8") &&
               !parameter.traits.extension.starts_with("fp8_rows");
  SmallVector<ReassociationIndices> blocks = {{0}, {1, 2}};
  if (ofBlocks)
    codes = tensor::ExpandShapeOp::create(
        builder, loc,
        RankedTensorType::get({codesType.getDimSize(0),
                               codesType.getDimSize(1) / kFormBlock,
                               kFormBlock},
                              codesType.getElementType()),
        codes, blocks);
  auto type = RankedTensorType::get(
      cast<RankedTensorType>(codes.getType()).getShape(), builder.getF32Type());
  unsigned rank = type.getRank();
  MLIRContext *context = builder.getContext();
  AffineMap each = AffineMap::getMultiDimIdentityMap(rank, context);
  AffineMap scaleMap =
      ofAll ? AffineMap::get(rank, 0, builder.getAffineConstantExpr(0))
            : each.getMajorSubMap(scalesType.getRank());
  SmallVector<utils::IteratorType> parallel(rank,
                                            utils::IteratorType::parallel);
  Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(),
                                        type.getElementType());
  bool isExponent = scalesType.getElementType().isInteger(8);
  Value decoded =
      linalg::GenericOp::create(
          builder, loc, type, ValueRange{codes, scales}, empty,
          ArrayRef<AffineMap>{each, scaleMap, each}, parallel,
          [&](OpBuilder &b, Location at, ValueRange arguments) {
            Value code = widen(b, at, arguments[0], /*isExponent=*/false);
            Value scale = arguments[1];
            if (!scale.getType().isF32())
              scale = widen(b, at, scale, isExponent);
            linalg::YieldOp::create(
                b, at, Value(arith::MulFOp::create(b, at, code, scale)));
          })
          .getResult(0);
  if (!ofBlocks)
    return decoded;
  return tensor::CollapseShapeOp::create(builder, loc, fullType, decoded,
                                         blocks);
}
