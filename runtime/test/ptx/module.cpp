// module.cpp - loads a module: its variables, kernels and programs
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <cstring>
#include <set>

#include "device_memory.h"
#include "parser.h"
#include "program.h"
#include "program_builder.h"
#include "ptx.h"

namespace fsdp_ptx {
namespace {

constexpr size_t kVariableAlignment = 4096;
constexpr uint64_t kMaxVariableBytes = uint64_t{1} << 30;

Status VariableError(const Declaration& variable, const std::string& what) {
  const Code code = what.starts_with("not supported yet") ? Code::kUnsupported : Code::kInvalidPtx;
  return Status(code,
                "line " + std::to_string(variable.line) + ": variable '" + std::string(variable.name) + "': " + what);
}

Status Allocate(const ModuleSyntax& syntax, ModuleImage* image) {
  uint64_t total = 0;
  for (const Declaration& variable : syntax.variables) {
    if (variable.space == Space::kShared) continue;
    if (variable.space == Space::kLocal) return VariableError(variable, "not supported yet: .local at module scope");
    if (variable.external) return VariableError(variable, "not supported yet: a variable of another module");
    if (image->FindVariable(variable.name)) return VariableError(variable, "defined twice");
    total += variable.bytes();
    if (total > kMaxVariableBytes) return VariableError(variable, "not supported yet: more than 1 GiB of variables");
    VariableStorage storage;
    storage.name = variable.name;
    storage.space = variable.space;
    storage.bytes = variable.bytes();
    const size_t alignment = std::min<size_t>(variable.alignment < 256 ? 256 : variable.alignment, kVariableAlignment);
    storage.memory = std::make_unique<uint64_t[]>((variable.bytes() + alignment) / 8 + 1);
    storage.data = reinterpret_cast<uint8_t*>(AlignUp(reinterpret_cast<uint64_t>(storage.memory.get()), alignment));
    image->variables.push_back(std::move(storage));
  }
  return {};
}

Status Initialise(const Declaration& variable, ModuleImage* image) {
  if (variable.initial.empty()) return {};
  if (variable.space == Space::kShared) return VariableError(variable, "shared memory with initial values");
  const unsigned bytes = TypeBytes(variable.type);
  uint8_t* at = image->FindVariable(variable.name)->data;
  for (const InitialValue& value : variable.initial) {
    uint64_t bits = value.value.bits;
    if (!value.symbol.empty()) {
      const VariableStorage* other = image->FindVariable(value.symbol);
      if (!other || bytes != 8) {
        return VariableError(variable,
                             "not supported yet: the address of '" + std::string(value.symbol) + "' as initial value");
      }
      bits += reinterpret_cast<uint64_t>(other->data);
    }
    std::memcpy(at, &bits, bytes);
    at += bytes;
  }
  return {};
}

Status LoadKernel(const ModuleSyntax& syntax, const FunctionSyntax& function, ModuleImage* image) {
  auto program = std::make_unique<Program>();
  if (Status status = BuildProgram(syntax, function, *image, program.get()); !status.ok()) return status;
  auto kernel = std::make_unique<Kernel>();
  KernelAccess::Fields fields = KernelAccess::fields(*kernel);
  fields.name = function.name;
  LayOutParameters(function, &fields.parameters);
  fields.static_shared_bytes = program->shared_bytes;
  fields.required_block = function.required_block;
  fields.maximum_block = function.maximum_block;
  fields.image = image;
  fields.entry = static_cast<uint32_t>(image->programs.size());
  image->kernels.push_back(std::move(kernel));
  image->programs.push_back(std::move(program));
  return {};
}

Status Load(ModuleImage* image) {
  ModuleSyntax syntax;
  if (Status status = ParseModule(image->text, &syntax); !status.ok()) return status;
  image->target = syntax.target;
  image->version = syntax.version;
  if (Status status = Allocate(syntax, image); !status.ok()) return status;
  for (const Declaration& variable : syntax.variables) {
    if (Status status = Initialise(variable, image); !status.ok()) return status;
  }
  std::set<std::string_view> opcodes, names;
  for (const FunctionSyntax& function : syntax.functions) {
    for (const Statement& statement : function.statements) opcodes.insert(statement.opcode);
    if (!function.defined) continue;
    if (!names.insert(function.name).second) {
      return Status(Code::kInvalidPtx, "line " + std::to_string(function.line) + ": '" + std::string(function.name) +
                                           "' is defined twice");
    }
    if (!function.entry) continue;
    if (Status status = LoadKernel(syntax, function, image); !status.ok()) return status;
  }
  image->opcodes.assign(opcodes.begin(), opcodes.end());
  return {};
}

}  // namespace

const VariableStorage* ModuleImage::FindVariable(std::string_view name) const {
  for (const VariableStorage& variable : variables) {
    if (variable.name == name) return &variable;
  }
  return nullptr;
}

Module::Module(std::unique_ptr<ModuleImage> image) : image_(std::move(image)) {}
Module::Module(Module&&) noexcept = default;
Module& Module::operator=(Module&&) noexcept = default;
Module::~Module() = default;

Result<Module> Module::Parse(std::string_view text) {
  auto image = std::make_unique<ModuleImage>();
  image->text = text;
  if (Status status = Load(image.get()); !status.ok()) return status;
  return Module(std::move(image));
}

const Kernel* Module::Find(std::string_view name) const {
  for (const auto& kernel : image_->kernels) {
    if (kernel->name() == name) return kernel.get();
  }
  return nullptr;
}

std::vector<const Kernel*> Module::kernels() const {
  std::vector<const Kernel*> list;
  for (const auto& kernel : image_->kernels) list.push_back(kernel.get());
  return list;
}

std::optional<Variable> Module::FindVariable(std::string_view name) const {
  const VariableStorage* variable = image_->FindVariable(name);
  if (!variable) return std::nullopt;
  return Variable{reinterpret_cast<uint64_t>(variable->data), variable->bytes};
}

const std::string& Module::target() const { return image_->target; }
uint64_t Module::constant_bytes() const {
  uint64_t bytes = 0;
  for (const VariableStorage& variable : image_->variables)
    if (variable.space == Space::kConst) bytes += variable.bytes;
  return bytes;
}

uint32_t Module::version() const { return image_->version; }
std::vector<std::string> Module::opcodes() const { return image_->opcodes; }

}  // namespace fsdp_ptx
