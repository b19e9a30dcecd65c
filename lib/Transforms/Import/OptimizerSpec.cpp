//===- OptimizerSpec.cpp - optimizer and clipping options -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "OptimizerSpec.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace mlir;
using namespace fsdp;

/// A finite number, at least 0.
static bool parseNumber(StringRef text, double &value) {
  return !text.trim().getAsDouble(value) && std::isfinite(value) && value >= 0;
}

static std::optional<bool> parseBool(StringRef text) {
  return llvm::StringSwitch<std::optional<bool>>(text.trim().lower())
      .Cases({"true", "1"}, true)
      .Cases({"false", "0"}, false)
      .Default(std::nullopt);
}

/// The number that `key` sets in `spec`, null where its optimizer has no such.
static double *findNumber(OptimizerSpec &spec, StringRef key) {
  bool sgd = spec.kind == OptimizerSpec::Kind::SGD;
  if (key == "lr")
    return &spec.lr;
  if (key == "weight_decay")
    return &spec.weightDecay;
  if (sgd)
    return llvm::StringSwitch<double *>(key)
        .Case("momentum", &spec.momentum)
        .Case("dampening", &spec.dampening)
        .Default(nullptr);
  return llvm::StringSwitch<double *>(key)
      .Case("beta1", &spec.beta1)
      .Case("beta2", &spec.beta2)
      .Case("eps", &spec.eps)
      .Default(nullptr);
}

static StringRef knownKeys(OptimizerSpec::Kind kind) {
  return kind == OptimizerSpec::Kind::SGD
             ? "lr, momentum, dampening, nesterov, weight_decay"
             : "lr, weight_decay, betas, eps";
}

/// One `key=value` between the parentheses.
static LogicalResult parseSetting(OptimizerSpec &spec, StringRef key,
                                  StringRef value, EmitError emitError) {
  bool sgd = spec.kind == OptimizerSpec::Kind::SGD;
  auto badValue = [&](StringRef expected) {
    return emitError() << "--optimizer: " << key << " = '" << value << "' in '"
                       << spec.text << "', expected " << expected;
  };
  if (!sgd && key == "betas") {
    auto [first, second] = value.split(':');
    if (!parseNumber(first, spec.beta1) || !parseNumber(second, spec.beta2))
      return badValue("two numbers such as 0.9:0.999");
    return success();
  }
  bool isFlag =
      key == "amsgrad" || key == "maximize" || (sgd && key == "nesterov");
  if (isFlag) {
    std::optional<bool> flag = parseBool(value);
    if (!flag)
      return badValue("true or false");
    if (key == "nesterov")
      spec.nesterov = *flag;
    else if (*flag)
      return emitError() << "not supported yet: " << key << " of optimizer '"
                         << spec.text << "'";
    return success();
  }
  double *number = findNumber(spec, key);
  if (!number)
    return emitError() << "--optimizer: unknown setting '" << key << "' in '"
                       << spec.text << "', expected one of "
                       << knownKeys(spec.kind);
  if (!parseNumber(value, *number))
    return badValue("a number of at least 0");
  return success();
}

static LogicalResult checkRanges(const OptimizerSpec &spec,
                                 EmitError emitError) {
  if (spec.beta1 >= 1 || spec.beta2 >= 1)
    return emitError() << "--optimizer: betas " << spec.beta1 << " and "
                       << spec.beta2 << " in '" << spec.text
                       << "', expected both below 1";
  if (spec.nesterov && (spec.momentum == 0 || spec.dampening != 0))
    return emitError() << "--optimizer: nesterov in '" << spec.text
                       << "' needs a momentum above 0 and no dampening";
  return success();
}

FailureOr<OptimizerSpec> OptimizerSpec::parse(StringRef text,
                                              EmitError emitError) {
  OptimizerSpec spec;
  spec.text = text.trim().str();
  StringRef rest = spec.text;
  std::string name = rest.take_while(llvm::isAlnum).lower();
  rest = rest.drop_front(name.size()).trim();
  auto kind = llvm::StringSwitch<std::optional<Kind>>(name)
                  .Case("sgd", Kind::SGD)
                  .Case("adam", Kind::Adam)
                  .Case("adamw", Kind::AdamW)
                  .Default(std::nullopt);
  bool wrapped = rest.consume_front("(") && rest.consume_back(")");
  if (!kind || (!wrapped && spec.text.size() != name.size()))
    return emitError() << "--optimizer: '" << text
                       << "' is none, expected adamw(...), adam(...) or "
                          "sgd(...), such as adamw(lr=1e-2,weight_decay=0.1)";
  spec.kind = *kind;
  if (spec.kind == Kind::AdamW)
    spec.weightDecay = 1e-2;

  SmallVector<StringRef> settings;
  rest.split(settings, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef setting : settings) {
    auto [key, value] = setting.split('=');
    if (failed(parseSetting(spec, key.trim(), value.trim(), emitError)))
      return failure();
  }
  if (failed(checkRanges(spec, emitError)))
    return failure();
  return std::move(spec);
}

const OptimizerRules::Rule *OptimizerRules::find(StringRef parameter) const {
  const Rule *general = nullptr;
  for (const Rule &rule : rules) {
    if (rule.pattern.matchesEverything())
      general = &rule;
    else if (rule.pattern.matches(parameter))
      return &rule;
  }
  return general;
}

FailureOr<OptimizerRules> OptimizerRules::parse(ArrayRef<std::string> texts,
                                                EmitError emitError) {
  OptimizerRules result;
  unsigned numbered = 0;
  bool general = false;
  for (StringRef text : texts) {
    FailureOr<NameRule> rule = NameRule::parse(text, "optimizer", emitError);
    if (failed(rule))
      return failure();
    FailureOr<OptimizerSpec> spec =
        OptimizerSpec::parse(rule->value, emitError);
    if (failed(spec))
      return failure();
    bool all = rule->pattern.matchesEverything();
    if (all && general)
      return emitError() << "--optimizer: second rule without a pattern, '"
                         << text << "'; write it as REGEX=" << text;
    general |= all;
    result.rules.push_back({all ? 0 : ++numbered, std::move(rule->pattern),
                            std::move(*spec), text.trim().str()});
  }
  return std::move(result);
}

FailureOr<ClipSpec> ClipSpec::parse(StringRef text, EmitError emitError) {
  auto [maxNorm, ord] = text.trim().split(':');
  ClipSpec clip;
  std::optional<double> order = llvm::StringSwitch<std::optional<double>>(ord)
                                    .Cases({"", "2", "2.0"}, 2.0)
                                    .Cases({"1", "1.0"}, 1.0)
                                    .Cases({"3", "3.0"}, 3.0)
                                    .Case("inf", INFINITY)
                                    .Default(std::nullopt);
  if (!parseNumber(maxNorm, clip.maxNorm) || clip.maxNorm == 0 || !order)
    return emitError() << "--clip-grad-norm: '" << text
                       << "', expected a norm above 0 such as '1.0', or with "
                          "its order '1.0:inf' (1, 2, 3 or inf)";
  clip.ord = *order;
  return clip;
}
