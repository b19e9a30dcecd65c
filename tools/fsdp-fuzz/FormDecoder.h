//===- FormDecoder.h - a parameter that is read as codes and scales -*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TOOLS_FSDP_FUZZ_FORMDECODER_H
#define FSDP_TOOLS_FSDP_FUZZ_FORMDECODER_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "runner/fuzz/fuzz_case.h"

/// A form of a parameter as an argument of the step.
struct FormArgument {
  llvm::StringRef name;
  mlir::RankedTensorType type;
};

/// The codes and the scales of what the parameter's extension sends.
std::array<FormArgument, 2>
getForms(const fsdp_rt::runner::CaseParameter &parameter,
         mlir::OpBuilder &builder);

/// Codes times scales: the parameter in f32.
mlir::Value decodeForms(const fsdp_rt::runner::CaseParameter &parameter,
                        mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value codes, mlir::Value scales);

#endif // FSDP_TOOLS_FSDP_FUZZ_FORMDECODER_H
