//===- UsedClasses.h - the hook bodies of one op ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_EXTENSIONS_USEDCLASSES_H
#define FSDP_LIB_EXTENSIONS_USEDCLASSES_H

#include "fsdp/Extensions/FusedGroup.h"
#include "mlir/IR/IRMapping.h"

namespace fsdp {

/// Those of a module's classes that an op has, numbered in order of first use.
class UsedClasses {
public:
  unsigned get(unsigned classIndex) {
    return numbers.try_emplace(classIndex, numbers.size()).first->second;
  }
  unsigned size() const { return numbers.size(); }
  llvm::SmallVector<float> getInitials(const HookClasses &classes) const {
    llvm::SmallVector<float> initials;
    for (auto [classIndex, number] : numbers)
      initials.push_back(classes.getInitial(classIndex));
    return initials;
  }
  void cloneInto(llvm::MutableArrayRef<mlir::Region> regions,
                 const HookClasses &classes) {
    mlir::IRMapping mapping;
    for (auto [classIndex, number] : numbers)
      classes[classIndex].cloneInto(&regions[number], mapping);
  }

private:
  llvm::MapVector<unsigned, unsigned> numbers;
};

} // namespace fsdp

#endif // FSDP_LIB_EXTENSIONS_USEDCLASSES_H
