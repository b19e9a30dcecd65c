//===- GradientParam.cpp - a gradient as its hooks see it -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/GradientParam.h"

using namespace mlir;
using namespace fsdp;

OwningOpRef<ParamOp> fsdp::getGradientParam(ParamOp param, unsigned inner) {
  OwningOpRef<ParamOp> gradient = param.clone();
  Builder builder(param.getContext());
  auto type = cast<RankedTensorType>(
      cast<TypeAttr>(param.getTypes()[inner]).getValue());
  ArrayAttr types = builder.getTypeArrayAttr(type.clone(builder.getF32Type()));
  gradient->setTypesAttr(types);
  gradient->setComputeAttr(types);
  gradient->removeFormsAttr();
  if (!param.getInner().empty())
    gradient->setInnerAttr(builder.getArrayAttr(param.getInner()[inner]));
  if (param.getLayouts())
    gradient->setLayoutsAttr(
        builder.getArrayAttr((*param.getLayouts())[inner]));
  return gradient;
}
