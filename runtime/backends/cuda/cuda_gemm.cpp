// cuda_gemm.cpp - matrix products by cuBLASLt
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cuBLASLt's matrices are column-major. A row-major matrix is its transpose in column-major
// order, so C = A B is asked for as C' = B' A': operands swapped, rows and columns swapped,
// nothing moved.

#include "cuda_gemm.h"

#include <algorithm>
#include <vector>

namespace fsdp_rt {

using namespace cublaslt;

namespace {

constexpr uint64_t kMostWorkspace = uint64_t(32) << 20;

// What cuBLASLt may assume of an address: a power of two, at most its default of 256.
uint32_t AlignmentOf(const void* memory) {
  auto address = reinterpret_cast<uint64_t>(memory) | 256;
  return uint32_t(address & -address);
}

bool TypeOf(fsdp_rt_dtype dtype, cudaDataType* out_type) {
  switch (dtype) {
    case FSDP_RT_F32:
      return *out_type = CUDA_R_32F, true;
    case FSDP_RT_BF16:
      return *out_type = CUDA_R_16BF, true;
    case FSDP_RT_F16:
      return *out_type = CUDA_R_16F, true;
    default:
      return false;
  }
}

std::string Shape(const fsdp_rt_gemm_args& args) {
  return Concat(args.m, "x", args.n, "x", args.k, " (m x n x k", args.ta ? ", A transposed" : "",
                args.tb ? ", B transposed" : "", args.batch > 1 ? Concat(", ", args.batch, " of them") : "", ")");
}

}  // namespace

CudaGemm::~CudaGemm() {
  for (auto& [key, choice] : choices_) Destroy(&choice);
  if (handle_) libraries_->cublaslt.Destroy(handle_);
}

Status CudaGemm::Check(cublasStatus_t status, const char* what, const fsdp_rt_gemm_args& args) const {
  if (status == CUBLAS_STATUS_SUCCESS) return {};
  fsdp_rt_status code = status == CUBLAS_STATUS_ALLOC_FAILED    ? FSDP_RT_OUT_OF_MEMORY
                        : status == CUBLAS_STATUS_NOT_SUPPORTED ? FSDP_RT_UNSUPPORTED
                                                                : FSDP_RT_INTERNAL;
  return Error(code, what, " of a product of ", Shape(args), ": ", libraries_->cublaslt.GetStatusName(status));
}

Status CudaGemm::Create() {
  FSDP_RT_TRY(Status(libraries_->cublaslt_problem));
  cublasStatus_t status = libraries_->cublaslt.Create(&handle_);
  if (status == CUBLAS_STATUS_SUCCESS) return {};
  if (status == CUBLAS_STATUS_ALLOC_FAILED)
    return Error(FSDP_RT_OUT_OF_MEMORY, "cublasLtCreate: ", libraries_->cublaslt.GetStatusName(status));
  // What it says where the driver is too old for it.
  size_t version = libraries_->cublaslt_version;
  int driver = libraries_->driver_version;
  return Error(FSDP_RT_UNSUPPORTED, "cublasLtCreate: ", libraries_->cublaslt.GetStatusName(status), ": cuBLASLt ",
               version / 10000, ".", version / 100 % 100, " on a driver of CUDA ", driver / 1000, ".",
               driver % 1000 / 10, "; install the cuBLASLt of CUDA ", driver / 1000, ", or a newer driver");
}

CudaGemm::Key CudaGemm::KeyOf(const fsdp_rt_gemm_args& args) {
  return {args.dtype,
          args.ta,
          args.tb,
          args.m,
          args.n,
          args.k,
          args.lda,
          args.ldb,
          args.ldc,
          args.batch,
          args.batch > 1 ? args.stride_a : 0,
          args.batch > 1 ? args.stride_b : 0,
          args.batch > 1 ? args.stride_c : 0,
          AlignmentOf(args.a),
          AlignmentOf(args.b),
          AlignmentOf(args.c),
          args.algorithm};
}

void CudaGemm::Destroy(Choice* choice) {
  if (choice->desc) libraries_->cublaslt.MatmulDescDestroy(choice->desc);
  for (cublasLtMatrixLayout_t layout : {choice->a, choice->b, choice->c})
    if (layout) libraries_->cublaslt.MatrixLayoutDestroy(layout);
}

Status CudaGemm::Prepare(const fsdp_rt_gemm_args& args) {
  if (args.m == 0 || args.n == 0) return {};
  if (!handle_) FSDP_RT_TRY(Create());
  auto [place, is_new] = choices_.try_emplace(KeyOf(args));
  if (!is_new) return {};
  Choice& choice = place->second;
  Status status = Describe(args, &choice);
  if (status.ok()) status = Choose(args, &choice);
  if (!status.ok()) {
    Destroy(&choice);
    choices_.erase(place);
    return status;
  }
  workspace_bytes_ = std::max(workspace_bytes_, choice.workspace_bytes);
  return {};
}

// `rows` and `columns` are those of the operand as the product uses it, row-major.
Status CudaGemm::MakeLayout(const fsdp_rt_gemm_args& args, cudaDataType type, bool transposed, int64_t rows,
                            int64_t columns, int64_t leading, int64_t stride, cublasLtMatrixLayout_t* out_layout) {
  const CublasLtApi& api = libraries_->cublaslt;
  if (transposed) std::swap(rows, columns);  // as stored
  FSDP_RT_TRY(Check(api.MatrixLayoutCreate(out_layout, type, columns, rows, leading), "layout", args));
  if (args.batch == 1) return {};
  auto batch = int32_t(args.batch);
  FSDP_RT_TRY(
      Check(api.MatrixLayoutSetAttribute(*out_layout, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &batch, sizeof(batch)),
            "layout", args));
  return Check(
      api.MatrixLayoutSetAttribute(*out_layout, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &stride, sizeof(stride)),
      "layout", args);
}

Status CudaGemm::Describe(const fsdp_rt_gemm_args& args, Choice* choice) {
  const CublasLtApi& api = libraries_->cublaslt;
  cudaDataType type;
  if (!TypeOf(args.dtype, &type))
    return Error(FSDP_RT_UNSUPPORTED, "not supported yet: a product on cuda of dtype ", int(args.dtype));
  FSDP_RT_TRY(Check(api.MatmulDescCreate(&choice->desc, CUBLAS_COMPUTE_32F, CUDA_R_32F), "description", args));
  // Swapped: cuBLASLt's A is our B.
  int32_t first = args.tb ? CUBLAS_OP_T : CUBLAS_OP_N, second = args.ta ? CUBLAS_OP_T : CUBLAS_OP_N;
  FSDP_RT_TRY(Check(api.MatmulDescSetAttribute(choice->desc, CUBLASLT_MATMUL_DESC_TRANSA, &first, sizeof(first)),
                    "description", args));
  FSDP_RT_TRY(Check(api.MatmulDescSetAttribute(choice->desc, CUBLASLT_MATMUL_DESC_TRANSB, &second, sizeof(second)),
                    "description", args));
  FSDP_RT_TRY(MakeLayout(args, type, args.ta, args.m, args.k, args.lda, args.stride_a, &choice->a));
  FSDP_RT_TRY(MakeLayout(args, type, args.tb, args.k, args.n, args.ldb, args.stride_b, &choice->b));
  return MakeLayout(args, CUDA_R_32F, false, args.m, args.n, args.ldc, args.stride_c, &choice->c);
}

Status CudaGemm::Choose(const fsdp_rt_gemm_args& args, Choice* choice) {
  const CublasLtApi& api = libraries_->cublaslt;
  cublasLtMatmulPreference_t preference = nullptr;
  FSDP_RT_TRY(Check(api.MatmulPreferenceCreate(&preference), "preference", args));
  auto set = [&](cublasLtMatmulPreferenceAttributes_t attribute, const auto& value) {
    return Check(api.MatmulPreferenceSetAttribute(preference, attribute, &value, sizeof(value)), "preference", args);
  };
  Status status = set(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, kMostWorkspace);
  if (status.ok()) status = set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, AlignmentOf(args.b));
  if (status.ok()) status = set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, AlignmentOf(args.a));
  if (status.ok()) status = set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, AlignmentOf(args.c));
  if (status.ok()) status = set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, AlignmentOf(args.c));
  std::vector<cublasLtMatmulHeuristicResult_t> results(std::max(0, args.algorithm) + 1);
  int found = 0;
  if (status.ok())
    status = Check(api.MatmulAlgoGetHeuristic(handle_, choice->desc, choice->b, choice->a, choice->c, choice->c,
                                              preference, int(results.size()), results.data(), &found),
                   "choice of an algorithm", args);
  api.MatmulPreferenceDestroy(preference);
  FSDP_RT_TRY(std::move(status));
  results.resize(std::clamp<size_t>(found, 0, results.size()));
  std::erase_if(results, [](const auto& result) { return result.state != CUBLAS_STATUS_SUCCESS; });
  if (results.empty())
    return Error(FSDP_RT_UNSUPPORTED, "cuBLASLt has no algorithm for a product of ", Shape(args), " of dtype ",
                 int(args.dtype));
  choice->algorithm = results.back().algo;
  choice->workspace_bytes = results.back().workspaceSize;
  return {};
}

Status CudaGemm::Enqueue(const fsdp_rt_gemm_args& args, cu::CUstream stream, void* workspace) {
  if (args.m == 0 || args.n == 0) return {};
  auto place = choices_.find(KeyOf(args));
  if (place == choices_.end())
    return Error(FSDP_RT_INTERNAL, "a product of ", Shape(args), " was not prepared when the plan was loaded");
  const Choice& choice = place->second;
  float alpha = 1, beta = args.accumulate ? 1 : 0;
  return Check(libraries_->cublaslt.Matmul(handle_, choice.desc, &alpha, args.b, choice.b, args.a, choice.a, &beta,
                                           args.c, choice.c, args.c, choice.c, &choice.algorithm, workspace,
                                           choice.workspace_bytes, stream),
               "cublasLtMatmul", args);
}

}  // namespace fsdp_rt
