//===- HookKernel.h - a hook kernel under construction ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_HOOKKERNEL_H
#define FSDP_LIB_CONVERSION_HOOKKERNEL_H

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace fsdp {

/// The kernels and constant tables of a module: equal ones are shared.
class KernelLibrary {
public:
  explicit KernelLibrary(mlir::ModuleOp module) : module(module) {}

  mlir::ModuleOp getModule() const { return module; }

  /// Names `kernel` STEM_N, or erases it and returns the name of its twin.
  std::string intern(mlir::func::FuncOp kernel, llvm::StringRef stem);

  /// Name of the constant with these rows: elements of `type` (null: i64) in
  /// memory space `space`.
  std::string internTable(llvm::ArrayRef<llvm::SmallVector<int64_t>> rows,
                          mlir::Type type = {}, mlir::Attribute space = {});

  /// Name of `count` words of 32 bits of the kernels' own, zero when a module
  /// is loaded. Those with one `stem` never run at the same time.
  std::string internCells(llvm::StringRef stem, int64_t count);

private:
  std::string makeName(llvm::StringRef stem);

  mlir::ModuleOp module;
  llvm::StringMap<std::string> kernels; ///< By the text of the body.
  llvm::StringMap<std::string> tables;  ///< By the text of the value.
  llvm::StringMap<unsigned> counters;
};

/// A part of a buffer that a launch touches.
struct BufferRange {
  int64_t offset, bytes;
};

/// Builds a kernel's body and, operand by operand, the launch that calls it.
class HookKernel {
public:
  HookKernel(KernelLibrary &library, mlir::Location loc);

  /// A parameter of `type` for `range` of `operand`, which nothing else in the
  /// launch overlaps.
  mlir::Value addBuffer(mlir::Value operand, mlir::MemRefType type,
                        BufferRange range, plan::Access access);
  /// Parameters that are the same memory in some launches. An element is read
  /// and written by the same thread, in this order.
  void allowOverlap(llvm::ArrayRef<mlir::Value> buffers);
  /// The table of source pointers. `range` says what of each source is read.
  mlir::Value addSources(mlir::Value operand, int64_t shards,
                         BufferRange range);
  /// i64 values of a plan.table, f64 scalars of the plan.
  mlir::Value addTable(mlir::Value operand, int64_t entries);
  mlir::Value addScalars(mlir::Value operand, int64_t entries);

  /// The number-th scratch of `bytes` on the stack, the same at every call.
  mlir::Value scratch(unsigned number, int64_t bytes);

  /// The number-th small array of `count` elements of `type` on the stack.
  mlir::Value scratchOf(unsigned number, int64_t count, mlir::Type type);

  /// Ends the body; the kernel's name. Launches are made elsewhere.
  std::string finish(llvm::StringRef stem);
  /// A launch at `at` of what finish() named.
  plan::LaunchOp launchFinished(mlir::OpBuilder &at, llvm::StringRef name,
                                plan::Stream stream,
                                mlir::FlatSymbolRefAttr group);
  /// Ends the body and appends the launch at `at`.
  plan::LaunchOp launch(mlir::OpBuilder &at, llvm::StringRef stem,
                        plan::Stream stream, mlir::FlatSymbolRefAttr group);

  /// Makes it a GPU kernel of `blocks` blocks of `threads` threads, whose body
  /// reads gpu.block_id and gpu.thread_id.
  void setLaunchShape(int64_t blocks, int64_t threads);

  KernelLibrary &getLibrary() { return library; }
  mlir::OpBuilder &getBuilder() { return builder; }
  mlir::Location getLoc() const { return loc; }

  // Pieces of bodies.
  mlir::Value index(int64_t value);
  mlir::Value zero(mlir::Type type);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, mlir::Value b);
  mlir::Value div(mlir::Value a, mlir::Value b);
  /// The row of `element` of a chunk that is outer x `chunk` x `inner`.
  mlir::Value rowOf(mlir::Value element, mlir::Value chunk, mlir::Value inner);
  /// How many of `chunk` rows hold data on `rank`, of `size` in all.
  mlir::Value validRowsOf(mlir::Value rank, mlir::Value size,
                          mlir::Value chunk);
  mlir::Value load(mlir::Value memref, mlir::Value at);
  void store(mlir::Value value, mlir::Value memref, mlir::Value at);
  /// i64 element `at` of a table, as index.
  mlir::Value loadIndex(mlir::Value table, mlir::Value at);
  /// A memref<Nxi8> as elements of `type`.
  mlir::Value viewAs(mlir::Value bytes, mlir::Type type);

  using LoopBody = llvm::function_ref<void(mlir::Value)>;
  void loop(mlir::Value low, mlir::Value high, int64_t step, LoopBody body);
  /// A loop over neighbouring elements, perhaps short ones of a known number:
  /// LLVM is to vectorise it, and not to unroll it before that.
  void vectorLoop(mlir::Value low, mlir::Value high, LoopBody body);
  void keepForVectors(mlir::Operation *loop);
  void loop(mlir::Value high, LoopBody body);
  /// `body(number, columns)` for every row: straight code for up to two, else a
  /// loop over a constant table, so that code does not grow with parameters.
  using RowBody =
      llvm::function_ref<void(mlir::Value, llvm::ArrayRef<mlir::Value>)>;
  void forEachRow(llvm::ArrayRef<llvm::SmallVector<int64_t>> rows,
                  RowBody body);

  /// The yielded values of a hook body on `args`; `captured` maps what it uses
  /// from outside, and perhaps values of its own, which are not computed again.
  llvm::SmallVector<mlir::Value>
  inlineBody(mlir::Region &body, mlir::ValueRange args,
             const mlir::IRMapping &captured = {});

private:
  mlir::Value addParameter(mlir::Value operand, mlir::MemRefType type,
                           BufferRange range, plan::Access access);

  KernelLibrary &library;
  mlir::Location loc;
  mlir::func::FuncOp function;
  mlir::OpBuilder builder;
  llvm::SmallVector<mlir::Value> operands, scratches;
  llvm::DenseMap<std::pair<unsigned, mlir::Type>, mlir::Value> arrays;
  llvm::SmallVector<int64_t> offsets, bytes, accesses;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_HOOKKERNEL_H
