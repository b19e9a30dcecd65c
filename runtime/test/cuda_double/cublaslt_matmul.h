// cublaslt_matmul.h - cuBLASLt's descriptors and one matrix product
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_CUBLASLT_MATMUL_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_CUBLASLT_MATMUL_H_

#include <cstdint>
#include <string>

#include "cublaslt_api.h"
#include "settings.h"

namespace cuda_double {

namespace blas = fsdp_rt::cublaslt;

struct MatmulDesc {
  int32_t compute = 0, scale = 0, pointer_mode = 0, transpose_a = 0, transpose_b = 0;
};

struct MatrixLayout {
  uint32_t type = 0;
  int32_t order = 0;
  uint64_t rows = 0, cols = 0;
  int64_t ld = 0;
  int32_t batch = 1;
  int64_t stride = 0;  // elements

  // 0: the double does not compute with it.
  uint64_t element_bytes() const;
  // Of one matrix, from its first element to its last.
  uint64_t Span() const;
};

struct MatmulPreference {
  uint64_t workspace = 0;
  uint32_t alignment[4] = {256, 256, 256, 256};  // of A, B, C, D
};

// D = alpha op(A) op(B) + beta C: column major, as the library defines it.
struct Matmul {
  MatmulDesc desc;
  MatrixLayout a, b, c, d;
  float alpha = 0, beta = 0;
  uint64_t a_address = 0, b_address = 0, c_address = 0, d_address = 0;

  // Empty if it can be computed. The status for what is not: wrong, or not supported by the double.
  std::string Wrong(blas::cublasStatus_t* status) const;
  void Run(Rounding rounding) const;

 private:
  template <typename Accumulator>
  void RunAs() const;
};

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_CUBLASLT_MATMUL_H_
