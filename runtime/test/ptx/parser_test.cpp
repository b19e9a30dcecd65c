// parser_test.cpp - what the parser and decoder accept and refuse, and that no text makes them crash
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "test_support.h"

namespace fsdp_ptx::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Status ParseStatus(const std::string& text) {
  Result<Module> module = Module::Parse(text);
  return module.ok() ? Status() : module.status();
}

std::string Error(const std::string& body) { return ParseStatus(KernelText(1, body)).message(); }

TEST(Parser, ReadsTheModule) {
  Module module =
      ParseOrDie(Header() +
                 "// a comment\n.visible .global .align 4 .b8 g[8] = {1, 0, 0, 0, 255};\n/* and\nanother */"
                 ".visible .global .align 8 .u64 p[2] = {generic(g)+4, 7};\n.const .f32 c = 0f3F800000;\n"
                 ".visible .entry k(.param .u64 .ptr .global .align 16 k_param_0, .param .align 8 .b8 k_param_1[12],\n"
                 ".param .u8 k_param_2, .param .f64 k_param_3)\n.maxntid 256, 1, 1\n.minnctapersm 2\n"
                 "{ .reg .b32 %r<2>; .shared .align 8 .b8 s[40]; mov.b32 %r1, s; ret; }\n");
  EXPECT_EQ(module.target(), "sm_100");
  EXPECT_EQ(module.version(), 88u);
  const Kernel* kernel = module.Find("k");
  ASSERT_NE(kernel, nullptr);
  EXPECT_EQ(kernel->static_shared_bytes(), 40u);
  EXPECT_EQ(kernel->maximum_block(), (Dim3{256, 1, 1}));
  ASSERT_EQ(kernel->parameters().size(), 4u);
  EXPECT_EQ(kernel->parameters()[1].offset, 8u);
  EXPECT_EQ(kernel->parameters()[2].offset, 20u);
  EXPECT_EQ(kernel->parameters()[3].offset, 24u);
  EXPECT_EQ(module.opcodes(), (std::vector<std::string>{"mov.b32", "ret"}));
  const auto* g = reinterpret_cast<const uint8_t*>(module.FindVariable("g")->address);
  const auto* p = reinterpret_cast<const uint64_t*>(module.FindVariable("p")->address);
  EXPECT_EQ(g[0], 1);
  EXPECT_EQ(g[4], 255);
  EXPECT_EQ(g[7], 0);
  EXPECT_EQ(p[0], reinterpret_cast<uint64_t>(g + 4));
  EXPECT_EQ(p[1], 7u);
  EXPECT_FALSE(module.FindVariable("none"));
}

TEST(Parser, UnknownThingsAreErrorsThatNameOpcodeAndLine) {
  EXPECT_THAT(Error("frobnicate.b32 %r1, %r2;"),
              AllOf(HasSubstr("not supported yet: opcode 'frobnicate.b32'"), HasSubstr("line 8")));
  EXPECT_THAT(Error("ex2.approx.f32 %r1, %r2;"), HasSubstr("not supported yet: opcode 'ex2.approx.f32'"));
  EXPECT_THAT(Error("\nadd.rn.ftz.f32 %r1, %r2, %r3;"), AllOf(HasSubstr(".ftz"), HasSubstr("line 9")));
  EXPECT_THAT(Error("add.rn.sat.f32 %r1, %r2, %r3;"), HasSubstr("line 8"));
  EXPECT_THAT(Error("ld.global.fancy.b32 %r1, [%q0];"), HasSubstr("ld.global.fancy.b32"));
  EXPECT_THAT(Error("add.s32.odd %r1, %r2, %r3;"), HasSubstr("odd"));
  EXPECT_THAT(Error("add.s32 %r1, %r2;"), HasSubstr("expected 3 operands, found 2"));
  EXPECT_THAT(Error("add.s32 %r1, %r2, %r99;"), HasSubstr("register '%r99'"));
  EXPECT_THAT(Error("add.s32 %r1, %r2, %l3;"), HasSubstr("'%l3' has 8 bytes, but type .s32 has 4"));
  EXPECT_THAT(Error("add.s32 %r1, %r2, 4294967296;"), HasSubstr("does not fit"));
  EXPECT_THAT(Error("mov.u64 %l1, %clock64;"), HasSubstr("%clock64"));
  EXPECT_THAT(Error("bra $nowhere;"), HasSubstr("label '$nowhere'"));
  EXPECT_THAT(Error("call.uni external, ();"), HasSubstr("call of 'external'"));
  EXPECT_THAT(Error("@%r1 bra $x;\n$x:"), HasSubstr("no predicate register"));
  EXPECT_THAT(Error("ld.shared.b32 %r1, [k_param_0];"), HasSubstr("another state space"));
  EXPECT_THAT(Error("cvt.f16.f32 %h1, %r1;"), HasSubstr("rounding mode"));
  EXPECT_THAT(Error("$a:\n$a:"), HasSubstr("'$a' is defined twice"));
  EXPECT_THAT(ParseStatus(".target sm_80\n").message(), HasSubstr(".version"));
  EXPECT_THAT(ParseStatus(Header() + ".section .debug_info {}").message(), HasSubstr("'.section'"));
  EXPECT_THAT(ParseStatus(Header() + ".entry k() { ret; }\n.entry k() { ret; }").message(), HasSubstr("defined twice"));
  EXPECT_THAT(ParseStatus(Header() + ".func f() { call f, (); ret; }\n.entry k() { call f, (); ret; }").message(),
              HasSubstr("recursion"));
}

std::vector<std::string> Texts() {
  std::vector<std::string> texts;
  for (const auto& file : std::filesystem::directory_iterator(FSDP_PTX_TESTDATA)) {
    if (file.path().extension() != ".ptx") continue;
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    texts.push_back(text.str());
  }
  return texts;
}

// Whatever the text, Parse returns, and what it accepts runs to an end or an error.
TEST(Parser, MutatedTextsDoNotCrash) {
  const std::vector<std::string> texts = Texts();
  ASSERT_FALSE(texts.empty());
  std::mt19937_64 random(1);
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  size_t accepted = 0;
  for (int round = 0; round < 10000; ++round) {
    std::string text = texts[below(texts.size())];
    for (size_t edits = 1 + below(4); edits > 0 && !text.empty(); --edits) {
      const size_t at = below(text.size()), length = std::min(text.size() - at, 1 + below(12));
      switch (below(5)) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(at, text.substr(below(text.size()), 1 + below(30)));
          break;
        case 2:
          text[at] = static_cast<char>(random());
          break;
        case 3:
          text.resize(at + 1);
          break;
        default:
          text[at] = "0123456789.,;{}[]()%-<>@!|$:"[below(28)];
      }
    }
    Result<Module> module = Module::Parse(text);
    if (!module.ok()) {
      ASSERT_FALSE(module.status().message().empty());
      continue;
    }
    ++accepted;
    // No parameter points anywhere, so most kernels end at their first access; the others may loop.
    for (const Kernel* kernel : module->kernels()) {
      std::vector<std::vector<uint8_t>> values;
      std::vector<const void*> params;
      for (const Parameter& parameter : kernel->parameters()) values.emplace_back(parameter.bytes);
      for (const auto& value : values) params.push_back(value.data());
      RunOptions options;
      options.instruction_budget = 10000;
      const Launch launch = {{}, kernel->required_block().value_or(Dim3{32, 1, 1}), 64};
      (void)::fsdp_ptx::Run(*kernel, launch, params.data(), nullptr, options).ok();
    }
  }
  EXPECT_GT(accepted, 30u);
}

}  // namespace
}  // namespace fsdp_ptx::testing
