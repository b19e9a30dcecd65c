//===- PlanWriterTest.cpp - what a plan file holds ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "fsdp/Target/PlanFile.h"
#include "fsdp/Transforms/KeepList.h"
#include "fsdp_rt/schema/plan_generated.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/Endian.h"

#include "gtest/gtest.h"

using namespace mlir;
namespace schema = fsdp_rt::schema;

namespace {

constexpr char kModule[] = R"mlir(
module attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 2>} {
  plan.group @g {slot_bytes = 64 : i64, full_bytes = 128 : i64, reshard = "auto", kept,
    reason = "does not raise the peak", kept_bytes = 0 : i64,
    wires = [{param = "w", input = 0 : i64, dtype = bf16, elements = 16 : i64, offset = 0 : i64}]}
  plan.state @g.param bytes 64 arena "state" {offset = 128 : i64}
  plan.tensor "w" role "param" in @g.param at 0 {dtype = f32, shape = array<i64: 7, 2>,
    dim = 0 : i64, chunk = 4 : i64, group = @g, trained, param = "w"}
  plan.table @valid base [7] stride [-4] {lo = array<i64: 0>, hi = array<i64: 4>}
  plan.scalar "lr" initial(0.5) index 0
  func.func private @pack_0(memref<16xf32>, memref<64xi8>) attributes {plan.kernel}
  func.func private @unpack_0(memref<2xi64>, memref<1xi64>, memref<128xi8>) attributes {plan.kernel}
  func.func private @unused(memref<2xi64>) attributes {plan.kernel}
  plan.entry @step.sync {
    %x = plan.bind "batch" "x" {dtype = f32, shape = array<i64: 4, 2>}
    %p = plan.ref @g.param
    %slot = plan.alloc 64 "wire" {offset = 64 : i64}
    %all = plan.alloc 128 "gathered" {offset = 0 : i64}
    %full = plan.alloc 128 "transient" {offset = 0 : i64}
    %t = plan.table_ref @valid
    plan.launch @pack_0(%p, %slot : !plan.buffer, !plan.buffer) at [16, 0] bytes [32, 64] access [1, 2] stream 1 {group = @g, phase = "forward"}
    %s = plan.gather %slot gathered %all group @g at 0 bytes 64 stream 1 {phase = "forward"}
    %e = plan.signal stream 1
    plan.wait %e stream 0
    plan.launch @unpack_0(%s, %t, %full : !plan.sources, !plan.table, !plan.buffer) at [8, 0, 0] bytes [32, 0, 128] access [1, 0, 2] stream 0 {group = @g, phase = "forward"}
    plan.release %s stream 0
    plan.copy %x to %full : !plan.buffer, !plan.buffer at [0, 0] bytes 32 stream 0
    plan.reclaim %s stream 0
  }
}
)mlir";

class PlanWriterTest : public testing::Test {
protected:
  PlanWriterTest() {
    context.loadDialect<fsdp::FSDPDialect, fsdp::plan::PlanDialect,
                        func::FuncDialect, gpu::GPUDialect>();
  }
  OwningOpRef<ModuleOp> parse(StringRef text) {
    return parseSourceString<ModuleOp>(text, &context);
  }
  fsdp::PlanFileOptions getOptions() {
    options.name = "test";
    options.code = code;
    return options;
  }

  MLIRContext context;
  fsdp::PlanFileOptions options;
  std::vector<fsdp::PlanCode> code = {
      {"cpu", "x86-64-v3", std::string(100, 'x')}};
};

} // namespace

TEST_F(PlanWriterTest, HeaderAndPayload) {
  OwningOpRef<ModuleOp> module = parse(kModule);
  FailureOr<std::string> file = fsdp::writePlan(*module, getOptions());
  ASSERT_TRUE(succeeded(file));
  ASSERT_GT(file->size(), 64u);
  EXPECT_EQ(file->substr(0, 8), "FSDPPLAN");
  using namespace llvm::support::endian;
  EXPECT_EQ(read32le(file->data() + 8), 1u);
  EXPECT_EQ(read64le(file->data() + 16), file->size() - 64);
  uint64_t hash = 0xcbf29ce484222325ull;
  for (size_t i = 64; i < file->size(); ++i)
    hash = (hash ^ uint8_t((*file)[i])) * 0x100000001b3ull;
  EXPECT_EQ(read64le(file->data() + 24), hash);
  flatbuffers::Verifier verifier(
      reinterpret_cast<const uint8_t *>(file->data()) + 64, file->size() - 64);
  EXPECT_TRUE(schema::VerifyPlanBuffer(verifier));
  // The same module gives the same bytes.
  EXPECT_EQ(*file, *fsdp::writePlan(*module, getOptions()));
}

TEST_F(PlanWriterTest, Content) {
  OwningOpRef<ModuleOp> module = parse(kModule);
  FailureOr<std::string> file = fsdp::writePlan(*module, getOptions());
  ASSERT_TRUE(succeeded(file));
  const schema::Plan *plan = schema::GetPlan(file->data() + 64);
  ASSERT_EQ(plan->communicators()->size(), 3u);
  // Ranks 1 and 3 are the replicas of shard 1.
  const auto *replicas =
      plan->communicators()->Get(1)->members()->Get(1)->ranks();
  EXPECT_EQ(replicas->Get(0), 1u);
  EXPECT_EQ(replicas->Get(1), 3u);
  EXPECT_EQ(plan->arenas()->Get(0)->bytes(), 192u);
  EXPECT_EQ(plan->arenas()->Get(3)->bytes(), 128u);
  const schema::Tensor *tensor = plan->tensors()->Get(0);
  EXPECT_EQ(tensor->offset(), 128u);
  EXPECT_EQ(tensor->bytes(), 4u * 2 * 4);
  const schema::Group *group = plan->groups()->Get(0);
  EXPECT_TRUE(group->kept());
  EXPECT_EQ(group->wires()->Get(0)->dtype(), schema::DType::bf16);
  // What nothing launches is not listed.
  ASSERT_EQ(plan->kernels()->size(), 2u);
  EXPECT_EQ(plan->kernels()->Get(0)->bytes_read(), 32u);
  EXPECT_EQ(plan->kernels()->Get(1)->bytes_read(), 2u * 32);
  EXPECT_EQ(plan->code()->Get(0)->blob()->size(), 100u);
  const schema::Entry *entry = plan->entries()->Get(0);
  EXPECT_EQ(entry->name()->str(), "step.sync");
  EXPECT_EQ(entry->events(), 1u);
  ASSERT_EQ(entry->commands()->size(), 8u);
  const auto *pack = entry->commands()->Get(0)->body_as_Launch();
  EXPECT_EQ(pack->args()->Get(0)->range()->offset(), 128u + 16);
  const auto *unpack = entry->commands()->Get(4)->body_as_Launch();
  EXPECT_EQ(unpack->args()->Get(0)->kind(), schema::ArgKind::sources);
  EXPECT_EQ(unpack->args()->Get(0)->sources(), 1);
  EXPECT_EQ(unpack->args()->Get(1)->table(), 0);
  EXPECT_EQ(entry->commands()->Get(7)->body_as_Reclaim()->sources(), 1u);
}

TEST_F(PlanWriterTest, InputHash) {
  auto hash = [&](StringRef text) {
    OwningOpRef<ModuleOp> module = parse(text);
    FailureOr<std::string> file = fsdp::writePlan(*module, getOptions());
    return schema::GetPlan(file->data() + 64)->input_hash()->str();
  };
  auto replaced = [](StringRef from, StringRef to) {
    std::string text = kModule;
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, from.size(), to);
  };
  std::string own = hash(kModule);
  EXPECT_EQ(own.size(), 64u);
  // A command, a kernel's body, a default: each makes another compilation.
  EXPECT_NE(own, hash(replaced("bytes [32, 64]", "bytes [16, 64]")));
  EXPECT_NE(own, hash(replaced("func.func private @pack_0(memref<16xf32>",
                               "func.func private @pack_0(memref<8xf32>")));
  EXPECT_NE(own, hash(replaced("initial(0.5)", "initial(0.25)")));
  // What machines the code is made for does not.
  code[0].bytes = std::string(50, 'y');
  EXPECT_EQ(own, hash(kModule));
}

TEST_F(PlanWriterTest, GPUKernels) {
  std::string text = kModule;
  StringRef unused = "  func.func private @unused(memref<2xi64>) attributes "
                     "{plan.kernel}\n";
  text.replace(text.find(unused), unused.size(), R"mlir(
  gpu.module @kernels {
    gpu.func @copy_0(%a: memref<8xf32>, %b: memref<128xi8>, %failed: memref<1xi32>) kernel
        attributes {plan.kernel, plan.may_assert, known_block_size = array<i32: 256, 1, 1>,
                    known_grid_size = array<i32: 3, 1, 1>} {
      gpu.return
    }
  }
)mlir");
  StringRef copy = "plan.copy %x to %full : !plan.buffer, !plan.buffer at [0, "
                   "0] bytes 32 stream 0";
  text.replace(text.find(copy), copy.size(),
               "plan.launch @copy_0(%x, %full : !plan.buffer, !plan.buffer) at "
               "[0, 0] bytes [32, 128] access [1, 2] stream 0");
  OwningOpRef<ModuleOp> module = parse(text);
  ASSERT_TRUE(module);
  fsdp::PlanFileOptions options = getOptions();
  FailureOr<std::string> plain = fsdp::writePlan(*module, options);
  std::vector<fsdp::PlanCode> cubins = {
      {"cuda", "sm_90", std::string(99, 'c')}};
  options.deviceCode = cubins;
  FailureOr<std::string> file = fsdp::writePlan(*module, options);
  ASSERT_TRUE(succeeded(file));
  const schema::Plan *plan = schema::GetPlan(file->data() + 64);
  EXPECT_EQ(plan->required_features(), 1u);
  ASSERT_EQ(plan->kernels()->size(), 3u);
  const schema::Kernel *kernel = plan->kernels()->Get(2);
  EXPECT_TRUE(kernel->may_assert());
  EXPECT_EQ(kernel->parameters(), 2u);
  EXPECT_EQ(kernel->grid()->Get(0), 3u);
  EXPECT_EQ(kernel->block()->Get(0), 256u);
  // The payload is the same with and without cubins.
  using namespace llvm::support::endian;
  uint64_t payload = read64le(file->data() + 16);
  uint64_t section = read64le(file->data() + 32);
  EXPECT_EQ(file->substr(64, payload), plain->substr(64));
  ASSERT_EQ(file->size(), llvm::alignTo(64 + payload, 64) + section);
  const auto *code = flatbuffers::GetRoot<schema::DeviceCode>(
      file->data() + file->size() - section);
  EXPECT_EQ(code->code()->Get(0)->level()->str(), "sm_90");
  EXPECT_EQ(code->code()->Get(0)->blob()->size(), 99u);
}

TEST_F(PlanWriterTest, RefusesWhatIsNotPlanned) {
  std::string text = kModule;
  size_t at = text.find(" {offset = 64 : i64}");
  ASSERT_NE(at, std::string::npos);
  text.erase(at, StringRef(" {offset = 64 : i64}").size());
  OwningOpRef<ModuleOp> module = parse(text);
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  EXPECT_TRUE(failed(fsdp::writePlan(*module, getOptions())));
  EXPECT_NE(message.find("expected fsdp-plan-memory to have run"),
            std::string::npos);
}

TEST_F(PlanWriterTest, KeepList) {
  OwningOpRef<ModuleOp> module = parse(kModule);
  std::string text;
  llvm::raw_string_ostream os(text);
  fsdp::printKeepList(*module, os);
  EXPECT_EQ(text, "keep list\n  g: kept, 128 bytes unsharded, 0 bytes more at "
                  "the peak, does not raise the peak\n");
}
