// learning_rate.cpp - how the learning rate moves over the steps
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/learning_rate.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numbers>
#include <string_view>

namespace fsdp_rt::runner {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Reads "a=1,b=2" into `values`, which names what may appear.
Status ParseArguments(const std::string& whole, std::string_view text,
                      const std::map<std::string_view, double*>& values) {
  while (!Trim(text).empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    const std::string_view item = Trim(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    const size_t equal = item.find('=');
    const std::string_view name = Trim(item.substr(0, equal));
    const auto it = values.find(name);
    if (equal == std::string_view::npos || it == values.end()) {
      std::string known;
      for (const auto& [n, value] : values) known += (known.empty() ? "" : ", ") + std::string(n) + "=";
      return Status::User("--lr-schedule " + whole + ": unknown argument '" + std::string(item) + "'; expected " +
                          known);
    }
    const std::string_view number = Trim(item.substr(equal + 1));
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), *it->second);
    if (error != std::errc() || end != number.data() + number.size() || !(*it->second >= 0))
      return Status::User("--lr-schedule " + whole + ": '" + std::string(item) + "': expected a number >= 0");
  }
  return {};
}

}  // namespace

Status LearningRateSchedule::Parse(const std::string& text, uint64_t run_steps, LearningRateSchedule* out) {
  LearningRateSchedule schedule;
  const std::string_view whole = Trim(text);
  const size_t open = std::min(whole.find('('), whole.size());
  const std::string_view name = whole.substr(0, open);
  std::string_view arguments = whole.substr(open);
  if (!arguments.empty()) {
    if (arguments.back() != ')') return Status::User("--lr-schedule " + text + ": no closing parenthesis");
    arguments = arguments.substr(1, arguments.size() - 2);
  }
  std::map<std::string_view, double*> values;
  if (name == "constant") {
    schedule.form_ = Form::kConstant;
  } else if (name == "linear") {
    schedule.form_ = Form::kLinear;
    values = {{"end", &schedule.end_}, {"total", &schedule.total_}};
  } else if (name == "warmup_cosine") {
    schedule.form_ = Form::kWarmupCosine;
    values = {{"warmup", &schedule.warmup_}, {"min", &schedule.end_}, {"total", &schedule.total_}};
  } else {
    return Status::User("--lr-schedule " + text + ": not supported yet: schedule '" + std::string(name) +
                        "'; expected constant, linear(...) or warmup_cosine(...)");
  }
  FSDP_RT_RETURN_IF_ERROR(ParseArguments(text, arguments, values));
  if (schedule.total_ == 0) schedule.total_ = static_cast<double>(run_steps);
  if (schedule.warmup_ > schedule.total_)
    return Status::User("--lr-schedule " + text + ": warms up longer than the whole schedule");
  *out = schedule;
  return {};
}

double LearningRateSchedule::Factor(uint64_t step) const {
  const double at = static_cast<double>(step);
  if (form_ == Form::kConstant) return 1;
  if (at < warmup_) return (at + 1) / warmup_;
  const double span = std::max(total_ - warmup_, 1.0), progress = std::min((at - warmup_) / span, 1.0);
  if (form_ == Form::kLinear) return 1 + (end_ - 1) * progress;
  return end_ + (1 - end_) * 0.5 * (1 + std::cos(std::numbers::pi * progress));
}

}  // namespace fsdp_rt::runner
