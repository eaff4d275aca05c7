// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/expression_height.h"

#include <algorithm>
#include <type_traits>

namespace amend {

namespace {

// What hangs below a node by one link, or by several, is as high as the highest of it.

int heightBelow(const ExpressionPtr& link)
{
    return link ? link->height : 0;
}

int heightBelow(const std::vector<ExpressionPtr>& links)
{
    int height = 0;
    for (const ExpressionPtr& each : links)
        height = std::max(height, heightBelow(each));
    return height;
}

template <typename First> int heightBelow(const std::vector<std::pair<First, ExpressionPtr>>& pairs)
{
    int height = 0;
    for (const auto& each : pairs) {
        height = std::max(height, heightBelow(each.second));
        if constexpr (std::is_same_v<First, ExpressionPtr>)
            height = std::max(height, heightBelow(each.first));
    }
    return height;
}

int heightBelow(const ArgumentExpressions& arguments)
{
    return std::max(heightBelow(arguments.positional), heightBelow(arguments.named));
}

int heightBelow(const LiteralExpression&)
{
    return 0;
}
int heightBelow(const NameExpression&)
{
    return 0;
}
int heightBelow(const ListExpression& node)
{
    return heightBelow(node.items);
}
int heightBelow(const DictExpression& node)
{
    return heightBelow(node.entries);
}
int heightBelow(const AttributeExpression& node)
{
    return heightBelow(node.object);
}
int heightBelow(const ItemExpression& node)
{
    return std::max(heightBelow(node.object), heightBelow(node.key));
}
int heightBelow(const SliceExpression& node)
{
    return std::max(
        { heightBelow(node.object), heightBelow(node.start), heightBelow(node.stop), heightBelow(node.step) });
}
int heightBelow(const CallExpression& node)
{
    return std::max(heightBelow(node.callee), heightBelow(node.arguments));
}
int heightBelow(const FilterExpression& node)
{
    return std::max(heightBelow(node.input), heightBelow(node.arguments));
}
int heightBelow(const TestExpression& node)
{
    return std::max(heightBelow(node.input), heightBelow(node.arguments));
}
int heightBelow(const UnaryExpression& node)
{
    return heightBelow(node.operand);
}
int heightBelow(const BinaryExpression& node)
{
    return std::max(heightBelow(node.left), heightBelow(node.right));
}
int heightBelow(const ComparisonExpression& node)
{
    return std::max(heightBelow(node.first), heightBelow(node.rest));
}
int heightBelow(const ConditionalExpression& node)
{
    return std::max({ heightBelow(node.condition), heightBelow(node.then), heightBelow(node.otherwise) });
}

} // namespace

int heightOf(const TemplateExpression::Node& node)
{
    return 1 + std::visit([](const auto& each) { return heightBelow(each); }, node);
}

} // namespace amend
