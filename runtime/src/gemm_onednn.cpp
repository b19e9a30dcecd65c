// gemm_onednn.cpp - matrix products by oneDNN
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <dlfcn.h>

#include <array>
#include <cstring>
#include <dnnl.hpp>
#include <map>

#include "gemm.h"
#include "gemm_widen.h"

namespace fsdp_rt {
namespace {

// A matmul primitive and the memory objects whose handles change from call to call.
struct Primitive {
  dnnl::matmul matmul;
  dnnl::memory a, b, c;
};

class OneDnn : public GemmLibrary {
 public:
  OneDnn() : engine_(dnnl::engine::kind::cpu, 0), stream_(engine_) {}

  Status Run(const fsdp_rt_gemm_args& args) override {
    if (args.dtype == FSDP_RT_F32) return args.batch == 1 ? RunPlain(args) : RunPrimitive(args);
    if (!WidenedOperands::Accepts(args.dtype)) return GemmLoops(args);
    return args.dtype == FSDP_RT_BF16 && HasBf16() ? RunPrimitive(args) : Run(widened_.Widen(args));
  }

 private:
  static Status RunPlain(const fsdp_rt_gemm_args& args) {
    dnnl_status_t status = dnnl_sgemm(args.ta ? 'T' : 'N', args.tb ? 'T' : 'N', args.m, args.n, args.k, 1.0f,
                                      static_cast<const float*>(args.a), args.lda, static_cast<const float*>(args.b),
                                      args.ldb, args.accumulate ? 1.0f : 0.0f, args.c, args.ldc);
    if (status != dnnl_success) return Error(FSDP_RT_INTERNAL, "oneDNN sgemm failed with status ", int(status));
    return {};
  }

  // Whether this CPU multiplies bf16: elsewhere oneDNN has no such product, or one that
  // is not meant to be fast.
  static bool HasBf16() {
    constexpr auto kNeeded = unsigned(dnnl::cpu_isa::avx512_core_bf16);
    return (unsigned(dnnl::get_effective_cpu_isa()) & kNeeded) == kNeeded;
  }

  Status RunPrimitive(const fsdp_rt_gemm_args& args) {
    try {
      Primitive& primitive = Find(args);
      primitive.a.set_data_handle(const_cast<void*>(args.a));
      primitive.b.set_data_handle(const_cast<void*>(args.b));
      primitive.c.set_data_handle(args.c);
      primitive.matmul.execute(
          stream_, {{DNNL_ARG_SRC, primitive.a}, {DNNL_ARG_WEIGHTS, primitive.b}, {DNNL_ARG_DST, primitive.c}});
      stream_.wait();
      return {};
    } catch (const dnnl::error&) {
      // A shape or type that this CPU has no primitive for.
      return WidenedOperands::Accepts(args.dtype) ? Run(widened_.Widen(args)) : GemmLoops(args);
    }
  }

  using Key = std::array<int64_t, 14>;
  static Key KeyOf(const fsdp_rt_gemm_args& args) {
    return {args.dtype, args.ta,  args.tb,  args.accumulate, args.m,        args.n,        args.k,
            args.lda,   args.ldb, args.ldc, args.batch,      args.stride_a, args.stride_b, args.stride_c};
  }

  // A batch of rows x columns matrices; a transposed one is described by its strides.
  // A stride of 0 (one matrix for all members) becomes an extent of 1, which broadcasts.
  static dnnl::memory::desc Describe(int64_t batch, int64_t rows, int64_t columns, bool transposed, int64_t ld,
                                     int64_t stride, dnnl::memory::data_type type) {
    int64_t members = stride == 0 ? 1 : batch;
    dnnl::memory::dims strides = {stride == 0 ? rows * columns : stride, transposed ? 1 : ld, transposed ? ld : 1};
    return {{members, rows, columns}, type, strides};
  }

  Primitive& Find(const fsdp_rt_gemm_args& args) {
    Key key = KeyOf(args);
    if (auto found = primitives_.find(key); found != primitives_.end()) return found->second;
    using Type = dnnl::memory::data_type;
    Type type = args.dtype == FSDP_RT_F32 ? Type::f32 : Type::bf16;
    auto a = Describe(args.batch, args.m, args.k, args.ta, args.lda, args.stride_a, type);
    auto b = Describe(args.batch, args.k, args.n, args.tb, args.ldb, args.stride_b, type);
    auto c = Describe(args.batch, args.m, args.n, false, args.ldc, args.stride_c, Type::f32);
    dnnl::primitive_attr attributes;
    if (args.accumulate) {
      dnnl::post_ops sum;
      sum.append_sum(1.0f);
      attributes.set_post_ops(sum);
    }
    dnnl::matmul::primitive_desc description(dnnl::matmul::desc(a, b, c), attributes, engine_);
    Primitive primitive{dnnl::matmul(description), dnnl::memory(a, engine_, nullptr), dnnl::memory(b, engine_, nullptr),
                        dnnl::memory(c, engine_, nullptr)};
    return primitives_.emplace(key, std::move(primitive)).first->second;
  }

  dnnl::engine engine_;
  dnnl::stream stream_;
  std::map<Key, Primitive> primitives_;
  WidenedOperands widened_;
};

// oneDNN's threads are those of its OpenMP runtime, which this library does not link.
template <typename Function>
Function OpenMpFunction(const char* name) {
  void* library = dlopen("libgomp.so.1", RTLD_NOW | RTLD_NOLOAD);
  void* symbol = library ? dlsym(library, name) : dlsym(RTLD_DEFAULT, name);
  if (library) dlclose(library);  // only the reference that NOLOAD took
  return reinterpret_cast<Function>(symbol);
}

}  // namespace

std::unique_ptr<GemmLibrary> MakeGemmLibrary() { return std::make_unique<OneDnn>(); }
const char* GemmLibraryName() { return "oneDNN"; }

// OpenMP keeps the number per calling thread, which is why ranks do not disturb each other.
GemmThreads::GemmThreads(int threads) {
  static const auto get = OpenMpFunction<int (*)()>("omp_get_max_threads");
  static const auto set = OpenMpFunction<void (*)(int)>("omp_set_num_threads");
  if (!get || !set || get() == threads) return;
  before_ = get();
  set(threads);
}

GemmThreads::~GemmThreads() {
  static const auto set = OpenMpFunction<void (*)(int)>("omp_set_num_threads");
  if (before_ && set) set(before_);
}

}  // namespace fsdp_rt
