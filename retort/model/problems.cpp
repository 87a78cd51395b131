#include <retort/model/problems.hpp>

#include <algorithm>

#include <retort/core/error_payload.hpp>
#include <retort/model/value_ops_of.hpp>

namespace retort {

namespace {

class ValidationPayload : public detail::ErrorPayload {
public:
    ValidationPayload(std::string text, std::string_view title, std::vector<Problem> problems)
        : ErrorPayload{std::move(text)},
          title_{title},
          problems_{std::move(problems)} {}

    [[nodiscard]] const std::string& title() const noexcept { return title_; }
    [[nodiscard]] const std::vector<Problem>& problems() const noexcept { return problems_; }

private:
    std::string title_;
    std::vector<Problem> problems_;
};

const char* python_type_of(const Json& json) {
    switch (json.kind()) {
    case JsonKind::null: return "NoneType";
    case JsonKind::boolean: return "bool";
    case JsonKind::integer:
    case JsonKind::unsigned_integer: return "int";
    case JsonKind::real: return "float";
    case JsonKind::string: return "str";
    case JsonKind::array: return "list";
    case JsonKind::object: return "dict";
    }
    return "";
}

/// Whether a character begins at this byte of UTF-8.
bool begins(char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
}

// As pydantic does it: what is longer than 50 bytes loses its middle, where a character ends.
void append_shortened(std::string& out, std::string_view text) {
    constexpr std::size_t limit = 50;
    constexpr std::size_t head = 25;
    constexpr std::size_t tail = 24;
    if (text.size() <= limit) {
        out += text;
        return;
    }
    std::size_t first = head;
    while (first > 0 && !begins(text[first]))
        --first;
    std::size_t second = text.size() - tail;
    while (second < text.size() && !begins(text[second]))
        ++second;
    out.append(text.substr(0, first)).append("...").append(text.substr(second));
}

void append_problem(std::string& out, const Problem& problem) {
    if (!problem.loc.empty()) {
        out += '\n';
        out += detail::place_of(problem.loc);
    }
    out.append("\n  ").append(problem.msg).append(" [type=").append(problem.type).append(", input_value=");
    if (problem.input_type.empty()) {
        std::string repr;
        value_ops<Json>().repr(&problem.input, repr);
        append_shortened(out, repr);
        out.append(", input_type=").append(python_type_of(problem.input));
    } else {
        append_shortened(out, problem.input_repr);
        out.append(", input_type=").append(problem.input_type);
    }
    out += ']';
}

std::string text_of(std::string_view title, const std::vector<Problem>& problems) {
    std::string out = std::to_string(problems.size()) + " validation error" + (problems.size() == 1 ? "" : "s") + " for ";
    out += title;
    for (const Problem& problem : problems) {
        append_problem(out, problem);
    }
    return out;
}

detail::ErrorPayload* make_payload(std::string_view title, std::vector<Problem> problems) {
    std::string text = text_of(title, problems);
    return new ValidationPayload{std::move(text), title, std::move(problems)};
}

}  // namespace

std::string detail::place_of(const Loc& loc) {
    std::string out;
    for (const LocItem& item : loc) {
        if (&item != &loc.front()) out += '.';
        if (item.is_index()) {
            out += std::to_string(item.index());
        } else if (item.key().find('.') != std::string::npos) {
            out.append("`").append(item.key()).append("`");
        } else {
            out += item.key();
        }
    }
    return out;
}

Problems::Problems() noexcept = default;
Problems::Problems(const Problems& other) = default;
Problems::Problems(Problems&& other) noexcept = default;
Problems& Problems::operator=(const Problems& other) = default;
Problems& Problems::operator=(Problems&& other) noexcept = default;
Problems::~Problems() = default;

std::size_t Problems::size() const noexcept {
    return problems_.size();
}

const Problem& Problems::operator[](std::size_t index) const {
    return problems_.at(index);
}

const Problem* Problems::begin() const noexcept {
    return problems_.data();
}

const Problem* Problems::end() const noexcept {
    return problems_.data() + problems_.size();
}

void Problems::clear() noexcept {
    problems_.clear();
}

std::vector<Problem> Problems::take() noexcept {
    return std::exchange(problems_, {});
}

void Problems::add(Problem problem) {
    problems_.push_back(std::move(problem));
}

void Problems::add_value_error(Loc loc, std::string_view message) {
    Problem problem;
    problem.loc = std::move(loc);
    problem.type = "value_error";
    problem.msg = "Value error, ";
    problem.msg += message;
    problem.ctx = Json{{"error", message}};
    problem.has_input = false;
    problems_.push_back(std::move(problem));
}

void Problems::add(std::string_view message) {
    add_value_error({}, message);
}

void Problems::add(std::string_view field, std::string_view message) {
    add_value_error({LocItem{field}}, message);
}

void Problems::add(std::initializer_list<LocItem> loc, std::string_view message) {
    add_value_error(Loc{loc}, message);
}

ValidationError::ValidationError(std::string_view title, Problems problems) : Error{make_payload(title, problems.take())} {}

const std::string& ValidationError::title() const noexcept {
    return static_cast<const ValidationPayload&>(payload()).title();
}

const std::vector<Problem>& ValidationError::errors() const noexcept {
    return static_cast<const ValidationPayload&>(payload()).problems();
}

std::size_t ValidationError::error_count() const noexcept {
    return errors().size();
}

std::string ValidationError::errors_json() const {
    std::string out;
    JsonWriter writer{out, {.ensure_ascii = false, .compact = true}};
    writer.begin_array();
    for (const Problem& problem : errors()) {
        writer.begin_object();
        writer.key("type");
        writer.string(problem.type);
        writer.key("loc");
        writer.begin_array();
        for (const LocItem& item : problem.loc) {
            item.is_index() ? writer.integer(item.index()) : writer.string(item.key());
        }
        writer.end_array();
        writer.key("msg");
        writer.string(problem.msg);
        writer.key("input");
        writer.value(problem.input);
        if (!problem.ctx.is_null()) {
            writer.key("ctx");
            writer.value(problem.ctx);
        }
        writer.end_object();
    }
    writer.end_array();
    return out;
}

const char* ValidationError::type_name() const noexcept {
    return "ValidationError";
}

}  // namespace retort
