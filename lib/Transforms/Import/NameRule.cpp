//===- NameRule.cpp - REGEX=VALUE options ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "NameRule.h"

using namespace mlir;
using namespace fsdp;

FailureOr<NamePattern> NamePattern::parse(StringRef pattern, StringRef option,
                                          EmitError emitError) {
  NamePattern result;
  result.regex.emplace(pattern);
  std::string reason;
  if (!result.regex->isValid(reason))
    return emitError() << "--" << option << ": '" << pattern
                       << "' is no regular expression: " << reason;
  return std::move(result);
}

std::optional<std::string> NamePattern::capture(StringRef name) const {
  SmallVector<StringRef> matches;
  if (!regex || !regex->match(name, &matches))
    return std::nullopt;
  StringRef found = matches.size() > 1 ? matches[1] : matches[0];
  if (found.empty())
    return std::nullopt;
  return found.str();
}

/// Position of the `=` between pattern and value: the last one outside the
/// parentheses that end the text, so that `a=b=sgd(lr=1)` has the value
/// `sgd(lr=1)`.
static size_t findSplit(StringRef text) {
  size_t end = text.size();
  if (text.ends_with(")"))
    for (int depth = 0; end > 0; --end) {
      depth += text[end - 1] == ')' ? 1 : text[end - 1] == '(' ? -1 : 0;
      if (depth == 0)
        break;
    }
  return text.rfind('=', end);
}

FailureOr<NameRule> NameRule::parse(StringRef text, StringRef option,
                                    EmitError emitError) {
  text = text.trim();
  size_t split = findSplit(text);
  NameRule rule;
  if (split == StringRef::npos) {
    rule.value = text.str();
    return std::move(rule);
  }
  FailureOr<NamePattern> pattern =
      NamePattern::parse(text.take_front(split), option, emitError);
  if (failed(pattern))
    return failure();
  rule.pattern = std::move(*pattern);
  rule.value = text.drop_front(split + 1).str();
  return std::move(rule);
}
