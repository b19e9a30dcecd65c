// cublaslt_matmul.cpp - checks and computes a matrix product
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "cublaslt_matmul.h"

#include <cmath>
#include <vector>

#include "number_formats.h"
#include "report.h"

namespace cuda_double {
namespace {

float Load(const MatrixLayout& layout, uint64_t base, int64_t index) {
  if (layout.type == blas::CUDA_R_32F) return reinterpret_cast<const float*>(base)[index];
  const uint16_t bits = reinterpret_cast<const uint16_t*>(base)[index];
  return layout.type == blas::CUDA_R_16F ? fsdp_ptx::HalfToFloat(bits) : fsdp_ptx::Bf16ToFloat(bits);
}

void Store(const MatrixLayout& layout, uint64_t base, int64_t index, float value) {
  if (layout.type == blas::CUDA_R_32F) {
    reinterpret_cast<float*>(base)[index] = value;
    return;
  }
  reinterpret_cast<uint16_t*>(base)[index] =
      layout.type == blas::CUDA_R_16F ? fsdp_ptx::FloatToHalf(value) : fsdp_ptx::FloatToBf16(value);
}

// Column major: element (i, j) of the stored matrix.
int64_t Index(const MatrixLayout& layout, int64_t matrix, int64_t i, int64_t j) {
  int64_t inner = layout.order == blas::CUBLASLT_ORDER_COL ? i + j * layout.ld : i * layout.ld + j;
  return matrix * layout.stride + inner;
}

std::string WrongLayout(const char* name, const MatrixLayout& layout) {
  if (layout.element_bytes() == 0) return Text("type ", layout.type, " of ", name);
  if (layout.order != blas::CUBLASLT_ORDER_COL && layout.order != blas::CUBLASLT_ORDER_ROW) {
    return Text("order ", layout.order, " of ", name);
  }
  return "";
}

// Each takes one product after the other, k ascending.
template <typename T>
struct Ordered {
  T total = 0;
  void Add(float x, float y) { total += T(x) * y; }
  T Sum() const { return total; }
};

struct Fused {
  float total = 0;
  void Add(float x, float y) { total = std::fma(x, y, total); }
  float Sum() const { return total; }
};

struct Blocked {
  static constexpr int kProducts = 16;
  float total = 0;
  double block = 0;
  int products = 0;
  void Add(float x, float y) {
    block += double(x) * y;
    if (++products < kProducts) return;
    total = Sum();
    block = products = 0;
  }
  float Sum() const { return float(total + block); }
};

std::string Shape(const MatrixLayout& layout) { return Text(layout.rows, " x ", layout.cols); }

}  // namespace

uint64_t MatrixLayout::element_bytes() const {
  return type == blas::CUDA_R_32F ? 4 : type == blas::CUDA_R_16BF || type == blas::CUDA_R_16F ? 2 : 0;
}

uint64_t MatrixLayout::Span() const {
  uint64_t inner = order == blas::CUBLASLT_ORDER_COL ? rows : cols;
  uint64_t outer = order == blas::CUBLASLT_ORDER_COL ? cols : rows;
  return inner == 0 || outer == 0 ? 0 : (outer - 1) * ld + inner;
}

std::string Matmul::Wrong(blas::cublasStatus_t* status) const {
  *status = blas::CUBLAS_STATUS_NOT_SUPPORTED;
  const std::pair<const char*, const MatrixLayout*> layouts[] = {{"A", &a}, {"B", &b}, {"C", &c}, {"D", &d}};
  for (auto [name, layout] : layouts) {
    if (std::string wrong = WrongLayout(name, *layout); !wrong.empty()) return "not supported yet: " + wrong;
  }
  if (desc.compute != blas::CUBLAS_COMPUTE_32F && desc.compute != blas::CUBLAS_COMPUTE_32F_PEDANTIC) {
    return Text("not supported yet: compute type ", desc.compute);
  }
  if (desc.scale != blas::CUDA_R_32F || desc.pointer_mode != blas::CUBLASLT_POINTER_MODE_HOST) {
    return Text("not supported yet: scale type ", desc.scale, " and pointer mode ", desc.pointer_mode);
  }
  if (a.type != b.type || c.type != d.type) {
    return Text("types ", a.type, ", ", b.type, ", ", c.type, ", ", d.type, "; expected A like B and C like D");
  }
  // Results are f32, or what the factors are.
  if (d.type != blas::CUDA_R_32F && d.type != a.type) return Text("type ", a.type, " of A and ", d.type, " of D");
  *status = blas::CUBLAS_STATUS_INVALID_VALUE;
  for (auto [name, layout] : layouts) {
    uint64_t inner = layout->order == blas::CUBLASLT_ORDER_COL ? layout->rows : layout->cols;
    if (layout->ld < static_cast<int64_t>(inner)) {
      return Text("leading dimension ", layout->ld, " of ", name, " (", Shape(*layout), "); expected at least ", inner);
    }
    if (layout->batch != d.batch) return Text("batch ", layout->batch, " of ", name, " and ", d.batch, " of D");
  }
  if (d.batch > 1 && d.stride < static_cast<int64_t>(d.Span())) return "matrices of D that overlap";
  uint64_t m = desc.transpose_a ? a.cols : a.rows, k = desc.transpose_a ? a.rows : a.cols;
  uint64_t other_k = desc.transpose_b ? b.cols : b.rows, n = desc.transpose_b ? b.rows : b.cols;
  if (k != other_k || d.rows != m || d.cols != n || c.rows != m || c.cols != n) {
    return Text("op(A) ", m, " x ", k, ", op(B) ", other_k, " x ", n, ", C ", Shape(c), ", D ", Shape(d));
  }
  return "";
}

void Matmul::Run(Rounding rounding) const {
  switch (rounding) {
    case Rounding::kOrdered:
      return RunAs<Ordered<float>>();
    case Rounding::kWide:
      return RunAs<Ordered<double>>();
    case Rounding::kFused:
      return RunAs<Fused>();
    case Rounding::kBlocked:
      return RunAs<Blocked>();
  }
}

template <typename Accumulator>
void Matmul::RunAs() const {
  int64_t m = d.rows, n = d.cols, k = desc.transpose_a ? a.rows : a.cols;
  std::vector<float> row(k);
  for (int64_t matrix = 0; matrix < d.batch; ++matrix) {
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t l = 0; l < k; ++l) {
        row[l] = Load(a, a_address, desc.transpose_a ? Index(a, matrix, l, i) : Index(a, matrix, i, l));
      }
      for (int64_t j = 0; j < n; ++j) {
        Accumulator sum;
        for (int64_t l = 0; l < k; ++l) {
          sum.Add(row[l], Load(b, b_address, desc.transpose_b ? Index(b, matrix, j, l) : Index(b, matrix, l, j)));
        }
        auto value = alpha * sum.Sum();
        // With beta 0, C is not read: it may hold NaN.
        if (beta != 0) value += beta * Load(c, c_address, Index(c, matrix, i, j));
        Store(d, d_address, Index(d, matrix, i, j), float(value));
      }
    }
  }
}

}  // namespace cuda_double
