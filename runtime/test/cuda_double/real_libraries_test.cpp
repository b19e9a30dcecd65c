// real_libraries_test.cpp - NVIDIA's own libraries through the backend's loader, as far as they go without a GPU
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// FSDP_CUDA_REAL_LIBRARIES names folders that hold some of them, separated by ':'; scripts/check-cuda-libraries.sh sets
// it. What is not there is left out. Handles, communicators and devices need a GPU: the runtime inside these libraries
// starts on nothing else.

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "cuda_libraries.h"

namespace fsdp_rt::testing {
namespace {

class RealLibraries : public ::testing::Test {
 protected:
  // The first of these files that stands in a folder; the test is left out where there is none.
  void Use(std::initializer_list<const char*> names) {
    const char* variable = std::getenv("FSDP_CUDA_REAL_LIBRARIES");
    const std::string folders = variable ? variable : "";
    setenv("FSDP_RT_CUDA_LIBRARIES", folders.c_str(), 1);
    for (size_t begin = 0; begin < folders.size();) {
      const size_t end = std::min(folders.find(':', begin), folders.size());
      for (const char* name : names) {
        const std::string path = Concat(folders.substr(begin, end - begin), "/", name);
        if (access(path.c_str(), F_OK) != 0) continue;
        file_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        ASSERT_NE(file_, nullptr) << dlerror();
        name_ = name;
        return;
      }
      begin = end + 1;
    }
    GTEST_SKIP() << "left out: " << *names.begin() << " is in no folder that FSDP_CUDA_REAL_LIBRARIES names";
  }
  bool Has(const char* symbol) const { return dlsym(file_, symbol) != nullptr; }

  CudaLibraries libraries_;
  void* file_ = nullptr;
  std::string name_;
};

#define HAS(member, symbol, parameters) EXPECT_TRUE(Has(#symbol)) << #symbol;

TEST_F(RealLibraries, TheDriverHasWhatIsCalledAndSaysWhatIsMissing) {
  Use({"libcuda.so.1"});
  if (IsSkipped() || HasFatalFailure()) return;
  FSDP_RT_CUDA_DRIVER_FUNCTIONS(HAS)
  const Status status = libraries_.LoadDriver();
  if (!status.ok())
    EXPECT_NE(status.message().find("no GPU that this process may use"), std::string::npos) << status.message();
  int version = 0;
  ASSERT_EQ(libraries_.driver.DriverGetVersion(&version), cu::CUDA_SUCCESS);
  const char* name = nullptr;
  ASSERT_EQ(libraries_.driver.GetErrorName(cu::CUDA_ERROR_NO_DEVICE, &name), cu::CUDA_SUCCESS);
  EXPECT_STREQ(name, "CUDA_ERROR_NO_DEVICE");
  std::printf("driver of CUDA %d.%d\n", version / 1000, version % 1000 / 10);
}

TEST_F(RealLibraries, NcclIsLoadedByItsVersion) {
  Use({"libnccl.so.2"});
  if (IsSkipped() || HasFatalFailure()) return;
  const Status status = libraries_.LoadNccl();
  int version = 0;
  ASSERT_EQ(libraries_.nccl.GetVersion(&version), nccl::ncclSuccess);
  std::printf("NCCL %d\n", version);
  if (version < nccl::kMinimumVersion) {
    EXPECT_NE(status.message().find("expected at least 2.27"), std::string::npos) << status.message();
    return;
  }
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(libraries_.nccl.AlltoAll != nullptr, version >= nccl::Version(2, 28, 0));
  EXPECT_EQ(libraries_.nccl.GetPeerDevicePointer != nullptr, version >= nccl::Version(2, 29, 0));
  nccl::ncclUniqueId id{};
  EXPECT_EQ(libraries_.nccl.GetUniqueId(&id), nccl::ncclSuccess) << libraries_.nccl.GetLastError(nullptr);
  EXPECT_STREQ(libraries_.nccl.GetErrorString(nccl::ncclInProgress), "NCCL operation in progress");
}

// Everything that the backend says of a product before an algorithm is chosen.
TEST_F(RealLibraries, CublasLtTakesWhatDescribesAProduct) {
  using namespace cublaslt;  // NOLINT: its names are NVIDIA's
  Use({"libcublasLt.so.13", "libcublasLt.so.12"});
  if (IsSkipped() || HasFatalFailure()) return;
  libraries_.driver_version = name_ == "libcublasLt.so.13" ? 13000 : 12000;  // which one is searched first
  const Status status = libraries_.LoadCublasLt();
  ASSERT_TRUE(status.ok()) << status.message();
  std::printf("cuBLASLt %zu\n", libraries_.cublaslt_version);
  const CublasLtApi& api = libraries_.cublaslt;
  EXPECT_STREQ(api.GetStatusName(CUBLAS_STATUS_NOT_SUPPORTED), "CUBLAS_STATUS_NOT_SUPPORTED");
  cublasLtMatmulDesc_t desc = nullptr;
  ASSERT_EQ(api.MatmulDescCreate(&desc, CUBLAS_COMPUTE_32F, CUDA_R_32F), CUBLAS_STATUS_SUCCESS);
  for (int32_t operation : {CUBLAS_OP_N, CUBLAS_OP_T})
    for (auto attribute : {CUBLASLT_MATMUL_DESC_TRANSA, CUBLASLT_MATMUL_DESC_TRANSB})
      EXPECT_EQ(api.MatmulDescSetAttribute(desc, attribute, &operation, sizeof(operation)), CUBLAS_STATUS_SUCCESS);
  for (cudaDataType type : {CUDA_R_32F, CUDA_R_16BF, CUDA_R_16F}) {
    cublasLtMatrixLayout_t layout = nullptr;
    ASSERT_EQ(api.MatrixLayoutCreate(&layout, type, 7, 5, 9), CUBLAS_STATUS_SUCCESS);
    const int32_t batch = 3;
    EXPECT_EQ(api.MatrixLayoutSetAttribute(layout, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &batch, sizeof(batch)),
              CUBLAS_STATUS_SUCCESS);
    for (int64_t stride : {0, 45})
      EXPECT_EQ(
          api.MatrixLayoutSetAttribute(layout, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &stride, sizeof(stride)),
          CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(api.MatrixLayoutDestroy(layout), CUBLAS_STATUS_SUCCESS);
  }
  cublasLtMatmulPreference_t preference = nullptr;
  ASSERT_EQ(api.MatmulPreferenceCreate(&preference), CUBLAS_STATUS_SUCCESS);
  const uint64_t workspace = 32 << 20;
  EXPECT_EQ(api.MatmulPreferenceSetAttribute(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &workspace,
                                             sizeof(workspace)),
            CUBLAS_STATUS_SUCCESS);
  for (uint32_t alignment : {2, 4, 8, 16, 256})
    for (auto attribute : {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
                           CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES})
      EXPECT_EQ(api.MatmulPreferenceSetAttribute(preference, attribute, &alignment, sizeof(alignment)),
                CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(api.MatmulPreferenceDestroy(preference), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(api.MatmulDescDestroy(desc), CUBLAS_STATUS_SUCCESS);
}

}  // namespace
}  // namespace fsdp_rt::testing
