// cuda_gemm.h - matrix products by cuBLASLt
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_CUDA_GEMM_H_
#define FSDP_RT_BACKENDS_CUDA_CUDA_GEMM_H_

#include <array>
#include <map>
#include <memory>

#include "cuda_libraries.h"

namespace fsdp_rt {

// Of one device. An algorithm is chosen once per distinct shape, when the plan is loaded:
// choosing takes long and must not happen while a graph is captured.
class CudaGemm {
 public:
  explicit CudaGemm(std::shared_ptr<const CudaLibraries> libraries) : libraries_(std::move(libraries)) {}
  ~CudaGemm();
  CudaGemm(const CudaGemm&) = delete;
  CudaGemm& operator=(const CudaGemm&) = delete;

  // Chooses; the first call starts cuBLASLt.
  Status Prepare(const fsdp_rt_gemm_args& args);
  // `workspace` holds workspace_bytes() and belongs to the stream.
  Status Enqueue(const fsdp_rt_gemm_args& args, cu::CUstream stream, void* workspace);
  // The largest that a prepared shape needs.
  size_t workspace_bytes() const { return workspace_bytes_; }

 private:
  // Everything that the choice depends on: types, transposes, sizes, strides, alignments.
  using Key = std::array<int64_t, 17>;
  struct Choice {
    cublaslt::cublasLtMatmulDesc_t desc = nullptr;
    cublaslt::cublasLtMatrixLayout_t a = nullptr, b = nullptr, c = nullptr;
    cublaslt::cublasLtMatmulAlgo_t algorithm{};
    size_t workspace_bytes = 0;
  };

  Status Create();
  static Key KeyOf(const fsdp_rt_gemm_args& args);
  Status Describe(const fsdp_rt_gemm_args& args, Choice* choice);
  Status MakeLayout(const fsdp_rt_gemm_args& args, cublaslt::cudaDataType type, bool transposed, int64_t rows,
                    int64_t columns, int64_t leading, int64_t stride, cublaslt::cublasLtMatrixLayout_t* out_layout);
  Status Choose(const fsdp_rt_gemm_args& args, Choice* choice);
  void Destroy(Choice* choice);
  Status Check(cublaslt::cublasStatus_t status, const char* what, const fsdp_rt_gemm_args& args) const;

  std::shared_ptr<const CudaLibraries> libraries_;
  cublaslt::cublasLtHandle_t handle_ = nullptr;
  std::map<Key, Choice> choices_;
  size_t workspace_bytes_ = 0;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_CUDA_GEMM_H_
