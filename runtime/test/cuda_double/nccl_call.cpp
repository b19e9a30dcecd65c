// nccl_call.cpp - the meaning of NCCL's operations
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "nccl_call.h"

#include <algorithm>
#include <cstring>

#include "report.h"

namespace cuda_double {
namespace {

struct TypeInfo {
  const char* name;
  uint64_t bytes;
};

// By ncclDataType_t.
constexpr TypeInfo kTypes[] = {{"i8", 1},  {"u8", 1},  {"i32", 4}, {"u32", 4},  {"i64", 8},    {"u64", 8},
                               {"f16", 2}, {"f32", 4}, {"f64", 8}, {"bf16", 2}, {"f8e4m3", 1}, {"f8e5m2", 1}};
constexpr const char* kOperations[] = {"all-gather", "reduce-scatter", "all-reduce", "broadcast",
                                       "all-to-all", "send",           "receive"};
constexpr const char* kReductions[] = {"sum", "product", "maximum", "minimum", "average"};

bool Known(nccl::ncclDataType_t type) { return type >= 0 && type <= nccl::ncclFloat8e5m2; }

bool Reduces(Operation operation) {
  return operation == Operation::kReduceScatter || operation == Operation::kAllReduce;
}

bool Reducible(nccl::ncclDataType_t type) {
  switch (type) {
    case nccl::ncclFloat32:
    case nccl::ncclFloat64:
    case nccl::ncclBfloat16:
    case nccl::ncclInt32:
    case nccl::ncclUint32:
    case nccl::ncclInt64:
    case nccl::ncclUint64:
      return true;
    default:
      return false;
  }
}

float FromBfloat16(uint16_t bits) {
  uint32_t wide = uint32_t{bits} << 16;
  float value;
  std::memcpy(&value, &wide, 4);
  return value;
}

// Rounds to nearest, ties to even; NaN stays NaN.
uint16_t ToBfloat16(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  if (value != value) return static_cast<uint16_t>(bits >> 16 | 0x40);
  return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

template <typename T>
T Combine(nccl::ncclRedOp_t reduce, T a, T b) {
  switch (reduce) {
    case nccl::ncclProd:
      return a * b;
    case nccl::ncclMax:
      return std::max(a, b);
    case nccl::ncclMin:
      return std::min(a, b);
    default:
      return a + b;
  }
}

template <typename Stored, typename Computed, typename Load, typename Store>
void ReduceAs(const std::vector<NcclCall>& calls, uint64_t first, uint64_t count, char* out, Load load, Store store) {
  for (uint64_t i = 0; i < count; ++i) {
    auto element = [&](const NcclCall& call) -> Computed {
      return load(static_cast<const Stored*>(call.send)[first + i]);
    };
    Computed sum = element(calls[0]);
    for (size_t rank = 1; rank < calls.size(); ++rank) sum = Combine(calls[0].reduce, sum, element(calls[rank]));
    if (calls[0].reduce == nccl::ncclAvg) sum /= static_cast<Computed>(calls.size());
    Stored stored = store(sum);
    std::memcpy(out + i * sizeof(Stored), &stored, sizeof(Stored));
  }
}

template <typename T>
void ReducePlain(const std::vector<NcclCall>& calls, uint64_t first, uint64_t count, char* out) {
  auto same = [](T value) { return value; };
  ReduceAs<T, T>(calls, first, count, out, same, same);
}

void Reduce(const std::vector<NcclCall>& calls, uint64_t first, uint64_t count, char* out) {
  switch (calls[0].type) {
    case nccl::ncclFloat32:
      return ReducePlain<float>(calls, first, count, out);
    case nccl::ncclFloat64:
      return ReducePlain<double>(calls, first, count, out);
    case nccl::ncclInt32:
      return ReducePlain<int32_t>(calls, first, count, out);
    case nccl::ncclUint32:
      return ReducePlain<uint32_t>(calls, first, count, out);
    case nccl::ncclInt64:
      return ReducePlain<int64_t>(calls, first, count, out);
    case nccl::ncclUint64:
      return ReducePlain<uint64_t>(calls, first, count, out);
    default:
      return ReduceAs<uint16_t, float>(calls, first, count, out, FromBfloat16, ToBfloat16);
  }
}

bool Overlap(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes) { return a < b + b_bytes && b < a + a_bytes; }

}  // namespace

uint64_t NcclCall::piece_bytes() const { return count * (Known(type) ? kTypes[type].bytes : 0); }

uint64_t NcclCall::SendBytes(int size, int rank) const {
  switch (operation) {
    case Operation::kReduceScatter:
    case Operation::kAllToAll:
      return piece_bytes() * size;
    case Operation::kReceive:
      return 0;
    case Operation::kBroadcast:
      return rank == peer ? piece_bytes() : 0;
    default:
      return piece_bytes();
  }
}

uint64_t NcclCall::ReceiveBytes(int size) const {
  switch (operation) {
    case Operation::kAllGather:
    case Operation::kAllToAll:
      return piece_bytes() * size;
    case Operation::kSend:
      return 0;
    default:
      return piece_bytes();
  }
}

std::string NcclCall::Describe() const {
  std::string text = kOperations[static_cast<int>(operation)];
  if (Reduces(operation) && reduce >= 0 && reduce <= nccl::ncclAvg) text += Text(" (", kReductions[reduce], ")");
  text += Text(" of ", count, " x ", Known(type) ? kTypes[type].name : "unknown type");
  if (operation == Operation::kBroadcast) text += Text(" from rank ", peer);
  if (operation == Operation::kSend) text += Text(" to rank ", peer);
  if (operation == Operation::kReceive) text += Text(" from rank ", peer);
  return text;
}

std::string NcclCall::Wrong(int size, int rank) const {
  if (!Known(type)) return Text("has type ", static_cast<int>(type), ", which does not exist");
  if (Reduces(operation) && !Reducible(type)) return Text("not supported yet: reduction of ", kTypes[type].name);
  if (peer < 0 || peer >= size) return Text("names rank ", peer, " of ", size);
  uint64_t from = send_address(), to = receive_address();
  uint64_t sent = SendBytes(size, rank), received = ReceiveBytes(size);
  bool moves = operation != Operation::kAllReduce && operation != Operation::kBroadcast;
  uint64_t alignment = moves ? 16 : kTypes[type].bytes;
  for (auto [address, bytes] : {std::pair{from, sent}, {to, received}}) {
    if (bytes > 0 && address % alignment != 0) {
      return Text("has the address ", Hex(address), "; expected a multiple of ", alignment);
    }
  }
  if (!Overlap(from, sent, to, received)) return "";
  bool in_place = operation == Operation::kAllGather       ? from == to + rank * piece_bytes()
                  : operation == Operation::kReduceScatter ? to == from + rank * piece_bytes()
                                                           : from == to && operation != Operation::kAllToAll;
  if (in_place) return "";
  return Text("sends ", Hex(from), " and receives at ", Hex(to), ", which overlap and are not in place");
}

std::string Mismatch(const NcclCall& one, int one_rank, const NcclCall& other, int other_rank) {
  if (one.operation == other.operation && one.count == other.count && one.type == other.type &&
      one.peer == other.peer && (!Reduces(one.operation) || one.reduce == other.reduce)) {
    return "";
  }
  return Text("rank ", one_rank, " calls ", one.Describe(), " and rank ", other_rank, " calls ", other.Describe());
}

std::vector<char> Result(const std::vector<NcclCall>& calls, int rank) {
  const NcclCall& mine = calls[rank];
  int size = static_cast<int>(calls.size());
  uint64_t piece = mine.piece_bytes();
  std::vector<char> result(mine.ReceiveBytes(size));
  switch (mine.operation) {
    case Operation::kAllGather:
      for (int from = 0; from < size; ++from) std::memcpy(result.data() + from * piece, calls[from].send, piece);
      break;
    case Operation::kAllToAll:
      for (int from = 0; from < size; ++from) {
        std::memcpy(result.data() + from * piece, static_cast<const char*>(calls[from].send) + rank * piece, piece);
      }
      break;
    case Operation::kBroadcast:
      std::memcpy(result.data(), calls[mine.peer].send, piece);
      break;
    case Operation::kReduceScatter:
      Reduce(calls, rank * mine.count, mine.count, result.data());
      break;
    case Operation::kAllReduce:
      Reduce(calls, 0, mine.count, result.data());
      break;
    case Operation::kSend:
    case Operation::kReceive:
      break;
  }
  return result;
}

}  // namespace cuda_double
