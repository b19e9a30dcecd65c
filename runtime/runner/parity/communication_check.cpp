// communication_check.cpp - the collectives of a step against those of FSDP2
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/parity/communication_check.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "runner/parity/wire_check.h"

namespace fsdp_rt::runner {
namespace {

using nlohmann::json;

std::string ListText(const std::vector<uint32_t>& groups) {
  std::string text = "[";
  for (size_t i = 0; i < groups.size(); ++i) text += (i ? " " : "") + std::to_string(groups[i]);
  return text + "]";
}

// FSDP2 gathers the groups of one call together, in an order that depends on the prefetch; here each comes before its
// first use.
void Sort(const GoldenCase& golden, StepCollectives* step) {
  if (golden.several_grids) std::sort(step->gathers.begin(), step->gathers.end());
  std::sort(step->reduces.begin(), step->reduces.end());
  std::sort(step->gradient_all_reduces.begin(), step->gradient_all_reduces.end());
}

// Nothing moves among one rank: FSDP2 leaves such a gather out and issues such an all-reduce,
// so neither side's are compared.
Status AddCall(const std::string& path, const json& call, StepCollectives* out) {
  if (call.at("ranks_of_rank0").size() == 1) return {};
  const std::string op = call.at("op").get<std::string>(), purpose = call.at("for").get<std::string>();
  if (op == "all_gather" && purpose == "parameters") {
    out->gathers.push_back(call.at("group").get<uint32_t>());
  } else if (op == "reduce_scatter" && purpose == "gradients") {
    out->reduces.push_back(call.at("group").get<uint32_t>());
  } else if (op == "all_reduce" && purpose == "gradients") {
    out->gradient_all_reduces.push_back(call.at("group").get<uint32_t>());
  } else if (op == "all_reduce" && purpose == "norm") {
    ++out->norm_all_reduces;
  } else if (op == "all_reduce" && purpose == "hook") {
    ++out->hook_all_reduces;
  } else if (purpose != "user") {
    return Status::User(path + ": not supported yet: a collective '" + op + "' for '" + purpose + "'");
  }
  return {};
}

}  // namespace

std::string StepCollectives::Text() const {
  return "gathers " + ListText(gathers) + ", reduce-scatters " + ListText(reduces) + ", all-reduces of gradients " +
         ListText(gradient_all_reduces) + ", of the norm " + std::to_string(norm_all_reduces) + ", of hooks " +
         std::to_string(hook_all_reduces);
}

Status Executed(const GoldenCase& golden, const Plan& plan, const std::vector<CollectiveEvent>& events,
                StepCollectives* out) {
  for (const CollectiveEvent& event : events) {
    if (event.bytes == 0) continue;                                // among one rank
    if (event.kind == CollectiveEvent::Kind::kExchange) continue;  // of the model's own
    if (event.label == "overflow") continue;                       // FSDP2 leaves scaled losses to its users
    if (event.entry == "optimizer" && event.kind == CollectiveEvent::Kind::kAllReduce) {
      ++out->norm_all_reduces;
      continue;
    }
    // Not FSDP2's business: its users all-reduce buffers and metrics.
    if (event.kind == CollectiveEvent::Kind::kAllReduce && event.label.empty()) continue;
    if (event.entry != "optimizer" && !event.entry.starts_with("step.")) continue;
    if (event.kind == CollectiveEvent::Kind::kAllReduce && event.label == "stats") {
      ++out->hook_all_reduces;
      continue;
    }
    const auto group = plan.FindGroup(event.label);
    const auto index = group ? CaseGroupOf(golden, plan, *group) : std::nullopt;
    if (!index)
      return Status::Ours("a collective of entry " + event.entry + " names the unknown group '" + event.label + "'");
    if (event.kind == CollectiveEvent::Kind::kGather) out->gathers.push_back(*index);
    if (event.kind == CollectiveEvent::Kind::kReduce) out->reduces.push_back(*index);
    if (event.kind == CollectiveEvent::Kind::kAllReduce) out->gradient_all_reduces.push_back(*index);
  }
  Sort(golden, out);
  return {};
}

Status Recorded(const GoldenCase& golden, uint64_t step, StepCollectives* out) {
  const std::string path = golden.File("comm.json");
  std::ifstream stream(path);
  const json recorded = json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!recorded.is_object()) return Status::User("cannot read " + path + ": expected a JSON object");
  try {
    for (const json& stage : recorded.at("stages")) {
      // An evaluation after the step is no part of it.
      const auto name = stage.at("stage").get<std::string>();
      if (stage.at("step").get<uint64_t>() != step || name == "clip: read the norm" || name == "eval") continue;
      for (const json& call : stage.at("calls")) FSDP_RT_RETURN_IF_ERROR(AddCall(path, call, out));
    }
  } catch (const json::exception& error) {
    return Status::User(path + ": " + error.what());
  }
  Sort(golden, out);
  return {};
}

StepCollectives Expected(StepCollectives recorded) {
  recorded.hook_all_reduces = std::min<uint32_t>(recorded.hook_all_reduces, 1);
  recorded.norm_all_reduces = std::min<uint32_t>(recorded.norm_all_reduces, 1);
  return recorded;
}

}  // namespace fsdp_rt::runner
