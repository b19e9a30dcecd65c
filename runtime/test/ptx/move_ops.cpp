// move_ops.cpp - mov, packing and unpacking of vectors, cvta
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lanes.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

template <typename T>
void Copy(Block& b, const Instruction& i) {
  MapLanes(b, b.Lanes<T>(i.dst[0]), [](T v) { return v; }, b.Lanes<T>(i.src[0]));
}

// {lowest, ..., highest} = whole
template <typename Whole, typename Part>
void Unpack(Block& b, const Instruction& i) {
  for (uint32_t k = 0; k < i.destinations; ++k) {
    MapLanes(
        b, b.Lanes<Part>(i.dst[k]), [k](Whole v) { return static_cast<Part>(v >> (8 * sizeof(Part) * k)); },
        b.Lanes<Whole>(i.src[0]));
  }
}

template <typename Whole, typename Part>
void Pack(Block& b, const Instruction& i) {
  constexpr uint32_t kBits = 8 * sizeof(Part);
  const auto two = [](Part low, Part high) { return Whole{low} | (Whole{high} << kBits); };
  if (i.sources == 2) {
    return MapLanes(b, b.Lanes<Whole>(i.dst[0]), two, b.Lanes<Part>(i.src[0]), b.Lanes<Part>(i.src[1]));
  }
  const auto four = [](Part p, Part q, Part r, Part s) {
    return Whole{p} | (Whole{q} << kBits) | (Whole{r} << (2 * kBits % (8 * sizeof(Whole)))) |
           (Whole{s} << (3 * kBits % (8 * sizeof(Whole))));
  };
  MapLanes(b, b.Lanes<Whole>(i.dst[0]), four, b.Lanes<Part>(i.src[0]), b.Lanes<Part>(i.src[1]), b.Lanes<Part>(i.src[2]),
           b.Lanes<Part>(i.src[3]));
}

Handler UnpackHandler(Type type, size_t parts) {
  if (TypeBits(type) == 32 && parts == 2) return Unpack<uint32_t, uint16_t>;
  if (TypeBits(type) == 64 && parts == 2) return Unpack<uint64_t, uint32_t>;
  if (TypeBits(type) == 64 && parts == 4) return Unpack<uint64_t, uint16_t>;
  return nullptr;
}
Handler PackHandler(Type type, size_t parts) {
  if (TypeBits(type) == 32 && parts == 2) return Pack<uint32_t, uint16_t>;
  if (TypeBits(type) == 64 && parts == 2) return Pack<uint64_t, uint32_t>;
  if (TypeBits(type) == 64 && parts == 4) return Pack<uint64_t, uint16_t>;
  return nullptr;
}
Type PartType(Type type, size_t parts) { return TypeBits(type) / parts == 32 ? Type::kB32 : Type::kB16; }

void DecodeMov(StatementDecoder& d) {
  const Type type = d.op.TakeType();
  if (!d.ExpectOperands(2)) return;
  d.out.copies_undefined = true;
  const Operand &to = d.operands()[0], &from = d.operands()[1];
  if (to.kind == Operand::Kind::kVector) {
    d.out.run = UnpackHandler(type, to.parts.size());
    if (!d.out.run) return d.Unsupported("unpacking of this form");
    for (const Operand& part : to.parts) d.Destination(part, PartType(type, to.parts.size()));
    return d.Source(from, type);
  }
  d.Destination(to, type);
  if (from.kind == Operand::Kind::kVector) {
    d.out.run = PackHandler(type, from.parts.size());
    if (!d.out.run) return d.Unsupported("packing of this form");
    for (const Operand& part : from.parts) d.Source(part, PartType(type, from.parts.size()));
    return;
  }
  d.Source(from, type);
  switch (TypeBytes(type)) {
    case 1:
      if (type != Type::kPred) return d.Fail("a type that mov does not take");
      d.out.run = Copy<uint8_t>;
      break;
    case 2:
      d.out.run = Copy<uint16_t>;
      break;
    case 4:
      d.out.run = Copy<uint32_t>;
      break;
    default:
      d.out.run = Copy<uint64_t>;
  }
}

// Between an address of a space and a generic one: they differ by the space's window.
void MoveWindow(Block& b, const Instruction& i) {
  const uint64_t difference = static_cast<uint64_t>(i.offset);
  MapLanes(
      b, b.Lanes<uint64_t>(i.dst[0]), [difference](uint64_t a) { return a + difference; }, b.Lanes<uint64_t>(i.src[0]));
}

void DecodeCvta(StatementDecoder& d) {
  const bool to = d.op.Take("to");
  uint64_t window = 0;
  if (d.op.Take("shared")) {
    window = kSharedWindow;
  } else if (d.op.Take("local")) {
    window = kLocalWindow;
  } else if (!d.op.Take("global") && !d.op.Take("const") && !d.op.Take("param")) {
    return d.Unsupported("cvta of state space '" + std::string(d.op.next()) + "'");
  }
  if (d.op.TakeType() != Type::kU64) return d.Unsupported("cvta of a type other than .u64");
  if (!d.ExpectOperands(2)) return;
  d.Destination(size_t{0}, Type::kU64);
  d.Source(1, Type::kU64);
  d.out.offset = static_cast<int64_t>(to ? 0 - window : window);
  d.out.run = MoveWindow;
}

}  // namespace

bool DecodeMove(StatementDecoder& d) {
  if (d.op.root() == "mov") {
    DecodeMov(d);
  } else if (d.op.root() == "cvta") {
    DecodeCvta(d);
  } else {
    return false;
  }
  return true;
}

}  // namespace fsdp_ptx
