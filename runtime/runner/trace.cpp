// trace.cpp - what ranks executed, when; counted and, on request, kept
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/trace.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "runner/atomic_file.h"

namespace fsdp_rt::runner {
namespace {

using nlohmann::json;

std::optional<CollectiveEvent::Kind> KindOf(std::string_view name, std::string_view label) {
  if (name == "exchange" || (name == "all_reduce" && label == "step")) return CollectiveEvent::Kind::kExchange;
  if (name == "gather") return CollectiveEvent::Kind::kGather;
  if (name == "reduce") return CollectiveEvent::Kind::kReduce;
  if (name == "all_reduce") return CollectiveEvent::Kind::kAllReduce;
  return std::nullopt;
}

// What the streams are for: docs/Stages.md.
std::string StreamName(uint32_t stream) {
  static constexpr const char* kNames[] = {"compute", "gather", "reduce"};
  return stream < std::size(kNames) ? kNames[stream] : "stream " + std::to_string(stream);
}

json Metadata(const char* what, uint32_t rank, std::optional<uint32_t> stream, const std::string& name) {
  json event = {{"ph", "M"}, {"name", what}, {"pid", rank}, {"args", {{"name", name}}}};
  if (stream) event["tid"] = *stream;
  return event;
}

json Complete(const Plan& plan, const fsdp_rt_trace_event& event, uint64_t origin_ns) {
  const std::string label = event.label ? event.label : "";
  json args = {{"entry", plan.entries()[event.entry].info.name}, {"command", event.command}};
  if (event.bytes) args["bytes"] = event.bytes;
  return {{"ph", "X"},
          {"name", label.empty() ? event.name : event.name + (" " + label)},
          {"cat", event.name},
          {"pid", event.rank},
          {"tid", event.stream},
          {"ts", static_cast<double>(event.begin_ns - origin_ns) / 1e3},  // microseconds
          {"dur", static_cast<double>(event.end_ns - event.begin_ns) / 1e3},
          {"args", args}};
}

}  // namespace

void RankTrace::Record(void* context, const fsdp_rt_trace_event* event) {
  auto* trace = static_cast<RankTrace*>(context);
  const char* label = event->label ? event->label : "";
  if (const auto kind = KindOf(event->name, label)) {
    trace->collectives_.push_back(
        {*kind, trace->plan_->entries()[event->entry].info.name, trace->runs_, event->command, label, event->bytes});
  }
  if (trace->keep_) trace->events_.push_back(*event);
}

std::vector<CollectiveEvent> RankTrace::Collectives() const {
  std::vector<CollectiveEvent> sorted = collectives_;
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    const auto end = std::find_if(
        begin, sorted.end(), [&](const auto& event) { return event.entry != begin->entry || event.run != begin->run; });
    std::sort(begin, end, [](const auto& a, const auto& b) { return a.command < b.command; });
    begin = end;
  }
  return sorted;
}

Status WriteTrace(const std::string& path, const Plan& plan, const std::vector<const RankTrace*>& ranks) {
  uint64_t origin_ns = UINT64_MAX;
  for (const RankTrace* rank : ranks)
    for (const fsdp_rt_trace_event& event : rank->events()) origin_ns = std::min(origin_ns, event.begin_ns);
  AtomicFile file;
  FSDP_RT_RETURN_IF_ERROR(AtomicFile::Create(path, &file));
  // One event per line: traces are large, and this way they can be searched.
  std::string text = "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n";
  bool first = true;
  auto append = [&](const json& event) -> Status {
    text += first ? "" : ",\n";
    first = false;
    text += event.dump(-1, ' ', false, json::error_handler_t::replace);
    if (text.size() < (1 << 20)) return {};
    FSDP_RT_RETURN_IF_ERROR(file.Write(text.data(), text.size()));
    text.clear();
    return {};
  };
  for (const RankTrace* rank : ranks) {
    FSDP_RT_RETURN_IF_ERROR(
        append(Metadata("process_name", rank->rank(), std::nullopt, "rank " + std::to_string(rank->rank()))));
    std::set<uint32_t> streams;
    for (const fsdp_rt_trace_event& event : rank->events()) streams.insert(event.stream);
    for (uint32_t stream : streams)
      FSDP_RT_RETURN_IF_ERROR(append(Metadata("thread_name", rank->rank(), stream, StreamName(stream))));
    for (const fsdp_rt_trace_event& event : rank->events())
      FSDP_RT_RETURN_IF_ERROR(append(Complete(plan, event, origin_ns)));
  }
  text += "\n]}\n";
  FSDP_RT_RETURN_IF_ERROR(file.Write(text.data(), text.size()));
  return file.Commit();
}

}  // namespace fsdp_rt::runner
