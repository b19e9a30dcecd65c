// wire_check.cpp - what our hooks put on the wire against what FSDP2's did
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/parity/wire_check.h"

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "runner/dtype.h"
#include "runner/safetensors.h"

namespace fsdp_rt::runner {
namespace {

using nlohmann::json;

// One input of FSDP2's slot, as layout.json describes it.
struct Input {
  std::string param, dtype;
  uint32_t input;
  uint64_t elements, offset;
};

std::string DTypeOf(const std::string& torch) {
  static const std::map<std::string, std::string> kNames = {
      {"torch.float32", "F32"}, {"torch.bfloat16", "BF16"},         {"torch.float16", "F16"},
      {"torch.uint8", "U8"},    {"torch.float8_e4m3fn", "F8_E4M3"}, {"torch.float8_e5m2", "F8_E5M2"},
      {"torch.int8", "I8"}};
  const auto it = kNames.find(torch);
  return it == kNames.end() ? torch : it->second;
}

Status ReadLayout(const std::string& path, std::vector<std::vector<Input>>* out) {
  std::ifstream stream(path);
  const json layout = json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!layout.is_object()) return Status::User("cannot read " + path + ": expected a JSON object");
  try {
    for (const json& group : layout.at("groups")) {
      std::vector<Input>& inputs = out->emplace_back();
      for (const json& entry : group.at("inputs"))
        inputs.push_back({entry.at("param").get<std::string>(), DTypeOf(entry.at("dtype").get<std::string>()),
                          entry.at("input").get<uint32_t>(), entry.at("numel").get<uint64_t>(),
                          entry.at("byte_offset").get<uint64_t>()});
    }
  } catch (const json::exception& error) {
    return Status::User(path + ": " + error.what());
  }
  return {};
}

std::string SlotName(uint32_t group, size_t rank) {
  return "group" + std::to_string(group) + ".rank" + std::to_string(rank);
}

// gloo refuses float8: FSDP2's hooks send such a wire as the bytes that it is.
bool SameElements(fsdp_rt_dtype ours, const std::string& theirs) {
  const bool is_float8 = ours == FSDP_RT_F8E4M3FN || ours == FSDP_RT_F8E5M2;
  return SafetensorsName(ours) == theirs || (is_float8 && theirs == "U8");
}

const fsdp_rt_wire_info* FindWire(const PlanGroup& group, const Input& input) {
  for (const fsdp_rt_wire_info& wire : group.wires)
    if (input.param == wire.param && input.input == wire.input) return &wire;
  return nullptr;
}

void CompareInput(const std::string& name, const PlanGroup& group, const Input& input, const TensorView& theirs,
                  const std::vector<std::byte>& ours, WireResult* out) {
  const std::string where = name + ", " + input.param + " input " + std::to_string(input.input);
  const fsdp_rt_wire_info* wire = FindWire(group, input);
  if (!wire) return out->failures.push_back(where + ": the plan sends no such wire");
  if (!SameElements(wire->dtype, input.dtype) || wire->elements != input.elements)
    return out->failures.push_back(where + ": ours is " + std::to_string(wire->elements) + " x " +
                                   SafetensorsName(wire->dtype) + ", FSDP2's " + std::to_string(input.elements) +
                                   " x " + input.dtype);
  const uint64_t bytes = wire->elements * SizeOf(wire->dtype);
  if (input.offset + bytes > theirs.bytes || wire->offset + bytes > ours.size())
    return out->failures.push_back(where + ": lies outside the slot");
  ++out->inputs;
  out->bytes += bytes;
  for (uint64_t i = 0; i < bytes; ++i) {
    if (ours[wire->offset + i] == theirs.data[input.offset + i]) continue;
    return out->failures.push_back(where + ": byte " + std::to_string(i) + " of " + std::to_string(bytes) + " differs");
  }
}

// What a slot holds, each input at the next multiple of kInputAlignment: where inputs
// begin then follows from their sizes alone, whatever room the plan leaves between them.
std::vector<std::byte> Inputs(const PlanGroup& group, const std::vector<std::byte>& slot) {
  constexpr uint64_t kInputAlignment = 16;
  std::vector<std::byte> out;
  for (const fsdp_rt_wire_info& wire : group.wires) {
    out.resize((out.size() + kInputAlignment - 1) / kInputAlignment * kInputAlignment);
    const auto begin = slot.begin() + wire.offset;
    out.insert(out.end(), begin, begin + wire.elements * SizeOf(wire.dtype));
  }
  return out;
}

}  // namespace

std::optional<uint32_t> CaseGroupOf(const GoldenCase& golden, const Plan& plan, uint32_t group) {
  for (const fsdp_rt_wire_info& wire : plan.groups()[group].wires)
    if (const auto index = golden.GroupOf(wire.param)) return index;
  // Of a group that gathers nothing.
  for (const fsdp_rt_tensor_info& tensor : plan.tensors())
    if (tensor.group == static_cast<int32_t>(group))
      if (const auto index = golden.GroupOf(tensor.param)) return index;
  return std::nullopt;
}

Status CheckWire(const GoldenCase& golden, const Plan& plan, const Slots& slots, WireResult* out) {
  SafetensorsSet wires;
  FSDP_RT_RETURN_IF_ERROR(SafetensorsSet::Open(golden.File("wire.safetensors"), &wires));
  std::vector<std::vector<Input>> layout;
  FSDP_RT_RETURN_IF_ERROR(ReadLayout(golden.File("layout.json"), &layout));
  std::vector<bool> seen(layout.size());
  for (uint32_t g = 0; g < plan.groups().size(); ++g) {
    const PlanGroup& group = plan.groups()[g];
    const auto index = CaseGroupOf(golden, plan, g);
    if (!index || *index >= layout.size()) {
      out->failures.push_back(std::string("group ") + group.info.name + " of the plan is no group of the case");
      continue;
    }
    seen[*index] = true;
    if (group.wires.size() != layout[*index].size())
      out->failures.push_back("group" + std::to_string(*index) + ": ours has " + std::to_string(group.wires.size()) +
                              " wires, FSDP2's " + std::to_string(layout[*index].size()));
    for (size_t rank = 0; rank < slots[g].size(); ++rank) {
      const std::string name = SlotName(*index, rank);
      const TensorView* theirs = wires.Find(name);
      if (!theirs) return Status::User(wires.path() + " lacks '" + name + "'");
      for (const Input& input : layout[*index]) CompareInput(name, group, input, *theirs, slots[g][rank], out);
    }
  }
  for (size_t i = 0; i < layout.size(); ++i)
    if (!seen[i] && !layout[i].empty()) out->failures.push_back("group" + std::to_string(i) + " is not in the plan");
  return {};
}

Status SaveWire(const std::string& path, const GoldenCase& golden, const Plan& plan, const Slots& slots) {
  std::vector<std::vector<std::byte>> inputs;
  std::vector<std::string> names;
  for (uint32_t g = 0; g < slots.size(); ++g) {
    const auto index = CaseGroupOf(golden, plan, g);
    for (size_t rank = 0; index && rank < slots[g].size(); ++rank) {
      names.push_back(SlotName(*index, rank));
      inputs.push_back(Inputs(plan.groups()[g], slots[g][rank]));
    }
  }
  std::vector<TensorEntry> entries;
  for (size_t i = 0; i < inputs.size(); ++i)
    entries.push_back({names[i], FSDP_RT_U8, {static_cast<int64_t>(inputs[i].size())}, inputs[i].data()});
  return WriteSafetensors(path, entries);
}

}  // namespace fsdp_rt::runner
