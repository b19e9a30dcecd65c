// program_builder.h - from the syntax tree of a kernel and the functions it calls to a Program
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_PROGRAM_BUILDER_H_
#define FSDP_RUNTIME_TEST_PTX_PROGRAM_BUILDER_H_

#include "program.h"
#include "ptx.h"
#include "syntax.h"

namespace fsdp_ptx {

// `image` has the module's variables already.
Status BuildProgram(const ModuleSyntax& module, const FunctionSyntax& kernel, const ModuleImage& image,
                    Program* program);

// The places of a kernel's parameters in its parameter block; returns the block's bytes.
uint32_t LayOutParameters(const FunctionSyntax& kernel, std::vector<Parameter>* parameters);

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_PROGRAM_BUILDER_H_
