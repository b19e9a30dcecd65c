//===- RoleAttributes.h - the vocabulary of fsdp.* attributes ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_ROLEATTRIBUTES_H
#define FSDP_LIB_TRANSFORMS_IMPORT_ROLEATTRIBUTES_H

#include "NameRule.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace fsdp {

/// Where an attribute of the input stands.
enum class RolePlace { Function, Argument, Result };

/// Checks every `fsdp.*` attribute of `attributes`: that it is known, may stand
/// in this `place` beside the others, has the right type, and that its feature
/// exists. `what` names the thing in errors ("argument 3 of @step").
///
/// Yields the attribute that says the role (`fsdp.param`, `fsdp.loss`, ...), an
/// empty name where there is none.
mlir::FailureOr<llvm::StringRef>
checkRoleAttributes(mlir::DictionaryAttr attributes, RolePlace place,
                    llvm::StringRef what, EmitError emitError);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_ROLEATTRIBUTES_H
