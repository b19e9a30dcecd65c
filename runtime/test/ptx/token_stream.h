// token_stream.h - reads tokens one after the other and keeps the first error
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_TOKEN_STREAM_H_
#define FSDP_RUNTIME_TEST_PTX_TOKEN_STREAM_H_

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "lexer.h"
#include "ptx.h"

namespace fsdp_ptx {

class TokenStream {
 public:
  // `tokens` ends with kEnd, which is never passed.
  explicit TokenStream(const std::vector<Token>& tokens) : tokens_(tokens) {}

  bool ok() const { return status_.ok(); }
  const Status& status() const { return status_; }

  const Token& peek(size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : tokens_.back();
  }
  const Token& Next() {
    const Token& token = tokens_[at_];
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }

  bool Take(char c) {
    if (!peek().Is(c)) return false;
    Next();
    return true;
  }
  bool TakeDirective(std::string_view name) {
    if (!peek().Is(Token::Kind::kDirective, name)) return false;
    Next();
    return true;
  }

  void Expect(char c) {
    if (!Take(c)) Fail(std::string("expected '") + c + "', found " + Found());
  }
  std::string_view ExpectWord() { return Expect(Token::Kind::kWord, "a name"); }
  std::string_view ExpectNumber() { return Expect(Token::Kind::kNumber, "a number"); }
  uint32_t ExpectUnsigned() {
    const std::string_view text = ExpectNumber();
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ok() && (error != std::errc() || end != text.data() + text.size())) {
      Fail("expected a decimal number below 2^32, found '" + std::string(text) + "'");
    }
    return value;
  }

  // The rest of the current token's line (.file, .loc).
  void SkipLine() {
    const uint32_t line = at_ > 0 ? tokens_[at_ - 1].line : 0;
    while (peek().kind != Token::Kind::kEnd && peek().line == line) Next();
  }

  void Fail(const std::string& what) {
    if (!ok()) return;
    const Code code = what.starts_with("not supported yet") ? Code::kUnsupported : Code::kInvalidPtx;
    const std::string line = "line " + std::to_string(peek().line);
    status_ = Status(code, code == Code::kUnsupported ? what + " (" + line + ")" : line + ": " + what);
  }

 private:
  std::string Found() const {
    return peek().kind == Token::Kind::kEnd ? "the end" : "'" + std::string(peek().text) + "'";
  }
  std::string_view Expect(Token::Kind kind, const char* what) {
    if (peek().kind == kind) return Next().text;
    Fail(std::string("expected ") + what + ", found " + Found());
    return {};
  }

  const std::vector<Token>& tokens_;
  size_t at_ = 0;
  Status status_;
};

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_TOKEN_STREAM_H_
