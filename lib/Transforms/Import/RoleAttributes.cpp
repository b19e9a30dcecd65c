//===- RoleAttributes.cpp - the vocabulary of fsdp.* attributes -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RoleAttributes.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace fsdp;

namespace {

enum class ValueKind {
  String,
  Flag,
  FlagOrString,
  Symbol,
  Integer,
  Type,
  Shape
};

/// One attribute at one place. An attribute that may stand at several places
/// has several rows.
struct Word {
  StringRef name;
  RolePlace place;
  StringRef beside; ///< The role it describes further; empty: it is a role.
  ValueKind value;
  StringRef unsupported; ///< The feature, where it does not exist yet.
};

} // namespace

static ArrayRef<Word> vocabulary() {
  using enum ValueKind;
  constexpr RolePlace function = RolePlace::Function;
  constexpr RolePlace argument = RolePlace::Argument;
  constexpr RolePlace result = RolePlace::Result;
  static const Word words[] = {
      {"fsdp.entry", function, "", String, ""},
      {"fsdp.param", argument, "", String, ""},
      {"fsdp.inner", argument, "fsdp.param", String, ""},
      {"fsdp.form", argument, "fsdp.param", String, ""},
      {"fsdp.shape", argument, "fsdp.param", Shape, ""},
      {"fsdp.group", argument, "fsdp.param", String, ""},
      {"fsdp.extension", argument, "fsdp.param", Symbol, ""},
      {"fsdp.reduce_extension", argument, "fsdp.param", Symbol, ""},
      {"fsdp.dtype", argument, "fsdp.param", Type, ""},
      {"fsdp.dim", argument, "fsdp.param", Integer, ""},
      {"fsdp.model_dim", argument, "fsdp.param", Integer, ""},
      {"fsdp.grid", argument, "fsdp.param", Shape, ""},
      {"fsdp.ignored", argument, "fsdp.param", Flag, ""},
      {"fsdp.init", argument, "fsdp.param", String, ""},
      {"fsdp.recompute", argument, "fsdp.param", Flag, ""},
      {"fsdp.batch", argument, "", String, ""},
      {"fsdp.buffer", argument, "", String, ""},
      {"fsdp.local", argument, "fsdp.buffer", Flag, ""},
      {"fsdp.scalar", argument, "", String, ""},
      {"fsdp.loss", result, "", FlagOrString, ""},
      {"fsdp.grad", result, "", String, ""},
      {"fsdp.inner", result, "fsdp.grad", String, ""},
      {"fsdp.count", result, "", Flag, ""},
      {"fsdp.update", result, "", String, ""},
      {"fsdp.reduce", result, "fsdp.update", String, ""},
      {"fsdp.metric", result, "", String, ""},
      {"fsdp.reduce", result, "fsdp.metric", String, ""},
  };
  return words;
}

static StringRef placeName(RolePlace place) {
  switch (place) {
  case RolePlace::Function:
    return "function";
  case RolePlace::Argument:
    return "argument";
  case RolePlace::Result:
    return "result";
  }
  llvm_unreachable("all places are named");
}

/// The names at `place`, without doubles, as "a, b, c".
static std::string knownNames(RolePlace place) {
  std::string names;
  llvm::StringSet<> seen;
  for (const Word &word : vocabulary())
    if (word.place == place && seen.insert(word.name).second)
      names += (names.empty() ? "" : ", ") + word.name.str();
  return names;
}

static LogicalResult reportUnknown(StringRef name, RolePlace place,
                                   StringRef what, EmitError emitError) {
  InFlightDiagnostic diagnostic = emitError();
  for (const Word &word : vocabulary())
    if (word.name == name)
      return diagnostic << what << " has '" << name << "', which belongs to a "
                        << placeName(word.place) << "; expected one of "
                        << knownNames(place);
  StringRef nearest;
  unsigned distance = 4; // Further away it is no typing mistake.
  for (const Word &word : vocabulary())
    if (unsigned d = name.edit_distance(word.name);
        word.place == place && d < distance) {
      nearest = word.name;
      distance = d;
    }
  diagnostic << what << " has unknown attribute '" << name << "'";
  if (!nearest.empty())
    diagnostic << ", did you mean '" << nearest << "'?";
  return diagnostic << (nearest.empty() ? ", known: " : " Known: ")
                    << knownNames(place);
}

static bool hasKind(Attribute value, ValueKind kind) {
  auto isText = [&] {
    auto text = dyn_cast<StringAttr>(value);
    return text && !text.empty();
  };
  switch (kind) {
  case ValueKind::String:
    return isText();
  case ValueKind::Flag:
    return isa<UnitAttr>(value);
  case ValueKind::FlagOrString:
    return isa<UnitAttr>(value) || isText();
  case ValueKind::Symbol:
    return isa<FlatSymbolRefAttr>(value);
  case ValueKind::Integer:
    return isa<IntegerAttr>(value);
  case ValueKind::Type:
    return isa<TypeAttr>(value);
  case ValueKind::Shape:
    return isa<DenseI64ArrayAttr>(value);
  }
  llvm_unreachable("all kinds are checked");
}

static StringRef describe(ValueKind kind) {
  switch (kind) {
  case ValueKind::String:
    return "a string that is not empty";
  case ValueKind::Flag:
    return "no value";
  case ValueKind::FlagOrString:
    return "no value or a string that is not empty";
  case ValueKind::Symbol:
    return "a symbol such as @bf16_cast";
  case ValueKind::Integer:
    return "an integer";
  case ValueKind::Type:
    return "a type such as f32";
  case ValueKind::Shape:
    return "sizes such as array<i64: 64, 32>";
  }
  llvm_unreachable("all kinds are described");
}

FailureOr<StringRef> fsdp::checkRoleAttributes(DictionaryAttr attributes,
                                               RolePlace place, StringRef what,
                                               EmitError emitError) {
  StringRef role;
  SmallVector<NamedAttribute> ours;
  for (NamedAttribute attribute : attributes)
    if (attribute.getName().strref().starts_with("fsdp."))
      ours.push_back(attribute);
  for (NamedAttribute attribute : ours) {
    StringRef name = attribute.getName();
    bool isRole = llvm::any_of(vocabulary(), [&](const Word &word) {
      return word.name == name && word.place == place && word.beside.empty();
    });
    if (!isRole)
      continue;
    if (!role.empty())
      return emitError() << what << " has '" << role << "' and '" << name
                         << "', expected one of them";
    role = name;
  }

  for (NamedAttribute attribute : ours) {
    StringRef name = attribute.getName();
    const Word *known = nullptr, *fitting = nullptr;
    for (const Word &word : vocabulary())
      if (word.name == name && word.place == place) {
        known = &word;
        if (word.beside.empty() || word.beside == role)
          fitting = &word;
      }
    if (!known)
      return reportUnknown(name, place, what, emitError);
    if (!fitting)
      return emitError() << what << " has '" << name << "' without '"
                         << known->beside << "' beside it";
    if (!hasKind(attribute.getValue(), fitting->value))
      return emitError() << what << " has '" << name
                         << "' = " << attribute.getValue() << ", expected "
                         << describe(fitting->value);
    if (!fitting->unsupported.empty())
      return emitError() << "not supported yet: " << fitting->unsupported
                         << " ('" << name << "' of " << what << ")";
  }
  return role;
}
