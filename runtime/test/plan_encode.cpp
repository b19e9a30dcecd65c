// plan_encode.cpp - writes a plan file from a PlanModel, for tests
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "plan_encode.h"

#include <cstring>

#include "comm_axis.h"
#include "plan_file.h"

namespace fsdp_rt::testing {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

schema::RankAxis EncodeAxis(uint32_t axis) { return {AxisStride(axis), AxisSize(axis)}; }

class Encoder {
 public:
  explicit Encoder(const PlanModel& plan) : plan_(plan) {}

  std::vector<uint8_t> Encode() {
    auto grid = schema::CreateGrid(builder_, plan_.replicas, plan_.shards, plan_.models);
    auto communicators = Each<schema::Communicator>(plan_.communicators, [&](const Communicator& c) {
      auto members = Each<schema::RankList>(c.members, [&](const std::vector<uint32_t>& ranks) {
        return schema::CreateRankList(builder_, builder_.CreateVector(ranks));
      });
      return schema::CreateCommunicator(builder_, Text(c.name), c.axis, members);
    });
    auto arenas = Each<schema::Arena>(plan_.arenas, [&](const Arena& a) {
      return schema::CreateArena(builder_, a.arena_class, a.memory, a.bytes, a.alignment);
    });
    auto tensors = Each<schema::Tensor>(plan_.tensors, [&](const Tensor& t) {
      return schema::CreateTensor(builder_, Text(t.name), t.role, t.dtype, builder_.CreateVector(t.shape), t.dim,
                                  t.chunk, t.arena, t.offset, t.bytes, t.group, t.trained, Text(t.param), Text(t.inner),
                                  t.local, t.replicated, builder_.CreateVector(t.source), t.source_dim, t.model_dim);
    });
    auto groups = Each<schema::Group>(plan_.groups, [&](const Group& g) {
      auto wires = Each<schema::Wire>(g.wires, [&](const Wire& w) {
        return schema::CreateWire(builder_, Text(w.param), w.input, w.dtype, w.elements, w.offset);
      });
      const schema::RankAxis shards = EncodeAxis(g.shards);
      return schema::CreateGroup(builder_, Text(g.name), g.root, g.slot_bytes, g.full_bytes, wires, Text(g.reshard),
                                 g.kept, Text(g.reason), g.shards ? &shards : nullptr);
    });
    auto tables = Each<schema::Table>(plan_.tables, [&](const Table& t) {
      const schema::RankAxis shards = EncodeAxis(t.shards);
      return schema::CreateTableDirect(builder_, &t.base, &t.stride, &t.lo, &t.hi, &t.buffered_base, &t.buffered_stride,
                                       t.shards ? &shards : nullptr, &t.model_stride);
    });
    auto scalars = Each<schema::Scalar>(
        plan_.scalars, [&](const Scalar& s) { return schema::CreateScalar(builder_, Text(s.name), s.initial); });
    auto bindings = Each<schema::Binding>(plan_.bindings, [&](const Binding& b) {
      return schema::CreateBinding(builder_, b.kind, Text(b.name), b.dtype, builder_.CreateVector(b.shape), b.bytes,
                                   b.combined);
    });
    auto kernels = Each<schema::Kernel>(plan_.kernels, [&](const Kernel& k) {
      auto grid = k.grid.empty() ? 0 : builder_.CreateVector(k.grid);
      auto block = k.block.empty() ? 0 : builder_.CreateVector(k.block);
      return schema::CreateKernel(builder_, Text(k.symbol), k.parameters, k.may_assert, 0, 0, grid, block,
                                  k.shared_bytes);
    });
    auto assertions = Each<schema::Assertion>(plan_.assertions, [&](const Assertion& a) {
      return schema::CreateAssertion(builder_, Text(a.message), Text(a.location));
    });
    std::vector<Code> portable, cubins;
    for (const Code& c : plan_.code) (c.level.starts_with("sm_") ? cubins : portable).push_back(c);
    auto code = EncodeCode(portable);
    auto entries = Each<schema::Entry>(plan_.entries, [&](const Entry& entry) { return EncodeEntry(entry); });
    builder_.Finish(
        schema::CreatePlan(builder_, plan_.major, plan_.minor, plan_.required_features, Text(plan_.name),
                           Text(plan_.input_hash), Text(plan_.compiler), grid, communicators, arenas, tensors, groups,
                           tables, scalars, bindings, kernels, assertions, code, entries, plan_.streams),
        schema::PlanIdentifier());
    std::vector<uint8_t> file(kPlanHeaderBytes);
    std::memcpy(file.data(), kPlanMagic, 8);
    std::memcpy(file.data() + 8, &plan_.major, 4);
    std::memcpy(file.data() + 12, &plan_.minor, 4);
    file.insert(file.end(), builder_.GetBufferPointer(), builder_.GetBufferPointer() + builder_.GetSize());
    SealHeader(&file);
    if (!cubins.empty()) AppendDeviceCode(cubins, &file);
    return file;
  }

 private:
  Offset<flatbuffers::Vector<Offset<schema::Code>>> EncodeCode(const std::vector<Code>& code) {
    return Each<schema::Code>(code, [&](const Code& c) {
      builder_.ForceVectorAlignment(c.blob.size(), 1, 32);
      return schema::CreateCode(builder_, Text(c.target), Text(c.level),
                                builder_.CreateVector(c.blob.data(), c.blob.size()));
    });
  }

  // The second section, and the header's bytes 32 to 48.
  void AppendDeviceCode(const std::vector<Code>& cubins, std::vector<uint8_t>* file) {
    builder_.Clear();
    builder_.Finish(schema::CreateDeviceCode(builder_, EncodeCode(cubins)), "FSDC");
    file->resize((file->size() + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment);
    std::span<const uint8_t> section(builder_.GetBufferPointer(), builder_.GetSize());
    file->insert(file->end(), section.begin(), section.end());
    uint64_t bytes = section.size(), checksum = Fnv1a64(section);
    std::memcpy(file->data() + 32, &bytes, 8);
    std::memcpy(file->data() + 40, &checksum, 8);
  }

  Offset<flatbuffers::String> Text(std::string_view text) { return builder_.CreateString(text.data(), text.size()); }

  template <typename T, typename Items, typename Encode>
  Offset<flatbuffers::Vector<Offset<T>>> Each(const Items& items, Encode encode) {
    std::vector<Offset<T>> offsets;
    for (const auto& item : items) offsets.push_back(encode(item));
    return builder_.CreateVector(offsets);
  }

  Offset<schema::Range> Range(const ByteRange& range) {
    if (!range.present() && range.bytes == 0) return 0;
    return schema::CreateRange(builder_, range.arena, range.binding, range.offset, range.bytes, range.access,
                               range.allocation);
  }

  Offset<schema::Entry> EncodeEntry(const Entry& entry) {
    auto commands = Each<schema::Command>(entry.commands, [&](const Command& command) {
      auto [type, body] = std::visit([&](const auto& body) { return EncodeBody(body); }, command.body);
      return schema::CreateCommand(builder_, type, body, command.stream, command.phase, command.group,
                                   Text(command.label));
    });
    auto allocations = Each<schema::Allocation>(entry.allocations, [&](const Allocation& a) {
      return schema::CreateAllocation(builder_, a.arena, a.offset, a.bytes);
    });
    return schema::CreateEntry(builder_, Text(entry.name), commands, entry.events,
                               builder_.CreateVector(entry.bindings), allocations, entry.needs, entry.leaves,
                               entry.base);
  }

  using Encoded = std::pair<schema::CommandBody, Offset<void>>;

  Encoded EncodeBody(const Launch& launch) {
    auto args = Each<schema::Arg>(launch.args, [&](const Arg& arg) {
      return schema::CreateArg(builder_, arg.kind, Range(arg.range), arg.sources, arg.table);
    });
    return {schema::CommandBody::Launch, schema::CreateLaunch(builder_, launch.kernel, args).Union()};
  }
  Encoded EncodeBody(const Gemm& g) {
    auto a = Range(g.a), b = Range(g.b), c = Range(g.c);
    return {schema::CommandBody::Gemm,
            schema::CreateGemm(builder_, a, b, c, g.dtype, g.ta, g.tb, g.m, g.n, g.k, g.lda, g.ldb, g.ldc, g.batch,
                               g.stride_a, g.stride_b, g.stride_c, g.accumulate)
                .Union()};
  }
  Encoded EncodeBody(const Gather& gather) {
    auto slot = Range(gather.slot), gathered = Range(gather.gathered);
    return {schema::CommandBody::Gather,
            schema::CreateGather(builder_, gather.communicator, slot, gathered, gather.parts, gather.from).Union()};
  }
  Encoded EncodeBody(const Reduce& reduce) {
    auto grads = Range(reduce.grads), received = Range(reduce.received);
    std::vector<schema::ReduceSegment> segments;
    for (const ReduceSegment& s : reduce.segments) segments.emplace_back(s.full, s.outer, s.piece, s.stride, s.slot);
    auto vector = builder_.CreateVectorOfStructs(segments);
    return {schema::CommandBody::Reduce,
            schema::CreateReduce(builder_, reduce.communicator, grads, received, reduce.slot_bytes, vector, reduce.pack)
                .Union()};
  }
  Encoded EncodeBody(const Release& r) {
    return {schema::CommandBody::Release, schema::CreateRelease(builder_, r.sources).Union()};
  }
  Encoded EncodeBody(const Reclaim& r) {
    return {schema::CommandBody::Reclaim, schema::CreateReclaim(builder_, r.sources).Union()};
  }
  Encoded EncodeBody(const Exchange& e) {
    auto source = Range(e.source), dest = Range(e.dest);
    return {schema::CommandBody::Exchange,
            schema::CreateExchange(builder_, e.communicator, source, dest, e.kind).Union()};
  }
  Encoded EncodeBody(const AllReduce& a) {
    auto source = Range(a.source), dest = Range(a.dest);
    return {schema::CommandBody::AllReduce,
            schema::CreateAllReduce(builder_, a.communicator, source, dest, a.count, a.op, a.scale, a.dtype).Union()};
  }
  Encoded EncodeBody(const Copy& copy) {
    auto source = Range(copy.source), dest = Range(copy.dest);
    return {schema::CommandBody::Copy, schema::CreateCopy(builder_, source, dest).Union()};
  }
  Encoded EncodeBody(const Fill& fill) {
    return {schema::CommandBody::Fill, schema::CreateFill(builder_, Range(fill.dest)).Union()};
  }
  Encoded EncodeBody(const Signal& s) {
    return {schema::CommandBody::Signal, schema::CreateSignal(builder_, s.event).Union()};
  }
  Encoded EncodeBody(const Wait& w) {
    return {schema::CommandBody::Wait, schema::CreateWait(builder_, w.event).Union()};
  }
  // Files have no deleted commands; a reserved kind stands for one.
  Encoded EncodeBody(const Deleted&) { return {schema::CommandBody::Loop, schema::CreateLoop(builder_).Union()}; }

  const PlanModel& plan_;
  FlatBufferBuilder builder_;
};

}  // namespace

void SealHeader(std::vector<uint8_t>* file) {
  uint64_t bytes = file->size() - kPlanHeaderBytes;
  uint64_t checksum = Fnv1a64({file->data() + kPlanHeaderBytes, bytes});
  std::memcpy(file->data() + 16, &bytes, 8);
  std::memcpy(file->data() + 24, &checksum, 8);
}

std::vector<uint8_t> EncodePlan(const PlanModel& plan) { return Encoder(plan).Encode(); }

}  // namespace fsdp_rt::testing
