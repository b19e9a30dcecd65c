// signature.h - a function's type as text, for comparing declarations of the same C function
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two declarations are the same to the C ABI when their texts are equal: sizes, signedness, what
// is a pointer to what, const or not. Names of types don't count, nor whether a handle's struct
// is complete.

#ifndef FSDP_RT_TEST_CUDA_DOUBLE_SIGNATURE_H_
#define FSDP_RT_TEST_CUDA_DOUBLE_SIGNATURE_H_

#include <string>
#include <type_traits>

namespace fsdp_rt::testing {

template <typename T>
struct Signature {
  static std::string Text() {
    if constexpr (std::is_const_v<T>) {
      return "const " + Signature<std::remove_const_t<T>>::Text();
    } else if constexpr (std::is_void_v<T>) {
      return "void";
    } else if constexpr (std::is_pointer_v<T>) {
      using Pointee = std::remove_pointer_t<T>;
      if constexpr (std::is_class_v<std::remove_const_t<Pointee>>) {
        return std::string(std::is_const_v<Pointee> ? "const " : "") + "struct*";
      } else {
        return Signature<Pointee>::Text() + "*";
      }
    } else if constexpr (std::is_enum_v<T>) {
      return "enum" + std::to_string(8 * sizeof(T));
    } else if constexpr (std::is_class_v<T>) {
      return "struct of " + std::to_string(sizeof(T));
    } else if constexpr (std::is_floating_point_v<T>) {
      return "float" + std::to_string(8 * sizeof(T));
    } else {
      return (std::is_signed_v<T> ? "int" : "uint") + std::to_string(8 * sizeof(T));
    }
  }
};

template <typename Result, typename... Parameters>
struct Signature<Result (*)(Parameters...)> {
  static std::string Text() {
    std::string text = Signature<Result>::Text() + "(";
    ((text += Signature<Parameters>::Text() + ", "), ...);
    return text + ")";
  }
};
template <typename Result, typename... Parameters>
struct Signature<Result (*)(Parameters...) noexcept> : Signature<Result (*)(Parameters...)> {};

}  // namespace fsdp_rt::testing

#endif  // FSDP_RT_TEST_CUDA_DOUBLE_SIGNATURE_H_
