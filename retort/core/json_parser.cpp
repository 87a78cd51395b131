#include <retort/core/error.hpp>
#include <retort/core/json_access.hpp>
#include <retort/core/json_scanner.hpp>

// Our own reader, because Boost.JSON 1.81 reads some doubles one bit off (its exact mode came later), tells no position in what it
// throws, and cannot be told to read an array of strings straight into a vector.

namespace retort {

namespace bj = boost::json;

namespace {

class Parser {
public:
    explicit Parser(std::string_view text) noexcept : in_{text} {}

    bj::value document() {
        in_.check_utf8();
        auto result = value();
        in_.skip_space();
        if (!in_.at_end()) in_.fail("nothing may follow the value");
        return result;
    }

private:
    bj::value value() {
        in_.skip_space();
        if (in_.at_end()) in_.fail("a value was expected, the text ends");
        switch (in_.peek()) {
        case '{': return nested(&Parser::object);
        case '[': return nested(&Parser::array);
        case '"': {
            in_.take('"');
            const auto view = in_.text();
            return bj::value(bj::string_view{view.data(), view.size()});
        }
        case 't':
            if (in_.take("true")) return true;
            break;
        case 'f':
            if (in_.take("false")) return false;
            break;
        case 'n':
            if (in_.take("null")) return nullptr;
            break;
        case 'N':
        case 'I': in_.fail("JSON has no NaN and no Infinity");
        default:
            if (in_.peek() == '-' || (in_.peek() >= '0' && in_.peek() <= '9')) return number();
        }
        in_.fail("a value was expected");
    }

    bj::value nested(bj::value (Parser::*read)()) {
        if (++depth_ > detail::JsonScanner::max_depth) in_.fail("more than 256 levels");
        in_.take(in_.peek());
        auto result = (this->*read)();
        --depth_;
        return result;
    }

    bj::value array() {
        bj::array elements;
        in_.skip_space();
        if (in_.take(']')) return elements;
        do {
            elements.push_back(value());
            in_.skip_space();
        } while (in_.take(','));
        if (!in_.take(']')) in_.fail("a comma or the end of the array was expected");
        return elements;
    }

    bj::value object() {
        bj::object members;
        in_.skip_space();
        if (in_.take('}')) return members;
        do {
            in_.skip_space();
            if (!in_.take('"')) in_.fail("a key in double quotes was expected");
            const auto key = in_.text();
            // Taken before the value is read, which needs the scratch that the key may stand in.
            auto& member = members[bj::string_view{key.data(), key.size()}];
            in_.skip_space();
            if (!in_.take(':')) in_.fail("a colon was expected");
            member = value();
            in_.skip_space();
        } while (in_.take(','));
        if (!in_.take('}')) in_.fail("a comma or the end of the object was expected");
        return members;
    }

    bj::value number() {
        const detail::JsonNumber number = in_.number();
        if (number.kind == JsonKind::integer) return number.integer;
        if (number.kind == JsonKind::unsigned_integer) return number.unsigned_integer;
        return number.real;
    }

    detail::JsonScanner in_;
    int depth_ = 0;
};

/// False where the text is anything but an array of strings.
bool read_strings(std::string_view text, std::vector<std::string>& out) {
    detail::JsonScanner in{text};
    in.check_utf8();
    out.clear();
    in.skip_space();
    if (!in.take('[')) return false;
    in.skip_space();
    if (!in.take(']')) {
        do {
            in.skip_space();
            if (!in.take('"')) return false;
            out.emplace_back(in.text());
            in.skip_space();
        } while (in.take(','));
        if (!in.take(']')) return false;
    }
    in.skip_space();
    return in.at_end();
}

}  // namespace

Json Json::parse(std::string_view text) {
    Json result;
    JsonAccess::value(result) = Parser{text}.document();
    return result;
}

bool parse_json_strings(std::string_view text, std::vector<std::string>& out) {
    try {
        return read_strings(text, out);
    } catch (const JsonError&) {
        return false;
    }
}

}  // namespace retort
