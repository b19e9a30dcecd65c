// model_parts.cpp - a parameter as model ranks have it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/model_parts.h"

namespace fsdp_rt::runner {
namespace {

// The places, in the whole tensor, of the elements of model rank `model`.
std::vector<size_t> PlacesOf(const FuzzCase& spec, const CaseParameter& parameter, uint32_t model) {
  const auto dim = parameter.shape.begin() + parameter.model_dim;
  const int64_t outer = ElementsOf({parameter.shape.begin(), dim}),
                inner = ElementsOf({dim + 1, parameter.shape.end()});
  const int64_t extent = *dim, part = extent / spec.models;
  std::vector<size_t> places;
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < part * inner; ++i) places.push_back((o * extent + model * part) * inner + i);
  return places;
}

}  // namespace

std::vector<float> OfParts(const FuzzCase& spec, const CaseParameter& parameter,
                           const std::vector<const std::vector<float>*>& tensors,
                           const std::function<std::vector<float>(const std::vector<std::vector<float>>&)>& compute) {
  std::vector<std::vector<float>> parts(tensors.size());
  if (parameter.model_dim < 0) {
    for (size_t t = 0; t < tensors.size(); ++t) parts[t] = *tensors[t];
    return compute(parts);
  }
  std::vector<float> whole(tensors[0]->size());
  for (uint32_t model = 0; model < spec.models; ++model) {
    const std::vector<size_t> places = PlacesOf(spec, parameter, model);
    for (size_t t = 0; t < tensors.size(); ++t) {
      parts[t].clear();
      for (const size_t place : places) parts[t].push_back((*tensors[t])[place]);
    }
    const std::vector<float> made = compute(parts);
    for (size_t i = 0; i < places.size(); ++i) whole[places[i]] = made[i];
  }
  return whole;
}

}  // namespace fsdp_rt::runner
