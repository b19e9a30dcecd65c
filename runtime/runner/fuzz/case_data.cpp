// case_data.cpp - a case's initial parameters and batches
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/case_data.h"

#include <cmath>
#include <cstring>
#include <deque>

#include "runner/fuzz/hook_reference.h"
#include "runner/fuzz/random.h"

namespace fsdp_rt::runner {

Tensors InitialValues(const FuzzCase& spec) {
  Tensors result;
  for (const CaseParameter& parameter : ParametersOf(spec)) {
    Random random(spec.seed, parameter.FullName(), {});
    std::vector<float>& values = result[parameter.FullName()];
    values.resize(ElementsOf(parameter.shape));
    // Activations keep their size from layer to layer; scales and biases are of the size of one.
    const double deviation =
        parameter.shape.size() == 1 ? 1 : 1 / std::sqrt(static_cast<double>(parameter.shape.back()));
    for (float& value : values)
      value = RoundTo(StoredType(parameter.traits), static_cast<float>(deviation * random.Normal()));
  }
  return result;
}

Tensors InitialBuffers(const FuzzCase& spec) {
  Tensors result;
  for (const CaseBuffer& buffer : BuffersOf(spec)) {
    Random random(spec.seed, buffer.name, {});
    std::vector<float>& values = result[buffer.name];
    for (int64_t k = 0; k < ElementsOf(buffer.shape); ++k)
      values.push_back(buffer.type == ElementType::kI64 ? static_cast<float>(random.Below(100))
                                                        : static_cast<float>(0.5 * random.Normal()));
  }
  return result;
}

std::vector<double> BatchValues(const FuzzCase& spec, const std::string& argument, const Shape& shape,
                                BatchPlace place) {
  Random random(spec.seed, argument, {place.step, place.micro, place.rank});
  std::vector<double> values(ElementsOf(shape));
  for (double& value : values) {
    if (argument == "tokens") {
      value = static_cast<double>(random.Below(spec.layers[0].width));
    } else if (argument == "ticks") {
      value = static_cast<double>(random.Below(8));
    } else if (argument == "mask") {
      value = random.Chance(0.6) ? 1 : 0;
    } else {
      value = static_cast<float>(random.Normal());
    }
  }
  // Something counts in every step.
  if (argument == "mask" && place.micro == 0 && place.rank == 0) values[0] = 1;
  return values;
}

void CaseBatches::FillFrom(BatchPlace place, const fsdp_rt_binding_info& binding, void* memory) const {
  const std::vector<double> values = BatchValues(spec_, binding.name, ShapeOf(binding), place);
  for (size_t i = 0; i < values.size(); ++i) {
    if (binding.dtype == FSDP_RT_I64) {
      static_cast<int64_t*>(memory)[i] = static_cast<int64_t>(values[i]);
    } else {
      static_cast<float*>(memory)[i] = static_cast<float>(values[i]);
    }
  }
}

void CaseBatches::Fill(BatchIndex batch, uint32_t rank, const fsdp_rt_binding_info& binding, void* memory) const {
  FillFrom({batch.step, batch.micro, rank}, binding, memory);
}

Status SaveData(const FuzzCase& spec, const std::string& folder) {
  std::vector<TensorEntry> entries;
  const Tensors initial = InitialValues(spec);
  for (const CaseParameter& parameter : ParametersOf(spec))
    entries.push_back({parameter.FullName(), FSDP_RT_F32, parameter.shape, initial.at(parameter.FullName()).data()});
  const Tensors buffers = InitialBuffers(spec);
  std::deque<std::vector<int64_t>> integers;
  for (const CaseBuffer& buffer : BuffersOf(spec)) {
    const std::vector<float>& values = buffers.at(buffer.name);
    if (buffer.type == ElementType::kI64) {
      integers.emplace_back(values.begin(), values.end());
      entries.push_back({buffer.name, FSDP_RT_I64, buffer.shape, integers.back().data()});
    } else {
      entries.push_back({buffer.name, FSDP_RT_F32, buffer.shape, values.data()});
    }
  }
  FSDP_RT_RETURN_IF_ERROR(WriteSafetensors(folder + "/init.safetensors", entries));
  entries.clear();
  const StepGraph step = BuildStep(spec);
  std::deque<std::vector<float>> floats;
  for (uint64_t i = 0; i < spec.steps; ++i)
    for (uint32_t micro = 0; micro < spec.microbatches; ++micro)
      for (uint32_t rank = 0; rank < spec.ranks(); ++rank)
        for (const StepArgument& argument : step.arguments) {
          if (argument.role != StepArgument::Role::kBatch) continue;
          const GraphNode& node = step.graph.at(argument.node);
          const std::vector<double> values = BatchValues(spec, argument.name, node.shape, {i, micro, rank});
          const std::string name = "step" + std::to_string(i) +
                                   (spec.microbatches > 1 ? ".micro" + std::to_string(micro) : "") + ".rank" +
                                   std::to_string(rank) + "." + argument.name;
          if (node.type == ElementType::kI64) {
            integers.emplace_back(values.begin(), values.end());
            entries.push_back({name, FSDP_RT_I64, node.shape, integers.back().data()});
          } else {
            floats.emplace_back(values.begin(), values.end());
            entries.push_back({name, FSDP_RT_F32, node.shape, floats.back().data()});
          }
        }
  return WriteSafetensors(folder + "/batch.safetensors", entries);
}

}  // namespace fsdp_rt::runner
