// cublaslt_test.cpp - cuBLASLt's double against plain loops over row-major matrices
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cmath>
#include <cstring>

#include "double_fixture.h"
#include "number_formats.h"

namespace fsdp_rt::testing {
namespace {

// C (m x n) = op(A) (m x k) op(B) (k x n) + beta C, all row major, as the runtime asks.
struct Product {
  int64_t m, n, k;
  bool ta, tb;
  int64_t lda, ldb, ldc;
  int32_t batch;
  float beta;
  cudaDataType type;
};

class CublasLtTest : public DoubleTest {
 protected:
  void SetUp() override {
    DoubleTest::SetUp();
    stream_ = NewStream();
    CHECK_BLAS(blas.Create(&handle_));
    CHECK_BLAS(blas.MatmulPreferenceCreate(&preference_));
    uint64_t bytes = 1 << 16;
    CHECK_BLAS(blas.MatmulPreferenceSetAttribute(preference_, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes, 8));
    workspace_ = NewMemory(bytes);
  }
  void TearDown() override {
    EXPECT_EQ(blas.MatmulPreferenceDestroy(preference_), CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(blas.Destroy(handle_), CUBLAS_STATUS_SUCCESS);
    DoubleTest::TearDown();
  }
  // A row-major matrix is a column-major one of its transpose.
  cublasLtMatrixLayout_t Layout(cudaDataType type, int64_t rows, int64_t cols, int64_t ld, int32_t batch,
                                int64_t stride) {
    cublasLtMatrixLayout_t layout = nullptr;
    EXPECT_EQ(blas.MatrixLayoutCreate(&layout, type, cols, rows, ld), CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(blas.MatrixLayoutSetAttribute(layout, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &batch, 4),
              CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(blas.MatrixLayoutSetAttribute(layout, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &stride, 8),
              CUBLAS_STATUS_SUCCESS);
    return layout;
  }
  static uint16_t Bfloat16(float value) {  // of small integers: exact
    uint32_t bits;
    std::memcpy(&bits, &value, 4);
    return static_cast<uint16_t>(bits >> 16);
  }
  void Upload(CUdeviceptr memory, const std::vector<float>& values, cudaDataType type) {
    if (type == CUDA_R_32F) return Write(memory, values, stream_);
    std::vector<uint16_t> narrow;
    for (float value : values) narrow.push_back(type == CUDA_R_16F ? fsdp_ptx::FloatToHalf(value) : Bfloat16(value));
    Write(memory, narrow, stream_);
  }

  CUstream stream_ = nullptr;
  cublasLtHandle_t handle_ = nullptr;
  cublasLtMatmulPreference_t preference_ = nullptr;
  CUdeviceptr workspace_ = 0;
};

TEST_F(CublasLtTest, ComputesRowMajorProducts) {
  for (Product p : {Product{5, 7, 3, false, false, 3, 7, 7, 1, 0, CUDA_R_32F},
                    Product{5, 7, 3, true, false, 6, 9, 8, 2, 1, CUDA_R_32F},
                    Product{4, 6, 8, false, true, 8, 8, 6, 3, 0, CUDA_R_16BF},
                    Product{4, 6, 8, true, true, 4, 8, 10, 1, 1, CUDA_R_16BF},
                    Product{4, 6, 8, true, false, 6, 6, 8, 2, 1, CUDA_R_16F}}) {
    int64_t a_rows = p.ta ? p.k : p.m, b_rows = p.tb ? p.n : p.k;
    int64_t a_stride = a_rows * p.lda, b_stride = b_rows * p.ldb, c_stride = p.m * p.ldc;
    std::vector<float> a(a_stride * p.batch), b(b_stride * p.batch), c(c_stride * p.batch);
    for (size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i % 7) - 3;
    for (size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(i % 5) - 2;
    for (size_t i = 0; i < c.size(); ++i) c[i] = static_cast<float>(i % 3);
    std::vector<float> expected = c;
    for (int64_t z = 0; z < p.batch; ++z) {
      for (int64_t i = 0; i < p.m; ++i) {
        for (int64_t j = 0; j < p.n; ++j) {
          float sum = 0;
          for (int64_t l = 0; l < p.k; ++l) {
            sum += a[z * a_stride + (p.ta ? l * p.lda + i : i * p.lda + l)] *
                   b[z * b_stride + (p.tb ? j * p.ldb + l : l * p.ldb + j)];
          }
          float& out = expected[z * c_stride + i * p.ldc + j];
          out = sum + p.beta * out;
        }
      }
    }
    CUdeviceptr da = NewMemory(4 * a.size()), db = NewMemory(4 * b.size()), dc = NewMemory(4 * c.size());
    Upload(da, a, p.type);
    Upload(db, b, p.type);
    Write(dc, c, stream_);
    cublasLtMatmulDesc_t desc = nullptr;
    CHECK_BLAS(blas.MatmulDescCreate(&desc, CUBLAS_COMPUTE_32F, CUDA_R_32F));
    // Transposed, C' = op(B)' op(A)': the operands change places.
    int32_t first = p.tb ? CUBLAS_OP_T : CUBLAS_OP_N, second = p.ta ? CUBLAS_OP_T : CUBLAS_OP_N;
    CHECK_BLAS(blas.MatmulDescSetAttribute(desc, CUBLASLT_MATMUL_DESC_TRANSA, &first, 4));
    CHECK_BLAS(blas.MatmulDescSetAttribute(desc, CUBLASLT_MATMUL_DESC_TRANSB, &second, 4));
    auto la = Layout(p.type, a_rows, p.ta ? p.m : p.k, p.lda, p.batch, a_stride);
    auto lb = Layout(p.type, b_rows, p.tb ? p.k : p.n, p.ldb, p.batch, b_stride);
    auto lc = Layout(CUDA_R_32F, p.m, p.n, p.ldc, p.batch, c_stride);
    cublasLtMatmulHeuristicResult_t result;
    int found = 0;
    CHECK_BLAS(blas.MatmulAlgoGetHeuristic(handle_, desc, lb, la, lc, lc, preference_, 1, &result, &found));
    ASSERT_EQ(found, 1);
    float one = 1;
    auto pointer = [](CUdeviceptr memory) { return reinterpret_cast<void*>(memory); };
    CHECK_BLAS(blas.Matmul(handle_, desc, &one, pointer(db), lb, pointer(da), la, &p.beta, pointer(dc), lc, pointer(dc),
                           lc, &result.algo, pointer(workspace_), result.workspaceSize, stream_));
    EXPECT_EQ(Read<float>(dc, c.size(), stream_), expected);  // integers: exact
  }
}

// 17 products whose sum every rounding makes another: of 2^24 + 1 - 2^24 the one is lost in f32, at the end of a block
// if the last is the next block's; of (1 + 2^-12)^2 - (1 + 2^-11) all is lost where products round.
TEST_F(CublasLtTest, SumsAsTheSettingOrTheAlgorithmSays) {
  constexpr uint64_t kProducts = 17;
  cublasLtMatmulDesc_t desc = nullptr;
  CHECK_BLAS(blas.MatmulDescCreate(&desc, CUBLAS_COMPUTE_32F, CUDA_R_32F));
  auto row = Layout(CUDA_R_32F, kProducts, 1, 1, 1, 0), column = Layout(CUDA_R_32F, 1, kProducts, kProducts, 1, 0);
  auto single = Layout(CUDA_R_32F, 1, 1, 1, 1, 0);
  std::vector<float> near(kProducts), far(kProducts), square(kProducts), factors(kProducts, 1.0f);
  near[0] = far[0] = 0x1p24f;
  near[1] = far[1] = 1;
  near[2] = far[16] = -0x1p24f;
  square[0] = -(1 + 0x1p-11f);
  square[1] = factors[1] = 1 + 0x1p-12f;
  struct Case {
    const char* setting;
    int algorithm;
    float near, far, square;
  };
  for (const auto& [setting, algorithm, of_near, of_far, of_square] : {Case{"ordered", 0, 0, 0, 0},
                                                                       {"wide", 0, 1, 1, 0x1p-24f},
                                                                       {"fused", 0, 0, 0, 0x1p-24f},
                                                                       {"blocked", 0, 1, 0, 0x1p-24f},
                                                                       {"ordered", 1, 1, 1, 0x1p-24f},
                                                                       {"ordered", 3, 1, 0, 0x1p-24f},
                                                                       {"blocked", 1, 0, 0, 0}}) {
    Configure({{"GEMM", setting}});
    CUstream stream = NewStream();
    auto expect = [&](const std::vector<float>& x, const std::vector<float>& y, float wanted) {
      CUdeviceptr a = NewMemory(256), b = NewMemory(256), d = NewMemory(256), workspace = NewMemory(1 << 16);
      Write(a, x, stream);
      Write(b, y, stream);
      cublasLtMatmulHeuristicResult_t results[5];
      int found = 0;
      CHECK_BLAS(
          blas.MatmulAlgoGetHeuristic(handle_, desc, row, column, single, single, preference_, 5, results, &found));
      EXPECT_EQ(found, 4);
      const cublasLtMatmulHeuristicResult_t& result = results[algorithm];
      float one = 1, zero = 0;
      auto pointer = [](CUdeviceptr memory) { return reinterpret_cast<void*>(memory); };
      CHECK_BLAS(blas.Matmul(handle_, desc, &one, pointer(a), row, pointer(b), column, &zero, pointer(d), single,
                             pointer(d), single, &result.algo, pointer(workspace), result.workspaceSize, stream));
      EXPECT_EQ(Read<float>(d, 1, stream), std::vector<float>{wanted}) << setting << " " << algorithm;
    };
    const std::vector<float> ones(kProducts, 1.0f);
    expect(near, ones, of_near);
    expect(far, ones, of_far);
    expect(square, factors, of_square);
  }
}

TEST_F(CublasLtTest, ChecksWhatTheLibraryChecks) {
  cublasLtMatmulDesc_t desc = nullptr;
  CHECK_BLAS(blas.MatmulDescCreate(&desc, CUBLAS_COMPUTE_32F, CUDA_R_32F));
  auto square = Layout(CUDA_R_32F, 4, 4, 4, 1, 0), wide = Layout(CUDA_R_32F, 4, 5, 5, 1, 0);
  auto narrow = Layout(CUDA_R_32F, 4, 4, 3, 1, 0);
  cublasLtMatmulHeuristicResult_t result;
  int found = 0;
  EXPECT_EQ(blas.MatmulAlgoGetHeuristic(handle_, desc, square, square, wide, wide, preference_, 1, &result, &found),
            CUBLAS_STATUS_INVALID_VALUE);
  ExpectReport({"op(A) 4 x 4", "C 5 x 4"});
  EXPECT_EQ(blas.MatmulAlgoGetHeuristic(handle_, desc, narrow, square, square, square, preference_, 1, &result, &found),
            CUBLAS_STATUS_INVALID_VALUE);
  ExpectReport({"leading dimension 3 of A", "at least 4"});
  CHECK_BLAS(
      blas.MatmulAlgoGetHeuristic(handle_, desc, square, square, square, square, preference_, 1, &result, &found));
  CUdeviceptr memory = NewMemory(256);
  float one = 1, zero = 0;
  auto run = [&](size_t offset, size_t workspace) {
    auto* at = reinterpret_cast<void*>(memory + offset);
    return blas.Matmul(handle_, desc, &one, at, square, at, square, &zero, at, square, at, square, &result.algo,
                       reinterpret_cast<void*>(workspace_), workspace, stream_);
  };
  EXPECT_EQ(run(4, 1 << 16), CUBLAS_STATUS_INVALID_VALUE);
  ExpectReport({"gets A at", "multiples of 256"});
  EXPECT_EQ(run(0, 0), CUBLAS_STATUS_INVALID_VALUE);
  ExpectReport({"0 bytes of workspace", "needs 4096"});
  UseDevice(1);
  EXPECT_EQ(run(0, 1 << 16), CUBLAS_STATUS_EXECUTION_FAILED);
  ExpectReport({"handle of device 0"});
  int64_t wrong_size = 1;
  EXPECT_EQ(blas.MatmulDescSetAttribute(desc, CUBLASLT_MATMUL_DESC_TRANSA, &wrong_size, 8),
            CUBLAS_STATUS_INVALID_VALUE);
  ExpectReport({"attribute of 4 bytes is set with 8"});
}

// Two streams share a workspace: the library would corrupt one product.
TEST_F(CublasLtTest, ASharedWorkspaceIsARace) {
  cublasLtMatmulDesc_t desc = nullptr;
  CHECK_BLAS(blas.MatmulDescCreate(&desc, CUBLAS_COMPUTE_32F, CUDA_R_32F));
  auto square = Layout(CUDA_R_32F, 4, 4, 4, 1, 0);
  cublasLtMatmulHeuristicResult_t result;
  int found = 0;
  CHECK_BLAS(
      blas.MatmulAlgoGetHeuristic(handle_, desc, square, square, square, square, preference_, 1, &result, &found));
  float one = 1, zero = 0;
  CUstream other = NewStream();
  for (CUstream stream : {stream_, other}) {
    auto* a = reinterpret_cast<void*>(NewMemory(256));
    auto* d = reinterpret_cast<void*>(NewMemory(256));
    CHECK_BLAS(blas.Matmul(handle_, desc, &one, a, square, a, square, &zero, d, square, d, square, &result.algo,
                           reinterpret_cast<void*>(workspace_), 1 << 16, stream));
  }
  driver.StreamSynchronize(stream_);
  EXPECT_EQ(driver.StreamSynchronize(other), CUDA_ERROR_LAUNCH_FAILED);
  ExpectReport({"matmul 4 x 4 (stream", "4096 of allocation", "nothing orders"});
}

}  // namespace
}  // namespace fsdp_rt::testing
