// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A chat template as a tree: statements that print, branch and repeat, and the expressions in them.
#pragma once

#include "core/text/jinja/template_value.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace amend {

struct TemplateExpression;
using ExpressionPtr = std::unique_ptr<const TemplateExpression>;

struct LiteralExpression {
    std::variant<TemplateValue::None, bool, std::int64_t, double, std::string> value;
};
struct NameExpression {
    std::string name;
};
struct ListExpression {
    std::vector<ExpressionPtr> items;
    bool isTuple = false;
};
struct DictExpression {
    std::vector<std::pair<ExpressionPtr, ExpressionPtr>> entries;
};
struct AttributeExpression { ///< object.name
    ExpressionPtr object;
    std::string name;
};
struct ItemExpression { ///< object[key]
    ExpressionPtr object;
    ExpressionPtr key;
};
struct SliceExpression { ///< object[start:stop:step]; each may be null
    ExpressionPtr object;
    ExpressionPtr start;
    ExpressionPtr stop;
    ExpressionPtr step;
};
struct ArgumentExpressions {
    std::vector<ExpressionPtr> positional;
    std::vector<std::pair<std::string, ExpressionPtr>> named;
};
struct CallExpression { ///< callee(…); if the callee is an AttributeExpression, perhaps a method
    ExpressionPtr callee;
    ArgumentExpressions arguments;
};
struct FilterExpression { ///< input | name(…)
    ExpressionPtr input;
    std::string name;
    ArgumentExpressions arguments;
};
struct TestExpression { ///< input is name(…)
    ExpressionPtr input;
    std::string name;
    ArgumentExpressions arguments;
};
enum class UnaryOperator { Not, Negate, Plus };
struct UnaryExpression {
    UnaryOperator op;
    ExpressionPtr operand;
};
enum class BinaryOperator { Or, And, Add, Subtract, Concatenate, Multiply, Divide, FloorDivide, Modulo, Power };
struct BinaryExpression {
    BinaryOperator op;
    ExpressionPtr left;
    ExpressionPtr right;
};
enum class ComparisonOperator { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, In, NotIn };
struct ComparisonExpression { ///< a < b <= c: every neighbouring pair must hold
    ExpressionPtr first;
    std::vector<std::pair<ComparisonOperator, ExpressionPtr>> rest;
};
struct ConditionalExpression { ///< then if condition else otherwise; otherwise may be null
    ExpressionPtr condition;
    ExpressionPtr then;
    ExpressionPtr otherwise;
};

struct TemplateExpression {
    using Node = std::variant<LiteralExpression, NameExpression, ListExpression, DictExpression, AttributeExpression,
        ItemExpression, SliceExpression, CallExpression, FilterExpression, TestExpression, UnaryExpression,
        BinaryExpression, ComparisonExpression, ConditionalExpression>;
    int line = 1;
    int height = 1; ///< of the tree with this node on top, bounded by the parser
    Node node;
};

struct TemplateStatement;
using TemplateBody = std::vector<TemplateStatement>;

struct TextStatement {
    std::string text;
};
struct OutputStatement {
    ExpressionPtr value;
};
struct IfBranch;
struct IfStatement {
    std::vector<IfBranch> branches;
};
struct ForStatement {
    std::vector<std::string> targets; ///< several unpack each item
    ExpressionPtr iterable;
    ExpressionPtr condition; ///< may be null
    TemplateBody body;
    TemplateBody otherwise;
};
struct SetTarget {
    std::vector<std::string> names; ///< several unpack the value
    std::string attribute; ///< of the namespace called names[0], or empty
};
struct SetStatement {
    SetTarget target;
    ExpressionPtr value;
};
struct SetBlockStatement {
    SetTarget target;
    TemplateBody body;
};
struct MacroParameter {
    std::string name;
    ExpressionPtr fallback; ///< null: undefined when not given
};
struct MacroStatement {
    std::string name;
    std::vector<MacroParameter> parameters;
    TemplateBody body;
};
struct GenerationStatement {
    TemplateBody body;
};
struct BreakStatement { };
struct ContinueStatement { };

struct TemplateStatement {
    int line = 1;
    std::variant<BreakStatement, ContinueStatement, TextStatement, OutputStatement, IfStatement, ForStatement,
        SetStatement, SetBlockStatement, MacroStatement, GenerationStatement>
        node;
};

struct IfBranch {
    ExpressionPtr condition; ///< null: else
    TemplateBody body;
};

} // namespace amend
