//===- UpdateUniforms.cpp - what an update computes once ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "UpdateUniforms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace fsdp;

//===----------------------------------------------------------------------===//
// UniformReader
//===----------------------------------------------------------------------===//

/// A value of the optimizer function inside the kernel: a run-time scalar, or
/// arithmetic on such.
FailureOr<Value> UniformReader::readScalar(Value value) {
  if (Value known = inside.lookupOrNull(value))
    return known;
  Operation *source = value.getDefiningOp();
  if (auto scalar = dyn_cast_or_null<ScalarOp>(source)) {
    int64_t place = context.scalars.lookup(scalar.getName());
    Value loaded = kernel.load(scalars, kernel.index(place));
    inside.map(value, loaded);
    return loaded;
  }
  if (!source || !isPure(source) || source->getNumRegions())
    return op.emitOpError() << "uses a value that is neither a run-time scalar "
                               "nor computed from run-time scalars";
  for (Value operand : source->getOperands())
    if (failed(readScalar(operand)))
      return failure();
  kernel.getBuilder().clone(*source, inside);
  return inside.lookup(value);
}

FailureOr<Value> UniformReader::addUniform(Value uniform) {
  auto type = dyn_cast<MemRefType>(uniform.getType());
  if (!type)
    return readScalar(uniform);
  if (type.getRank() != 0)
    return op.emitOpError() << "has a uniform of type " << type
                            << ", expected a scalar or a memref of rank 0";
  FailureOr<int64_t> bytes = getElementBytes(op, type.getElementType());
  if (failed(bytes))
    return failure();
  Value memref = kernel.addBuffer(uniform, type, {0, *bytes}, plan::Read);
  return Value(memref::LoadOp::create(kernel.getBuilder(), op.getLoc(), memref,
                                      ValueRange{}));
}

LogicalResult UniformReader::readAll() {
  if (!context.scalars.empty())
    scalars = kernel.addScalars(
        plan::ScalarsOp::create(at, op.getLoc(),
                                plan::ScalarsType::get(op.getContext())),
        context.scalars.size());
  for (Value uniform : op.getUniforms()) {
    FailureOr<Value> value = addUniform(uniform);
    if (failed(value))
      return failure();
    uniforms.push_back(*value);
  }
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op.getBody(), captured);
  for (Value value : captured)
    if (failed(readScalar(value)))
      return failure();
  return success();
}

/// Those that canonicalization moved out of the body.
LogicalResult UniformReader::readConstants() {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op.getBody(), captured);
  for (Value value : captured)
    if (matchPattern(value, m_Constant()) && failed(readScalar(value)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// A launch of their own
//===----------------------------------------------------------------------===//

namespace {
class UniformHoister {
public:
  UniformHoister(UpdateOp op, HookKernel &kernel, OutlineContext &context,
                 OpBuilder &at)
      : op(op), kernel(kernel), context(context), at(at),
        body(op.getBody().front()) {}
  FailureOr<bool> run(UniformReader &reader);

private:
  void sortOps();
  FailureOr<Value> compute();
  void use(Value buffer, UniformReader &reader);
  static Type getStored(Value value);

  UpdateOp op;
  HookKernel &kernel;
  OutlineContext &context;
  OpBuilder &at;
  Block &body;
  SmallVector<Operation *> ops;       ///< On uniforms alone.
  llvm::SetVector<Value> results;     ///< Uniform values that other ops use.
  static constexpr int64_t kRoom = 8; ///< Bytes of each.
};
} // namespace

/// Powers and roots, and divisions in f64.
static bool isCostly(Operation *op) {
  return isa<math::MathDialect>(op->getDialect()) ||
         (isa<arith::DivFOp>(op) && op->getResult(0).getType().isF64());
}

void UniformHoister::sortOps() {
  llvm::DenseSet<Value> uniform;
  for (Value argument :
       body.getArguments().drop_front(2 + op.getStates().size()))
    uniform.insert(argument);
  auto isUniform = [&](Value value) {
    return uniform.contains(value) ||
           value.getParentRegion() != &op.getBody() ||
           matchPattern(value, m_Constant());
  };
  for (Operation &inner : body) {
    bool same = isPure(&inner) && inner.getNumRegions() == 0 &&
                inner.getNumResults() == 1 &&
                llvm::all_of(inner.getOperands(), isUniform);
    if (same && !matchPattern(inner.getResult(0), m_Constant())) {
      ops.push_back(&inner);
      uniform.insert(inner.getResult(0));
    }
    if (same)
      continue;
    inner.walk([&](Operation *user) {
      for (Value value : user->getOperands())
        if (isUniform(value) && !matchPattern(value, m_Constant()))
          results.insert(value);
    });
  }
}

/// Bits of one are bytes in memory.
Type UniformHoister::getStored(Value value) {
  Type type = value.getType();
  return type.isInteger(1) ? IntegerType::get(type.getContext(), 8) : type;
}

/// The launch, unless an earlier update has the same one; its results.
FailureOr<Value> UniformHoister::compute() {
  HookKernel made(context.library, op.getLoc());
  UniformReader reader(made, op, context, at);
  if (failed(reader.readAll()))
    return failure();
  int64_t bytes = results.size() * kRoom;
  auto buffer = plan::AllocOp::create(
      at, op.getLoc(), plan::BufferType::get(op.getContext()),
      at.getI64IntegerAttr(llvm::alignTo(bytes, 64)),
      at.getStringAttr("transient"), /*offset=*/nullptr,
      at.getStringAttr("update.uniforms"));
  OpBuilder &builder = made.getBuilder();
  Value dest = made.addBuffer(buffer, MemRefType::get({bytes}, at.getI8Type()),
                              {0, bytes}, plan::Write);
  IRMapping map = reader.inside;
  map.map(body.getArguments().take_back(reader.uniforms.size()),
          reader.uniforms);
  for (Operation &inner : body)
    if (llvm::is_contained(ops, &inner) ||
        inner.hasTrait<OpTrait::ConstantLike>())
      builder.clone(inner, map);
  for (auto [i, value] : llvm::enumerate(results)) {
    Value stored = map.lookup(value);
    if (stored.getType() != getStored(value))
      stored = arith::ExtUIOp::create(builder, op.getLoc(), getStored(value),
                                      stored);
    int64_t size = getStored(value).getIntOrFloatBitWidth() / 8;
    made.store(stored, made.viewAs(dest, getStored(value)),
               made.index(i * kRoom / size));
  }
  made.setLaunchShape(1, 1);
  std::string name = made.finish("update_uniforms");
  std::vector<const void *> sources;
  for (Value uniform : op.getUniforms())
    sources.push_back(uniform.getAsOpaquePointer());
  Value &shared = context.uniforms[{op->getBlock(), name, sources}];
  if (shared) {
    buffer.erase();
    return shared;
  }
  made.launchFinished(at, name, plan::ComputeStream, nullptr);
  return shared = buffer.getResult();
}

/// What differs from element to element is all that the body computes again;
/// what else of the body nothing uses is whatever it is.
void UniformHoister::use(Value buffer, UniformReader &reader) {
  OpBuilder &builder = kernel.getBuilder();
  int64_t bytes = results.size() * kRoom;
  Value source = kernel.addBuffer(
      buffer, MemRefType::get({bytes}, at.getI8Type()), {0, bytes}, plan::Read);
  for (auto [i, value] : llvm::enumerate(results)) {
    int64_t size = getStored(value).getIntOrFloatBitWidth() / 8;
    Value loaded = kernel.load(kernel.viewAs(source, getStored(value)),
                               kernel.index(i * kRoom / size));
    if (loaded.getType() != value.getType())
      loaded = arith::TruncIOp::create(builder, op.getLoc(), value.getType(),
                                       loaded);
    reader.inside.map(value, loaded);
  }
  auto known = [&](Value value) {
    Value loaded = reader.inside.lookupOrNull(value);
    return loaded ? loaded : kernel.zero(value.getType());
  };
  for (Operation *inner : ops)
    reader.inside.map(inner->getResult(0), known(inner->getResult(0)));
  for (Value argument : body.getArguments().take_back(op.getUniforms().size()))
    reader.uniforms.push_back(known(argument));
}

FailureOr<bool> UniformHoister::run(UniformReader &reader) {
  sortOps();
  if (llvm::none_of(ops, isCostly))
    return false;
  FailureOr<Value> buffer = compute();
  if (failed(buffer))
    return failure();
  use(*buffer, reader);
  if (failed(reader.readConstants()))
    return failure();
  return true;
}

FailureOr<bool> fsdp::hoistUniforms(UpdateOp op, HookKernel &kernel,
                                    OutlineContext &context, OpBuilder &at,
                                    UniformReader &reader) {
  return UniformHoister(op, kernel, context, at).run(reader);
}
