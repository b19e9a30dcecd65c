// parser.cpp - the grammar of a PTX module: directives, functions and their bodies
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "parser.h"

#include <vector>

#include "declaration_parser.h"
#include "lexer.h"
#include "token_stream.h"

namespace fsdp_ptx {
namespace {

constexpr size_t kMaxScopes = 1 << 16;

class Parser {
 public:
  Parser(std::string_view text, const std::vector<Token>& tokens, ModuleSyntax* module)
      : text_(text), in_(tokens), module_(module) {}

  Status Run() {
    while (in_.ok() && in_.peek().kind != Token::Kind::kEnd) TopLevel();
    if (in_.ok() && module_->version == 0) in_.Fail("the module has no .version directive");
    if (in_.ok() && module_->target.empty()) in_.Fail("the module has no .target directive");
    return in_.status();
  }

 private:
  void TopLevel() {
    const Token& token = in_.peek();
    if (token.kind != Token::Kind::kDirective) {
      in_.Fail("expected a directive, found '" + std::string(token.text) + "'");
    } else if (in_.TakeDirective(".version")) {
      Version();
    } else if (in_.TakeDirective(".target")) {
      module_->target = in_.ExpectWord();
      while (in_.Take(',')) in_.ExpectWord();
    } else if (in_.TakeDirective(".address_size")) {
      if (in_.ExpectUnsigned() != 64) in_.Fail("not supported yet: an address size other than 64");
    } else if (in_.TakeDirective(".file")) {
      in_.SkipLine();
    } else {
      Linkage();
    }
  }

  void Version() {
    const std::string_view text = in_.ExpectNumber();
    const size_t dot = text.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot > 2 || text.size() != dot + 2) {
      return in_.Fail("expected .version MAJOR.MINOR, found '" + std::string(text) + "'");
    }
    for (char c : text) {
      if (c != '.') module_->version = module_->version * 10 + static_cast<uint32_t>(c - '0');
    }
  }

  void Linkage() {
    bool external = false;
    while (true) {
      if (in_.TakeDirective(".extern")) {
        external = true;
      } else if (!in_.TakeDirective(".visible") && !in_.TakeDirective(".weak") && !in_.TakeDirective(".common")) {
        break;
      }
    }
    if (in_.TakeDirective(".entry")) {
      Function(true);
    } else if (in_.TakeDirective(".func")) {
      Function(false);
    } else {
      Declaration declaration;
      if (!ParseDeclaration(in_, &declaration)) return;
      if (declaration.space == Space::kReg || declaration.space == Space::kParam) {
        return in_.Fail("a register or parameter at module scope");
      }
      declaration.external = external;
      in_.Expect(';');
      module_->variables.push_back(std::move(declaration));
    }
  }

  void Parameters(std::vector<Declaration>* list) {
    if (!in_.Take('(')) return;
    while (in_.ok() && !in_.Take(')')) {
      Declaration declaration;
      if (!ParseDeclaration(in_, &declaration)) return;
      if (declaration.space != Space::kParam) return in_.Fail("not supported yet: a parameter outside .param space");
      list->push_back(std::move(declaration));
      if (!in_.peek().Is(')')) in_.Expect(',');
    }
  }

  void Function(bool entry) {
    FunctionSyntax function;
    function.entry = entry;
    function.line = in_.peek().line;
    if (!entry) Parameters(&function.results);
    function.name = in_.ExpectWord();
    Parameters(&function.parameters);
    Performance(&function);
    if (in_.Take('{')) {
      function.defined = true;
      function.scopes.emplace_back();
      Body(&function);
    } else {
      in_.Expect(';');
    }
    if (in_.ok()) module_->functions.push_back(std::move(function));
  }

  Dim3 Dimensions() {
    Dim3 dim;
    dim.x = in_.ExpectUnsigned();
    if (in_.Take(',')) dim.y = in_.ExpectUnsigned();
    if (in_.Take(',')) dim.z = in_.ExpectUnsigned();
    return dim;
  }

  void Performance(FunctionSyntax* function) {
    while (in_.ok() && in_.peek().kind == Token::Kind::kDirective) {
      if (in_.TakeDirective(".maxntid")) {
        function->maximum_block = Dimensions();
      } else if (in_.TakeDirective(".reqntid")) {
        function->required_block = Dimensions();
      } else if (in_.TakeDirective(".minnctapersm") || in_.TakeDirective(".maxnreg")) {
        in_.ExpectUnsigned();
      } else if (in_.TakeDirective(".noreturn")) {
      } else if (in_.TakeDirective(".pragma")) {
        Pragma();
      } else {
        in_.Fail("not supported yet: directive '" + std::string(in_.peek().text) + "' of a function");
      }
    }
  }

  void Pragma() {
    if (in_.peek().kind != Token::Kind::kString) return in_.Fail("expected a string after .pragma");
    in_.Next();
    in_.Expect(';');
  }

  // Statements and declarations up to the brace that closes the body; nested braces open scopes.
  void Body(FunctionSyntax* function) {
    uint32_t scope = 0;
    std::vector<uint32_t> open = {0};
    while (in_.ok() && !open.empty()) {
      scope = open.back();
      const Token& token = in_.peek();
      if (token.kind == Token::Kind::kEnd)
        return in_.Fail("the body of '" + std::string(function->name) + "' has no end");
      if (in_.Take('{')) {
        if (function->scopes.size() >= kMaxScopes) return in_.Fail("too many scopes");
        open.push_back(static_cast<uint32_t>(function->scopes.size()));
        function->scopes.push_back({.parent = scope, .declarations = {}});
      } else if (in_.Take('}')) {
        open.pop_back();
      } else if (token.kind == Token::Kind::kDirective) {
        BodyDirective(&function->scopes[scope]);
      } else if (token.kind == Token::Kind::kWord && in_.peek(1).Is(':')) {
        Label(function);
      } else {
        Instruction(function, scope);
      }
    }
  }

  void BodyDirective(Scope* scope) {
    if (in_.TakeDirective(".pragma")) return Pragma();
    if (in_.TakeDirective(".loc")) return in_.SkipLine();
    Declaration declaration;
    if (!ParseDeclaration(in_, &declaration)) return;
    // "%r<4>, %f<2>" and "a, b" share one declaration's type.
    while (true) {
      const std::string_view name = declaration.name;
      if (!scope->declarations.emplace(name, declaration).second) {
        return in_.Fail("'" + std::string(name) + "' is declared twice");
      }
      if (!in_.Take(',')) break;
      if (!ParseDeclarator(in_, &declaration)) return;
    }
    in_.Expect(';');
  }

  void Label(FunctionSyntax* function) {
    const std::string_view name = in_.ExpectWord();
    in_.Expect(':');
    if (in_.TakeDirective(".branchtargets")) {
      std::vector<std::string_view> targets;
      do {
        targets.push_back(in_.ExpectWord());
      } while (in_.ok() && in_.Take(','));
      in_.Expect(';');
      function->branch_targets[name] = std::move(targets);
      return;
    }
    if (in_.peek().Is(Token::Kind::kDirective, ".callprototype")) return in_.Fail("not supported yet: indirect calls");
    if (!function->labels.emplace(name, static_cast<uint32_t>(function->statements.size())).second) {
      in_.Fail("label '" + std::string(name) + "' is defined twice");
    }
  }

  void Instruction(FunctionSyntax* function, uint32_t scope) {
    Statement statement;
    const char* begin = in_.peek().text.data();
    statement.line = in_.peek().line;
    statement.scope = scope;
    if (in_.Take('@')) {
      statement.predicate_negated = in_.Take('!');
      statement.predicate = in_.ExpectWord();
    }
    statement.opcode = in_.ExpectWord();
    while (in_.ok() && !in_.peek().Is(';')) {
      Operand operand;
      if (!ParseOperand(in_, &operand)) return;
      statement.operands.push_back(std::move(operand));
      if (!in_.peek().Is(';')) in_.Expect(',');
    }
    if (!in_.ok()) return;
    const char* end = in_.peek().text.data();
    statement.text = text_.substr(static_cast<size_t>(begin - text_.data()), static_cast<size_t>(end - begin));
    in_.Expect(';');
    function->statements.push_back(std::move(statement));
  }

  std::string_view text_;
  TokenStream in_;
  ModuleSyntax* module_;
};

}  // namespace

Status ParseModule(std::string_view text, ModuleSyntax* module) {
  std::vector<Token> tokens;
  std::string error;
  if (!Tokenize(text, &tokens, &error)) return Status(Code::kInvalidPtx, error);
  return Parser(text, tokens, module).Run();
}

}  // namespace fsdp_ptx
