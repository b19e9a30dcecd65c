// lexer.h - the tokens of a PTX text
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_LEXER_H_
#define FSDP_RUNTIME_TEST_PTX_LEXER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fsdp_ptx {

struct Token {
  enum class Kind {
    kWord,         // a name, register or opcode with its modifiers: "%r1", "$L__BB0_1", "ld.global.nc.v4.b32", "%tid.x"
    kDirective,    // ".visible", with its dot and without any modifier that follows
    kNumber,       // "12", "0x7773U", "0f3F800000", "8.0"; a sign is a token of its own
    kString,       // without its quotes
    kPunctuation,  // one character
    kEnd,
  };
  Kind kind = Kind::kEnd;
  std::string_view text;  // into the text that was tokenized
  uint32_t line = 0;      // 1-based

  bool Is(char c) const { return kind == Kind::kPunctuation && text[0] == c; }
  bool Is(Kind k, std::string_view t) const { return kind == k && text == t; }
};

// The last token is kEnd. False with a message that names the line if a character begins no token.
bool Tokenize(std::string_view text, std::vector<Token>* tokens, std::string* error);

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_LEXER_H_
