// control_ops.cpp - branches, calls, barriers and fences
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lanes.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

// Operands of a barrier: its number and, sometimes, how many threads take part.
void DecodeBarrier(StatementDecoder& d) {
  const bool short_form = d.op.root() == "bar";
  if (short_form && d.op.Take("warp")) {
    if (!d.op.Take("sync")) return d.Fail("expected .sync");
    if (!d.ExpectOperands(1)) return;
    d.Source(0, Type::kB32);
    d.out.control = Control::kWarp;
    d.out.aux[3] = 1;
    d.out.run = [](Block& b, const Instruction&) { b.WarpBarrier(); };
    return;
  }
  d.op.Take("cta");
  if (!d.op.Take("sync")) return d.Unsupported("'" + std::string(d.op.full()) + "'");
  d.out.aligned = d.op.Take("aligned") || short_form;
  d.out.control = Control::kBarrier;
  if (d.operands().empty() || d.operands().size() > 2) return d.Fail("expected one or two operands");
  for (size_t k = 0; k < d.operands().size(); ++k) d.Source(k, Type::kU32);
}

void DecodeBranch(StatementDecoder& d) {
  d.op.Take("uni");
  d.out.control = Control::kBranch;
  if (!d.ExpectOperands(1)) return;
  if (!d.symbols().FindLabel(d.operands()[0].name, &d.out.target)) {
    d.Fail("label '" + std::string(d.operands()[0].name) + "' is not defined");
  }
}

void DecodeIndexedBranch(StatementDecoder& d) {
  if (!d.op.Take("idx")) return d.Fail("expected .idx");
  d.op.Take("uni");
  d.out.control = Control::kBranchTable;
  if (!d.ExpectOperands(2)) return;
  d.Source(0, Type::kU32);
  if (!d.symbols().AddBranchTable(d.operands()[1].name, &d.out.target)) {
    d.Fail("'" + std::string(d.operands()[1].name) + "' is no list of labels that are defined");
  }
}

void DecodeCall(StatementDecoder& d) {
  d.op.Take("uni");
  d.out.control = Control::kCall;
  std::string error;
  if (!d.symbols().AddCall(d.statement(), &d.out.target, &error)) d.Fail(error);
}

// One block after the other runs to its end, so fences and programmatic dependent launch have nothing to do.
void DecodeNothing(StatementDecoder& d, std::initializer_list<std::string_view> modifiers) {
  bool taken = true;
  while (taken) {
    taken = false;
    for (std::string_view modifier : modifiers) taken = taken || d.op.Take(modifier);
  }
}

}  // namespace

bool DecodeControl(StatementDecoder& d) {
  const std::string_view root = d.op.root();
  if (root == "bra") {
    DecodeBranch(d);
  } else if (root == "brx") {
    DecodeIndexedBranch(d);
  } else if (root == "call") {
    DecodeCall(d);
  } else if (root == "ret" || root == "exit") {
    if (root == "ret") d.op.Take("uni");
    d.ExpectOperands(0);
    const bool exits = root == "exit" || d.symbols().in_kernel();
    d.out.control = exits ? Control::kExit : Control::kReturn;
    d.out.target = exits ? 0 : d.symbols().function();
  } else if (root == "trap") {
    d.ExpectOperands(0);
    d.out.control = Control::kTrap;
  } else if (root == "bar" || root == "barrier") {
    DecodeBarrier(d);
  } else if (root == "membar" || root == "fence") {
    DecodeNothing(d, {"cta", "gl", "sys", "sc", "acq_rel", "acquire", "release", "cluster", "gpu"});
    d.ExpectOperands(0);
  } else if (root == "griddepcontrol") {
    DecodeNothing(d, {"launch_dependents", "wait"});
    d.ExpectOperands(0);
  } else {
    return false;
  }
  return true;
}

}  // namespace fsdp_ptx
