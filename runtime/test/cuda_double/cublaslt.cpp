// cublaslt.cpp - cuBLASLt's calls
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <cstring>

#include "command.h"
#include "cublaslt_matmul.h"
#include "exports.h"
#include "memory.h"
#include "registry.h"
#include "report.h"
#include "settings.h"
#include "stream.h"

namespace fsdp_rt::cublaslt {

using namespace cuda_double;  // NOLINT: the definitions below are C functions

namespace {

// Marks what cublasLtMatmulAlgoGetHeuristic gave, with the workspace and alignments it relies on.
constexpr uint64_t kAlgorithm = 0x6d6d2d646f75626c;
constexpr uint64_t kWorkspaceBytes = 4096;

struct Handle {
  Context* context;
};

template <typename T>
Registry<T>& Live() {
  static auto* registry = new Registry<T>("cuBLASLt object");
  return *registry;
}

// Sets a field of the size that the attribute has.
template <typename Field>
cublasStatus_t Set(Field* field, const void* value, size_t bytes) {
  if (!value || bytes != sizeof(Field)) {
    ReportMisuse(Text("a cuBLASLt attribute of ", sizeof(Field), " bytes is set with ", bytes));
    return CUBLAS_STATUS_INVALID_VALUE;
  }
  std::memcpy(field, value, bytes);
  return CUBLAS_STATUS_SUCCESS;
}

template <typename T, typename Opaque>
cublasStatus_t Destroy(Opaque* opaque, const char* call) {
  return Live<T>().Remove(opaque, call) ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_INVALID_VALUE;
}

// Fills desc and layouts; false if one is not alive.
bool Describe(const char* call, cublasLtMatmulDesc_t desc, cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,
              cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d, Matmul* matmul) {
  auto found = Live<MatmulDesc>().Find(desc, call);
  if (!found) return false;
  matmul->desc = *found;
  for (auto [layout, handle] : {std::pair{&matmul->a, a}, {&matmul->b, b}, {&matmul->c, c}, {&matmul->d, d}}) {
    auto live = Live<MatrixLayout>().Find(handle, call);
    if (!live) return false;
    *layout = *live;
  }
  return true;
}

cublasStatus_t CheckAlgorithm(const cublasLtMatmulAlgo_t* algo, const Matmul& matmul, const void* workspace,
                              size_t workspace_bytes) {
  if (!algo || algo->data[0] != kAlgorithm) {
    ReportMisuse("cublasLtMatmul gets no algorithm of cublasLtMatmulAlgoGetHeuristic");
    return CUBLAS_STATUS_INVALID_VALUE;
  }
  if (workspace_bytes < algo->data[1] || (algo->data[1] > 0 && !workspace)) {
    ReportMisuse(
        Text("cublasLtMatmul gets ", workspace_bytes, " bytes of workspace; its algorithm needs ", algo->data[1]));
    return CUBLAS_STATUS_INVALID_VALUE;
  }
  const uint64_t addresses[] = {matmul.a_address, matmul.b_address, matmul.c_address, matmul.d_address};
  for (int i = 0; i < 4; ++i) {
    if (addresses[i] % algo->data[2 + i] == 0) continue;
    ReportMisuse(Text("cublasLtMatmul gets ", "ABCD"[i], " at ", Hex(addresses[i]),
                      "; its algorithm was chosen for multiples of ", algo->data[2 + i]));
    return CUBLAS_STATUS_INVALID_VALUE;
  }
  return CUBLAS_STATUS_SUCCESS;
}

// Column by column (row by row, if that is the order): what lies between them belongs to others.
bool TouchMatrices(Execution& execution, const MatrixLayout& layout, uint64_t address, bool write) {
  bool by_column = layout.order == CUBLASLT_ORDER_COL;
  uint64_t bytes = layout.element_bytes(), lines = by_column ? layout.cols : layout.rows;
  uint64_t line = bytes * (by_column ? layout.rows : layout.cols);
  if (layout.ld * bytes == line) {
    line *= lines;
    lines = 1;
  }
  for (int64_t matrix = 0; matrix < layout.batch; ++matrix) {
    for (uint64_t i = 0; i < lines; ++i) {
      uint64_t begin = address + (matrix * layout.stride + i * layout.ld) * bytes;
      if (!execution.Touch(begin, line, write)) return false;
      if (write) MarkWritten(begin, line);
    }
  }
  return true;
}

void RunMatmul(Execution& execution, const Matmul& matmul, Rounding rounding, uint64_t workspace,
               uint64_t workspace_bytes) {
  if (execution.Touch(workspace, workspace_bytes, true) &&
      TouchMatrices(execution, matmul.a, matmul.a_address, false) &&
      TouchMatrices(execution, matmul.b, matmul.b_address, false) &&
      (matmul.beta == 0 || TouchMatrices(execution, matmul.c, matmul.c_address, false)) &&
      TouchMatrices(execution, matmul.d, matmul.d_address, true)) {
    matmul.Run(rounding);
  }
}

}  // namespace

size_t cublasLtGetVersion() { return GetSettings().cublaslt_version; }

const char* cublasLtGetStatusName(cublasStatus_t status) {
  switch (status) {
#define STATUS_NAME(name) \
  case name:              \
    return #name;
    STATUS_NAME(CUBLAS_STATUS_SUCCESS)
    STATUS_NAME(CUBLAS_STATUS_NOT_INITIALIZED)
    STATUS_NAME(CUBLAS_STATUS_ALLOC_FAILED)
    STATUS_NAME(CUBLAS_STATUS_INVALID_VALUE)
    STATUS_NAME(CUBLAS_STATUS_ARCH_MISMATCH)
    STATUS_NAME(CUBLAS_STATUS_MAPPING_ERROR)
    STATUS_NAME(CUBLAS_STATUS_EXECUTION_FAILED)
    STATUS_NAME(CUBLAS_STATUS_INTERNAL_ERROR)
    STATUS_NAME(CUBLAS_STATUS_NOT_SUPPORTED)
#undef STATUS_NAME
  }
  return "CUBLAS_STATUS_UNKNOWN";
}

cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle) {
  CUresult error;
  Context* context = UsableContext("cublasLtCreate", &error);
  if (!context) return CUBLAS_STATUS_NOT_INITIALIZED;
  // A library needs a driver of its own CUDA or a newer one.
  constexpr size_t kMajor = 10000;
  if (cublasLtGetVersion() / kMajor > static_cast<size_t>(GetSettings().driver_version) / 1000) {
    return CUBLAS_STATUS_NOT_INITIALIZED;
  }
  *handle = static_cast<cublasLtHandle_t>(Live<Handle>().Add(std::make_shared<Handle>(Handle{context})));
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) { return Destroy<Handle>(handle, "cublasLtDestroy"); }

cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t* desc, cublasComputeType_t compute, cudaDataType scale) {
  auto made = std::make_shared<MatmulDesc>(MatmulDesc{compute, scale, 0, 0, 0});
  *desc = static_cast<cublasLtMatmulDesc_t>(Live<MatmulDesc>().Add(made));
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t desc) {
  return Destroy<MatmulDesc>(desc, "cublasLtMatmulDescDestroy");
}

cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t handle, cublasLtMatmulDescAttributes_t attribute,
                                              const void* value, size_t bytes) {
  auto desc = Live<MatmulDesc>().Find(handle, "cublasLtMatmulDescSetAttribute");
  if (!desc) return CUBLAS_STATUS_INVALID_VALUE;
  switch (attribute) {
    case CUBLASLT_MATMUL_DESC_COMPUTE_TYPE:
      return Set(&desc->compute, value, bytes);
    case CUBLASLT_MATMUL_DESC_SCALE_TYPE:
      return Set(&desc->scale, value, bytes);
    case CUBLASLT_MATMUL_DESC_POINTER_MODE:
      return Set(&desc->pointer_mode, value, bytes);
    case CUBLASLT_MATMUL_DESC_TRANSA:
      return Set(&desc->transpose_a, value, bytes);
    case CUBLASLT_MATMUL_DESC_TRANSB:
      return Set(&desc->transpose_b, value, bytes);
  }
  return CUBLAS_STATUS_NOT_SUPPORTED;
}

cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t* layout, cudaDataType type, uint64_t rows,
                                          uint64_t cols, int64_t ld) {
  MatrixLayout made;
  made.type = type;
  made.rows = rows;
  made.cols = cols;
  made.ld = ld;
  *layout = static_cast<cublasLtMatrixLayout_t>(Live<MatrixLayout>().Add(std::make_shared<MatrixLayout>(made)));
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout) {
  return Destroy<MatrixLayout>(layout, "cublasLtMatrixLayoutDestroy");
}

cublasStatus_t cublasLtMatrixLayoutSetAttribute(cublasLtMatrixLayout_t handle,
                                                cublasLtMatrixLayoutAttribute_t attribute, const void* value,
                                                size_t bytes) {
  auto layout = Live<MatrixLayout>().Find(handle, "cublasLtMatrixLayoutSetAttribute");
  if (!layout) return CUBLAS_STATUS_INVALID_VALUE;
  switch (attribute) {
    case CUBLASLT_MATRIX_LAYOUT_TYPE:
      return Set(&layout->type, value, bytes);
    case CUBLASLT_MATRIX_LAYOUT_ORDER:
      return Set(&layout->order, value, bytes);
    case CUBLASLT_MATRIX_LAYOUT_ROWS:
      return Set(&layout->rows, value, bytes);
    case CUBLASLT_MATRIX_LAYOUT_COLS:
      return Set(&layout->cols, value, bytes);
    case CUBLASLT_MATRIX_LAYOUT_LD:
      return Set(&layout->ld, value, bytes);
    case CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT:
      return Set(&layout->batch, value, bytes);
    case CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET:
      return Set(&layout->stride, value, bytes);
  }
  return CUBLAS_STATUS_NOT_SUPPORTED;
}

cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t* preference) {
  auto made = std::make_shared<MatmulPreference>();
  *preference = static_cast<cublasLtMatmulPreference_t>(Live<MatmulPreference>().Add(made));
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t preference) {
  return Destroy<MatmulPreference>(preference, "cublasLtMatmulPreferenceDestroy");
}

cublasStatus_t cublasLtMatmulPreferenceSetAttribute(cublasLtMatmulPreference_t handle,
                                                    cublasLtMatmulPreferenceAttributes_t attribute, const void* value,
                                                    size_t bytes) {
  auto preference = Live<MatmulPreference>().Find(handle, "cublasLtMatmulPreferenceSetAttribute");
  if (!preference) return CUBLAS_STATUS_INVALID_VALUE;
  uint32_t ignored;
  switch (attribute) {
    case CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES:
      return Set(&preference->workspace, value, bytes);
    case CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK:
      return Set(&ignored, value, bytes);  // the double has one way to add
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES:
      return Set(&preference->alignment[0], value, bytes);
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES:
      return Set(&preference->alignment[1], value, bytes);
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES:
      return Set(&preference->alignment[2], value, bytes);
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES:
      return Set(&preference->alignment[3], value, bytes);
  }
  return CUBLAS_STATUS_NOT_SUPPORTED;
}

cublasStatus_t cublasLtMatmulAlgoGetHeuristic(cublasLtHandle_t handle, cublasLtMatmulDesc_t desc,
                                              cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,
                                              cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d,
                                              cublasLtMatmulPreference_t preference_handle, int requested,
                                              cublasLtMatmulHeuristicResult_t* results, int* returned) {
  const char* call = "cublasLtMatmulAlgoGetHeuristic";
  *returned = 0;
  Matmul matmul;
  auto preference = Live<MatmulPreference>().Find(preference_handle, call);
  if (!Live<Handle>().Find(handle, call) || !preference || requested < 1) return CUBLAS_STATUS_INVALID_VALUE;
  if (!Describe(call, desc, a, b, c, d, &matmul)) return CUBLAS_STATUS_INVALID_VALUE;
  cublasStatus_t status;
  if (std::string wrong = matmul.Wrong(&status); !wrong.empty()) {
    ReportMisuse(Text(call, ": ", wrong));
    return status;
  }
  // An algorithm per rounding, from the one that the settings name.
  for (int i = 0; i < std::min(requested, kRoundings); ++i) {
    cublasLtMatmulHeuristicResult_t& result = results[i] = {};
    // It takes some workspace where it may, so that a missing one is found.
    result.workspaceSize = std::min(preference->workspace, kWorkspaceBytes);
    result.algo.data[0] = kAlgorithm;
    result.algo.data[1] = result.workspaceSize;
    std::copy(std::begin(preference->alignment), std::end(preference->alignment), result.algo.data + 2);
    result.algo.data[6] = uint64_t((int(GetSettings().gemm) + i) % kRoundings);
    result.state = CUBLAS_STATUS_SUCCESS;
    result.wavesCount = 1;
    ++*returned;
  }
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmul(cublasLtHandle_t handle, cublasLtMatmulDesc_t desc, const void* alpha, const void* a,
                              cublasLtMatrixLayout_t a_layout, const void* b, cublasLtMatrixLayout_t b_layout,
                              const void* beta, const void* c, cublasLtMatrixLayout_t c_layout, void* d,
                              cublasLtMatrixLayout_t d_layout, const cublasLtMatmulAlgo_t* algo, void* workspace,
                              size_t workspace_bytes, CUstream stream) {
  const char* call = "cublasLtMatmul";
  Matmul matmul;
  auto found = Live<Handle>().Find(handle, call);
  if (!found || !Describe(call, desc, a_layout, b_layout, c_layout, d_layout, &matmul)) {
    return CUBLAS_STATUS_INVALID_VALUE;
  }
  if (found->context != CurrentContext()) {
    ReportMisuse(Text(call, " gets a handle of device ", found->context->device(), ", which is not current"));
    return CUBLAS_STATUS_EXECUTION_FAILED;
  }
  cublasStatus_t status;
  if (std::string wrong = matmul.Wrong(&status); !wrong.empty()) {
    ReportMisuse(Text(call, ": ", wrong));
    return status;
  }
  matmul.alpha = *static_cast<const float*>(alpha);
  matmul.beta = *static_cast<const float*>(beta);
  matmul.a_address = reinterpret_cast<uint64_t>(a);
  matmul.b_address = reinterpret_cast<uint64_t>(b);
  matmul.c_address = reinterpret_cast<uint64_t>(c);
  matmul.d_address = reinterpret_cast<uint64_t>(d);
  if ((status = CheckAlgorithm(algo, matmul, workspace, workspace_bytes))) return status;
  Command command;
  command.what = Text("matmul ", matmul.d.rows, " x ", matmul.d.cols);
  uint64_t used = algo->data[1];
  auto rounding = Rounding(algo->data[6]);
  command.run = [matmul, rounding, workspace, used](Execution& execution) {
    RunMatmul(execution, matmul, rounding, reinterpret_cast<uint64_t>(workspace), used);
  };
  CUresult error = Submit(stream, call, std::move(command));
  return error == cu::CUDA_SUCCESS ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}

}  // namespace fsdp_rt::cublaslt
