// plan_decode.cpp - FlatBuffers to PlanModel
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An absent table, vector or string reads as an empty one; plan_verify.cpp judges.

#include <cstring>

#include "plan_file.h"

namespace fsdp_rt {
namespace {

std::string_view Text(const flatbuffers::String* text) {
  return text ? std::string_view(text->c_str(), text->size()) : std::string_view("");
}

// The elements of a vector, copied as bytes: FlatBuffers verifies where a vector begins to 4 bytes, so that those of
// 8 bytes may lie anywhere in a hostile file.
template <typename T, typename Vector>
std::vector<T> Elements(const Vector* vector) {
  std::vector<T> result(vector ? vector->size() : 0);
  if (!result.empty()) std::memcpy(result.data(), vector->Data(), result.size() * sizeof(T));
  return result;
}

template <typename T>
std::vector<T> Numbers(const flatbuffers::Vector<T>* numbers) {
  std::vector<T> result = Elements<T>(numbers);
  for (T& number : result) number = flatbuffers::EndianScalar(number);
  return result;
}

// Decodes each element of a vector of tables with `decode`.
template <typename Out, typename Vector, typename Decode>
std::vector<Out> Each(const Vector* tables, Decode decode) {
  std::vector<Out> result;
  if (!tables) return result;
  result.reserve(tables->size());
  for (const auto* table : *tables) result.push_back(decode(*table));
  return result;
}

ByteRange DecodeRange(const schema::Range* range) {
  if (!range) return {};
  return {range->arena(), range->binding(), range->offset(), range->bytes(), range->access(), range->allocation()};
}

Launch DecodeLaunch(const schema::Launch& launch) {
  return {launch.kernel(), Each<Arg>(launch.args(), [](const schema::Arg& arg) {
            return Arg{arg.kind(), DecodeRange(arg.range()), arg.sources(), arg.table()};
          })};
}

Gemm DecodeGemm(const schema::Gemm& gemm) {
  Gemm result;
  result.a = DecodeRange(gemm.a());
  result.b = DecodeRange(gemm.b());
  result.c = DecodeRange(gemm.c());
  result.dtype = gemm.dtype();
  result.ta = gemm.ta();
  result.tb = gemm.tb();
  result.accumulate = gemm.accumulate();
  result.m = gemm.m();
  result.n = gemm.n();
  result.k = gemm.k();
  result.lda = gemm.lda();
  result.ldb = gemm.ldb();
  result.ldc = gemm.ldc();
  result.batch = gemm.batch();
  result.stride_a = gemm.stride_a();
  result.stride_b = gemm.stride_b();
  result.stride_c = gemm.stride_c();
  return result;
}

Reduce DecodeReduce(const schema::Reduce& reduce) {
  Reduce result{
      reduce.communicator(), DecodeRange(reduce.grads()), DecodeRange(reduce.received()), reduce.slot_bytes(), {},
      reduce.pack()};
  for (const schema::ReduceSegment& segment : Elements<schema::ReduceSegment>(reduce.segments()))
    result.segments.push_back({segment.full(), segment.outer(), segment.piece(), segment.stride(), segment.slot()});
  return result;
}

Status DecodeBody(const schema::Command& command, Body* out_body) {
  if (!command.body()) return Error(FSDP_RT_INVALID_PLAN, "body: absent");
  switch (command.body_type()) {
    case schema::CommandBody::Launch:
      *out_body = DecodeLaunch(*command.body_as_Launch());
      break;
    case schema::CommandBody::Gemm:
      *out_body = DecodeGemm(*command.body_as_Gemm());
      break;
    case schema::CommandBody::Gather: {
      const auto& gather = *command.body_as_Gather();
      *out_body = Gather{gather.communicator(), DecodeRange(gather.slot()), DecodeRange(gather.gathered()),
                         gather.parts(), gather.from()};
      break;
    }
    case schema::CommandBody::Reduce:
      *out_body = DecodeReduce(*command.body_as_Reduce());
      break;
    case schema::CommandBody::Release:
      *out_body = Release{command.body_as_Release()->sources()};
      break;
    case schema::CommandBody::Reclaim:
      *out_body = Reclaim{command.body_as_Reclaim()->sources()};
      break;
    case schema::CommandBody::Exchange: {
      const auto& exchange = *command.body_as_Exchange();
      *out_body = Exchange{exchange.communicator(), DecodeRange(exchange.source()), DecodeRange(exchange.dest()),
                           exchange.kind()};
      break;
    }
    case schema::CommandBody::AllReduce: {
      const auto& all_reduce = *command.body_as_AllReduce();
      *out_body = AllReduce{all_reduce.communicator(),
                            DecodeRange(all_reduce.source()),
                            DecodeRange(all_reduce.dest()),
                            all_reduce.count(),
                            all_reduce.op(),
                            all_reduce.scale(),
                            all_reduce.dtype()};
      break;
    }
    case schema::CommandBody::Copy: {
      const auto& copy = *command.body_as_Copy();
      *out_body = Copy{DecodeRange(copy.source()), DecodeRange(copy.dest())};
      break;
    }
    case schema::CommandBody::Fill:
      *out_body = Fill{DecodeRange(command.body_as_Fill()->dest())};
      break;
    case schema::CommandBody::Signal:
      *out_body = Signal{command.body_as_Signal()->event()};
      break;
    case schema::CommandBody::Wait:
      *out_body = Wait{command.body_as_Wait()->event()};
      break;
    default: {
      const char* name = schema::EnumNameCommandBody(command.body_type());
      if (!*name) return Error(FSDP_RT_INVALID_PLAN, "body: unknown kind ", int(command.body_type()));
      return Error(FSDP_RT_UNSUPPORTED, "body: not supported yet: command ", name);
    }
  }
  return {};
}

Status DecodeEntry(const schema::Entry& entry, size_t index, Entry* out_entry) {
  out_entry->name = Text(entry.name());
  out_entry->events = entry.events();
  out_entry->needs = entry.needs();
  out_entry->leaves = entry.leaves();
  out_entry->base = entry.base();
  out_entry->bindings = Numbers(entry.bindings());
  out_entry->allocations = Each<Allocation>(entry.allocations(), [](const schema::Allocation& allocation) {
    return Allocation{allocation.arena(), allocation.offset(), allocation.bytes()};
  });
  if (!entry.commands()) return {};
  out_entry->commands.reserve(entry.commands()->size());
  for (const schema::Command* command : *entry.commands()) {
    Command& result = out_entry->commands.emplace_back();
    if (Status status = DecodeBody(*command, &result.body); !status.ok())
      return Error(status.code(), "entries[", index, "].commands[", out_entry->commands.size() - 1, "].",
                   status.message());
    result.stream = command->stream();
    result.phase = command->phase();
    result.group = command->group();
    result.label = Text(command->label());
  }
  return {};
}

Tensor DecodeTensor(const schema::Tensor& tensor) {
  Tensor result;
  result.name = Text(tensor.name());
  result.param = Text(tensor.param());
  result.inner = Text(tensor.inner());
  result.role = tensor.role();
  result.dtype = tensor.dtype();
  result.shape = Numbers(tensor.shape());
  result.dim = tensor.dim();
  result.chunk = tensor.chunk();
  result.arena = tensor.arena();
  result.offset = tensor.offset();
  result.bytes = tensor.bytes();
  result.group = tensor.group();
  result.trained = tensor.trained();
  result.local = tensor.local();
  result.replicated = tensor.replicated();
  result.source = Numbers(tensor.source());
  result.source_dim = tensor.source_dim();
  result.model_dim = tensor.model_dim();
  return result;
}

// An axis that does not fit becomes one that divides nothing, and is refused as such.
uint32_t DecodeAxis(const schema::RankAxis* axis) {
  constexpr uint32_t kMost = 0xffff;
  if (!axis) return 0;
  return axis->stride() > kMost || axis->size() > kMost ? FSDP_RT_AXIS(kMost, 0)
                                                        : FSDP_RT_AXIS(axis->stride(), axis->size());
}

Group DecodeGroup(const schema::Group& group) {
  Group result;
  result.name = Text(group.name());
  result.reshard = Text(group.reshard());
  result.reason = Text(group.reason());
  result.root = group.root();
  result.kept = group.kept();
  result.slot_bytes = group.slot_bytes();
  result.full_bytes = group.full_bytes();
  result.wires = Each<Wire>(group.wires(), [](const schema::Wire& wire) {
    return Wire{Text(wire.param()), wire.input(), wire.dtype(), wire.elements(), wire.offset()};
  });
  result.shards = DecodeAxis(group.shards());
  return result;
}

Code DecodeCode(const schema::Code& code) {
  std::span<const uint8_t> blob;
  if (code.blob()) blob = {code.blob()->data(), code.blob()->size()};
  return {Text(code.target()), Text(code.level()), blob};
}

// Everything that is data of the whole plan; the entries are code.
void DecodeTables(const schema::Plan& plan, PlanModel* model) {
  model->communicators = Each<Communicator>(plan.communicators(), [](const schema::Communicator& communicator) {
    return Communicator{Text(communicator.name()), communicator.axis(),
                        Each<std::vector<uint32_t>>(communicator.members(), [](const schema::RankList& list) {
                          return Numbers(list.ranks());
                        })};
  });
  model->arenas = Each<Arena>(plan.arenas(), [](const schema::Arena& arena) {
    return Arena{arena.class_(), arena.memory(), arena.bytes(), arena.alignment()};
  });
  model->tensors = Each<Tensor>(plan.tensors(), DecodeTensor);
  model->groups = Each<Group>(plan.groups(), DecodeGroup);
  model->tables = Each<Table>(plan.tables(), [](const schema::Table& table) {
    return Table{Numbers(table.base()),      Numbers(table.stride()),        Numbers(table.lo()),
                 Numbers(table.hi()),        Numbers(table.buffered_base()), Numbers(table.buffered_stride()),
                 DecodeAxis(table.shards()), Numbers(table.model_stride())};
  });
  model->scalars = Each<Scalar>(
      plan.scalars(), [](const schema::Scalar& scalar) { return Scalar{Text(scalar.name()), scalar.initial()}; });
  model->bindings = Each<Binding>(plan.bindings(), [](const schema::Binding& binding) {
    return Binding{binding.kind(),           Text(binding.name()), binding.dtype(),
                   Numbers(binding.shape()), binding.bytes(),      binding.combined()};
  });
  model->kernels = Each<Kernel>(plan.kernels(), [](const schema::Kernel& kernel) {
    return Kernel{Text(kernel.symbol()),   kernel.parameters(),   kernel.may_assert(), Numbers(kernel.grid()),
                  Numbers(kernel.block()), kernel.shared_bytes(), kernel.bytes_read(), kernel.bytes_written()};
  });
  model->assertions = Each<Assertion>(plan.assertions(), [](const schema::Assertion& assertion) {
    return Assertion{Text(assertion.message()), Text(assertion.location())};
  });
  model->code = Each<Code>(plan.code(), DecodeCode);
}

}  // namespace

void DecodeDeviceCode(const schema::DeviceCode& section, PlanModel* model) {
  for (const Code& code : Each<Code>(section.code(), DecodeCode)) model->code.push_back(code);
}

Status DecodePlan(const schema::Plan& plan, PlanModel* out_model) {
  out_model->major = plan.major();
  out_model->minor = plan.minor();
  out_model->required_features = plan.required_features();
  out_model->name = Text(plan.name());
  out_model->input_hash = Text(plan.input_hash());
  out_model->compiler = Text(plan.compiler());
  if (!plan.grid()) return Error(FSDP_RT_INVALID_PLAN, "plan.grid: absent");
  out_model->replicas = plan.grid()->replicas();
  out_model->shards = plan.grid()->shards();
  out_model->models = plan.grid()->models();
  out_model->streams = plan.streams();
  DecodeTables(plan, out_model);
  for (Tensor& tensor : out_model->tensors)
    if (tensor.model_dim >= 0) tensor.models = out_model->models;
  if (!plan.entries()) return {};
  out_model->entries.resize(plan.entries()->size());
  for (uint32_t i = 0; i < plan.entries()->size(); ++i)
    FSDP_RT_TRY(DecodeEntry(*plan.entries()->Get(i), i, &out_model->entries[i]));
  return {};
}

}  // namespace fsdp_rt
