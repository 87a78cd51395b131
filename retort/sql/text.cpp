#include <retort/sql/text.hpp>

#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/sql/nodes.hpp>

namespace retort {

namespace {

bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Cuts SQL at its parameters.
class TextParser {
public:
    TextParser(std::string_view sql, sql::TextNode& node) : sql_{sql}, node_{node} {}

    void parse() {
        while (position_ < sql_.size()) {
            const char c = sql_[position_];
            if (c == '\'' || c == '"' || c == '`') {
                quoted(c);
            } else if (starts("--")) {
                through("\n", 2);
            } else if (starts("/*")) {
                through("*/", 2);
            } else if (c == ':') {
                colon();
            } else {
                take();
            }
        }
        node_.pieces.push_back(std::move(piece_));
    }

private:
    bool starts(std::string_view what) const { return sql_.substr(position_, what.size()) == what; }

    /// One character; `\:` is a colon.
    void take() {
        if (starts("\\:")) ++position_;
        piece_ += sql_[position_++];
    }

    void quoted(char mark) {
        take();
        // A doubled mark ends the text and begins the next at once, which comes to the same.
        while (position_ < sql_.size() && sql_[position_] != mark)
            take();
        if (position_ < sql_.size()) take();
    }

    void through(std::string_view end, std::size_t skip) {
        const std::size_t found = sql_.find(end, position_ + skip);
        const std::size_t stop = found == std::string_view::npos ? sql_.size() : found + end.size();
        while (position_ < stop)
            take();
    }

    void colon() {
        std::size_t end = position_ + 1;
        while (end < sql_.size() && is_name(sql_[end]))
            ++end;
        const bool begins_name = end > position_ + 1 && (position_ == 0 || (sql_[position_ - 1] != ':' && !is_name(sql_[position_ - 1])));
        const bool before_cast = sql_.substr(end, 2) == "::";
        if (!begins_name || (end < sql_.size() && sql_[end] == ':' && !before_cast)) {
            // The whole run, so that neither colon of `::int` is looked at again.
            piece_ += sql_.substr(position_, end - position_);
            position_ = end;
            return;
        }
        node_.pieces.push_back(std::move(piece_));
        piece_.clear();
        node_.names.emplace_back(sql_.substr(position_ + 1, end - position_ - 1));
        position_ = end;
    }

    std::string_view sql_;
    sql::TextNode& node_;
    std::size_t position_ = 0;
    std::string piece_;
};

}  // namespace

Text::Text(std::string_view sql) {
    auto* node = new sql::TextNode;
    node_ = sql::NodePtr{node};
    TextParser{sql, *node}.parse();
}

Text Text::bind(std::initializer_list<std::pair<std::string_view, Value>> values) const {
    Text copy{*this};
    auto* node = new sql::TextNode{sql::as<sql::TextNode>(node_)};
    copy.node_ = sql::NodePtr{node};
    for (const auto& [name, value] : values) {
        if (std::find(node->names.begin(), node->names.end(), name) == node->names.end()) {
            throw ArgumentError{"The text has no parameter :" + std::string{name} + "."};
        }
        const auto old =
            std::find_if(node->values.begin(), node->values.end(), [key = name](const auto& pair) { return pair.first == key; });
        if (old == node->values.end()) {
            node->values.emplace_back(name, value);
        } else {
            old->second = value;
        }
    }
    return copy;
}

}  // namespace retort
