// lexer.cpp - splits a PTX text into tokens
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lexer.h"

#include <cstring>

namespace fsdp_ptx {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsNameStart(char c) { return IsLetter(c) || c == '_' || c == '$' || c == '%'; }
bool IsNameCharacter(char c) { return IsLetter(c) || IsDigit(c) || c == '_' || c == '$'; }

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<Token>* tokens, std::string* error)
      : text_(text), tokens_(tokens), error_(error) {}

  bool Run() {
    while (SkipSpace()) {
      if (at_ >= text_.size()) break;
      if (!Next()) return false;
    }
    if (!error_->empty()) return false;
    Push(Token::Kind::kEnd, text_.size(), text_.size());
    return true;
  }

 private:
  char Peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void Push(Token::Kind kind, size_t begin, size_t end) {
    tokens_->push_back({kind, text_.substr(begin, end - begin), line_});
  }

  bool Fail(const std::string& what) {
    *error_ = "line " + std::to_string(line_) + ": " + what;
    return false;
  }

  // White space and comments; false for a comment that does not end.
  bool SkipSpace() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        ++at_;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        ++at_;
      } else if (c == '/' && Peek(1) == '/') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (c == '/' && Peek(1) == '*') {
        const size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return Fail("comment without an end");
        for (; at_ < end + 2; ++at_) line_ += text_[at_] == '\n';
      } else {
        return true;
      }
    }
    return true;
  }

  bool Next() {
    const size_t begin = at_;
    const char c = text_[at_];
    if (IsNameStart(c)) {
      Word();
      Push(Token::Kind::kWord, begin, at_);
    } else if (c == '.' && (IsLetter(Peek(1)) || Peek(1) == '_')) {
      ++at_;
      while (IsNameCharacter(Peek())) ++at_;
      Push(Token::Kind::kDirective, begin, at_);
    } else if (IsDigit(c)) {
      while (IsNameCharacter(Peek()) || (Peek() == '.' && IsDigit(Peek(1)))) ++at_;
      Push(Token::Kind::kNumber, begin, at_);
    } else if (c == '"') {
      const size_t end = text_.find('"', at_ + 1);
      if (end == std::string_view::npos || text_.substr(at_, end - at_).find('\n') != std::string_view::npos) {
        return Fail("string without an end");
      }
      at_ = end + 1;
      Push(Token::Kind::kString, begin + 1, end);
    } else if (c != '\0' && std::strchr(",;:{}[]()<>+-=@!|*", c)) {
      ++at_;
      Push(Token::Kind::kPunctuation, begin, at_);
    } else {
      return Fail("unexpected character of code " + std::to_string(static_cast<unsigned char>(c)));
    }
    return true;
  }

  // Takes dots and, after one, "::" along, so that an opcode with its modifiers is one word.
  void Word() {
    bool dotted = false;
    ++at_;
    while (true) {
      if (IsNameCharacter(Peek())) {
        ++at_;
      } else if (Peek() == '.' && IsNameCharacter(Peek(1))) {
        dotted = true;
        ++at_;
      } else if (dotted && Peek() == ':' && Peek(1) == ':' && IsNameCharacter(Peek(2))) {
        at_ += 2;
      } else {
        return;
      }
    }
  }

  std::string_view text_;
  std::vector<Token>* tokens_;
  std::string* error_;
  size_t at_ = 0;
  uint32_t line_ = 1;
};

}  // namespace

bool Tokenize(std::string_view text, std::vector<Token>* tokens, std::string* error) {
  return Lexer(text, tokens, error).Run();
}

}  // namespace fsdp_ptx
