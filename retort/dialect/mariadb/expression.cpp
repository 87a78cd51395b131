#include <retort/dialect/mariadb/expression.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/core/text.hpp>

namespace retort::mariadb {

namespace {

/// An operator or function over its operands; a leaf has none.
struct Node {
    std::string word{};
    std::vector<Node> operands{};

    bool is(std::string_view other) const noexcept { return word == other; }
};

/// Thrown and caught within this file.
struct NotUnderstood {};

std::string printed(const Node& node) {
    if (node.operands.empty()) return node.word;
    std::string text = "(" + node.word;
    for (const Node& operand : node.operands)
        text += " " + printed(operand);
    return text + ")";
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 20> opposites{{
    {"=", "<>"},
    {"<>", "="},
    {"<", ">="},
    {">=", "<"},
    {">", "<="},
    {"<=", ">"},
    {"in", "not in"},
    {"not in", "in"},
    {"like", "not like"},
    {"not like", "like"},
    {"regexp", "not regexp"},
    {"not regexp", "regexp"},
    {"between", "not between"},
    {"not between", "between"},
    {"is null", "is not null"},
    {"is not null", "is null"},
    {"is true", "is not true"},
    {"is not true", "is true"},
    {"is false", "is not false"},
    {"is not false", "is false"},
}};

std::string_view opposite_of(std::string_view word) {
    const auto found = std::find_if(opposites.begin(), opposites.end(), [&](const auto& pair) { return pair.first == word; });
    return found != opposites.end() ? found->second : std::string_view{};
}

bool is_boolean(const Node& node) {
    return !opposite_of(node.word).empty() || node.is("<=>") || node.is("and") || node.is("or") || node.is("xor");
}

/// As an operand of AND and OR: MariaDB compares with 0 what is no truth value.
Node truth_of(Node node) {
    return is_boolean(node) ? std::move(node) : Node{"<>", {std::move(node), Node{"0"}}};
}

Node logical(std::string_view word, Node left, Node right) {
    Node node{std::string{word}};
    for (Node* side : {&left, &right}) {
        if (side->is(word) && word != "xor") {
            std::move(side->operands.begin(), side->operands.end(), std::back_inserter(node.operands));
        } else {
            node.operands.push_back(truth_of(std::move(*side)));
        }
    }
    return node;
}

/// NOT, pushed inwards as MariaDB does.
Node negated(Node node) {
    if (const auto opposite = opposite_of(node.word); !opposite.empty() && !node.operands.empty()) {
        node.word = opposite;
        return node;
    }
    if ((node.is("and") || node.is("or")) && !node.operands.empty()) {
        node.word = node.is("and") ? "or" : "and";
        for (Node& operand : node.operands)
            operand = negated(std::move(operand));
        return node;
    }
    return {"=", {std::move(node), Node{"0"}}};
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 22> synonyms{{
    {"adddate", "date_add"},
    {"ceil", "ceiling"},
    {"character_length", "char_length"},
    {"current_date", "curdate"},
    {"current_time", "curtime"},
    {"day", "dayofmonth"},
    {"length", "octet_length"},
    {"localtime", "current_timestamp"},
    {"localtimestamp", "current_timestamp"},
    {"lower", "lcase"},
    {"mid", "substr"},
    {"now", "current_timestamp"},
    {"power", "pow"},
    {"schema", "database"},
    {"session_user", "user"},
    {"subdate", "date_sub"},
    {"substring", "substr"},
    {"system_user", "user"},
    {"std", "stddev"},
    {"stddev_pop", "stddev"},
    {"upper", "ucase"},
    {"var_pop", "variance"},
}};

std::string_view canonical_function(std::string_view name) {
    const auto found = std::find_if(synonyms.begin(), synonyms.end(), [&](const auto& pair) { return pair.first == name; });
    return found != synonyms.end() ? found->second : name;
}

/// A call in MariaDB's words.
Node call_of(std::string name, std::vector<Node> arguments) {
    name = canonical_function(name);
    const std::size_t count = arguments.size();
    if (name == "isnull" && count == 1) return {"is null", std::move(arguments)};
    if (name == "mod" && count == 2) return {"mod", std::move(arguments)};
    if ((name == "date_add" || name == "date_sub") && count == 2) return {name == "date_add" ? "+" : "-", std::move(arguments)};
    if (name == "instr" && count == 2) {
        name = "locate";
        std::swap(arguments[0], arguments[1]);
    }
    if (name == "round" && count == 1) arguments.push_back({"0"});
    if (name == "datediff" && count == 2)
        return {"-", {Node{"to_days()", {std::move(arguments[0])}}, Node{"to_days()", {std::move(arguments[1])}}}};
    if (name == "current_timestamp" && count == 1 && arguments.front().is("0")) arguments.clear();
    return {name + "()", std::move(arguments)};
}

struct Operator {
    std::string_view mark;
    std::string_view word;
    int precedence;
};

constexpr int or_level = 1;
constexpr int xor_level = 2;
constexpr int and_level = 3;
constexpr int not_level = 4;
constexpr int comparison_level = 5;
constexpr int bit_or_level = 6;
constexpr int unary_level = 12;

constexpr std::array<Operator, 27> operators{{
    {"or", "or", or_level},
    {"||", "or", or_level},
    {"xor", "xor", xor_level},
    {"and", "and", and_level},
    {"&&", "and", and_level},
    {"=", "=", comparison_level},
    {"<=>", "<=>", comparison_level},
    {">=", ">=", comparison_level},
    {">", ">", comparison_level},
    {"<=", "<=", comparison_level},
    {"<", "<", comparison_level},
    {"<>", "<>", comparison_level},
    {"!=", "<>", comparison_level},
    {"regexp", "regexp", comparison_level},
    {"rlike", "regexp", comparison_level},
    {"|", "|", bit_or_level},
    {"&", "&", 7},
    {"<<", "<<", 8},
    {">>", ">>", 8},
    {"+", "+", 9},
    {"-", "-", 9},
    {"*", "*", 10},
    {"/", "/", 10},
    {"%", "mod", 10},
    {"mod", "mod", 10},
    {"div", "div", 10},
    {"^", "^", 11},
}};

const Operator* operator_of(const Token& token) {
    if (token.kind != Token::Kind::word && token.kind != Token::Kind::punctuation) return nullptr;
    const std::string mark = to_lower_ascii(token.text);
    const auto found = std::find_if(operators.begin(), operators.end(), [&](const Operator& one) { return one.mark == mark; });
    return found != operators.end() ? &*found : nullptr;
}

std::string canonical_number(std::string_view text) {
    const std::string number = to_lower_ascii(text);
    return number.starts_with('.') ? "0" + number : number;
}

/// A parser by operator precedence (Pratt's), over all tokens that it is given.
class Parser {
public:
    explicit Parser(Tokens tokens) : tokens_{tokens} {}

    Node whole() {
        Node node = expression(0);
        if (place_ != tokens_.size()) throw NotUnderstood{};
        return node;
    }

private:
    const Token& peek(std::size_t ahead = 0) const {
        static const Token end{};
        return place_ + ahead < tokens_.size() ? tokens_[place_ + ahead] : end;
    }
    bool take(std::string_view word) {
        if (!peek().is(word)) return false;
        ++place_;
        return true;
    }
    bool take(char mark) {
        if (!peek().is(mark)) return false;
        ++place_;
        return true;
    }
    template <class Expected>
    void require(Expected expected) {
        if (!take(expected)) throw NotUnderstood{};
    }

    Node expression(int level) {
        Node left = prefix();
        for (;;) {
            if (level <= comparison_level && infix_words(left)) continue;
            const Operator* const found = operator_of(peek());
            if (found == nullptr || found->precedence < level) return left;
            ++place_;
            Node right = expression(found->precedence + 1);
            if (found->precedence <= and_level) {
                left = logical(found->word, std::move(left), std::move(right));
            } else {
                left = {std::string{found->word}, {std::move(left), std::move(right)}};
            }
        }
    }

    /// The comparisons that are words: IS, IN, LIKE, BETWEEN, with NOT or without.
    bool infix_words(Node& left) {
        if (take("is")) {
            const std::string_view negation = take("not") ? "is not " : "is ";
            if (!peek().is("null") && !peek().is("unknown") && !peek().is("true") && !peek().is("false")) throw NotUnderstood{};
            const std::string value = peek().is("unknown") ? "null" : to_lower_ascii(peek().text);
            ++place_;
            left = {std::string{negation} + value, {std::move(left)}};
            return true;
        }
        const bool negates = peek().is("not");
        const Token& word = peek(negates ? 1 : 0);
        if (word.is("in")) {
            place_ += negates ? 2 : 1;
            left = membership(std::move(left));
        } else if (word.is("like")) {
            place_ += negates ? 2 : 1;
            left = {"like", {std::move(left), expression(bit_or_level)}};
            if (take("escape")) left.operands.push_back(expression(bit_or_level));
        } else if (word.is("between")) {
            place_ += negates ? 2 : 1;
            left = {"between", {std::move(left), expression(bit_or_level)}};
            require("and");
            left.operands.push_back(expression(bit_or_level));
        } else if (negates && (word.is("regexp") || word.is("rlike"))) {
            place_ += 2;
            left = {"regexp", {std::move(left), expression(bit_or_level)}};
        } else {
            return false;
        }
        if (negates) left = negated(std::move(left));
        return true;
    }

    Node membership(Node left) {
        require('(');
        auto values = list_until_close();
        if (values.size() == 1) return {"=", {std::move(left), std::move(values.front())}};
        Node node{"in", {std::move(left)}};
        std::move(values.begin(), values.end(), std::back_inserter(node.operands));
        return node;
    }

    std::vector<Node> list_until_close() {
        std::vector<Node> items;
        if (take(')')) return items;
        do {
            items.push_back(expression(0));
        } while (take(','));
        require(')');
        return items;
    }

    Node prefix() {
        if (take("not")) return negated(expression(not_level));
        if (take('!')) return negated(suffixed(operand()));
        if (take('-')) return minus(expression(unary_level));
        if (take('+')) return expression(unary_level);
        if (take('~')) return {"~", {expression(unary_level)}};
        return suffixed(operand());
    }

    static Node minus(Node node) {
        if (node.operands.empty() && !node.word.empty() && node.word.front() >= '0' && node.word.front() <= '9') return {"-" + node.word};
        return {"neg", {std::move(node)}};
    }

    Node suffixed(Node node) {
        while (take("collate"))
            node = {"collate", {std::move(node), Node{take_name()}}};
        return node;
    }

    std::string take_name() {
        if (!peek().is_name()) throw NotUnderstood{};
        return to_lower_ascii(tokens_[place_++].name());
    }

    Node operand() {
        const Token token = peek();
        switch (token.kind) {
        case Token::Kind::number: ++place_; return {canonical_number(token.text)};
        case Token::Kind::blob: ++place_; return {to_lower_ascii(token.text)};
        case Token::Kind::string: ++place_; return {quote(token.value(), '\'')};
        case Token::Kind::quoted_name: return column();
        case Token::Kind::punctuation: return bracketed();
        case Token::Kind::word: return word();
        case Token::Kind::broken:
        case Token::Kind::end: break;
        }
        throw NotUnderstood{};
    }

    /// A column; the names of its table and schema are left out, as MariaDB does.
    Node column() {
        std::string name = take_name();
        while (take('.'))
            name = take_name();
        return {"`" + name};
    }

    Node bracketed() {
        require('(');
        auto items = list_until_close();
        if (items.empty()) throw NotUnderstood{};
        if (items.size() == 1) return std::move(items.front());
        return {"row", std::move(items)};
    }

    Node word() {
        const Token token = peek();
        const Token next = peek(1);
        if (next.kind == Token::Kind::string) {
            // An introducer of the character set, or DATE '2020-01-01'.
            place_ += 2;
            const std::string value = quote(next.value(), '\'');
            if (token.text.starts_with('_') || token.is("n")) return {value};
            return {to_lower_ascii(token.text) + "()", {Node{value}}};
        }
        if (take("true")) return {"1"};
        if (take("false")) return {"0"};
        if (take("null")) return {"null"};
        if (take("case")) return case_of();
        if (take("interval")) return interval();
        if (take("binary")) return {"cast()", {expression(unary_level), Node{"binary"}}};
        if (next.is('(')) return call();
        if (token.is("current_timestamp") || token.is("current_date") || token.is("current_time") || token.is("localtime") ||
            token.is("localtimestamp")) {
            ++place_;
            return call_of(to_lower_ascii(token.text), {});
        }
        return column();
    }

    Node case_of() {
        Node node{"case"};
        if (!peek().is("when")) node.operands.push_back({"of", {expression(0)}});
        while (take("when")) {
            node.operands.push_back(expression(0));
            require("then");
            node.operands.push_back(expression(0));
        }
        if (take("else")) node.operands.push_back({"else", {expression(0)}});
        require("end");
        return node;
    }

    Node interval() {
        Node amount = expression(0);
        return {"interval", {std::move(amount), Node{take_name()}}};
    }

    Node call() {
        std::string name = take_name();
        require('(');
        if (name == "cast" || name == "convert") return cast_of(name == "cast");
        if (name == "extract") return words_within(name);
        if (name == "trim" && (peek().is("both") || peek().is("leading") || peek().is("trailing"))) return words_within(name);
        if (name == "count" && take('*')) {
            require(')');
            return {"count()", {Node{"*"}}};
        }
        if (name == "position") {
            Node part = expression(bit_or_level);
            require("in");
            Node whole = expression(0);
            require(')');
            return call_of("locate", {std::move(part), std::move(whole)});
        }
        std::vector<Node> arguments;
        if (take(')')) return call_of(std::move(name), {});
        do {
            arguments.push_back(expression(0));
            // SUBSTRING(a FROM 1 FOR 2)
        } while (take(',') || take("from") || take("for"));
        require(')');
        return call_of(std::move(name), std::move(arguments));
    }

    /// CAST(a AS type), CONVERT(a, type), CONVERT(a USING charset).
    Node cast_of(bool is_cast) {
        Node value = expression(0);
        if (take("using")) {
            Node charset{take_name()};
            require(')');
            return {"convert()", {std::move(value), std::move(charset)}};
        }
        if (is_cast) {
            require("as");
        } else {
            require(',');
        }
        std::string type;
        for (std::size_t depth = 0; depth > 0 || !peek().is(')'); ++place_) {
            if (peek().kind == Token::Kind::end) throw NotUnderstood{};
            if (peek().is('(')) ++depth;
            if (peek().is(')')) --depth;
            // MariaDB tells the connection's character set where none was given.
            if (peek().is("charset") && !peek(1).is("binary")) {
                ++place_;
                continue;
            }
            if (peek().is("charset") || peek().is("integer")) continue;
            type += (type.empty() ? "" : " ") + to_lower_ascii(peek().text);
        }
        require(')');
        if (type == "char binary") type = "binary";
        return {"cast()", {std::move(value), Node{std::move(type)}}};
    }

    /// EXTRACT(YEAR FROM a), TRIM(BOTH 'x' FROM a): the words count by themselves.
    Node words_within(const std::string& name) {
        Node node{name + "()", {Node{take_name()}}};
        if (!peek().is("from")) node.operands.push_back(expression(0));
        require("from");
        node.operands.push_back(expression(0));
        require(')');
        return node;
    }

    Tokens tokens_;
    std::size_t place_ = 0;
};

}  // namespace

std::optional<std::string> canonical_expression(Tokens tokens) {
    try {
        return printed(Parser{tokens}.whole());
    } catch (const NotUnderstood&) {
        return std::nullopt;
    }
}

}  // namespace retort::mariadb
