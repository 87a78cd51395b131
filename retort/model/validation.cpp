#include <retort/model/validation.hpp>

#include <retort/core/text.hpp>
#include <retort/model/validator.hpp>

namespace retort::detail {

namespace {

std::string_view title_of(const ModelDescription& model) {
    return model.config != nullptr && !model.config->title.empty() ? model.config->title : model.name;
}

[[noreturn]] void throw_json_invalid(std::string_view title, std::string_view text, const std::string& error, bool secret) {
    Problem problem;
    problem.type = "json_invalid";
    problem.msg = "Invalid JSON: " + error;
    // The text may be no UTF-8, which no document can hold.
    problem.input = secret ? Json{secret_mask} : is_valid_utf8(text) ? Json{text} : Json{"..."};
    problem.ctx = Json::object({{"error", error}});
    Problems problems;
    problems.add(std::move(problem));
    throw ValidationError{title, std::move(problems)};
}

/// The document in a text.
Json parse(std::string_view title, std::string_view text, const ValidateOptions& options, bool secret) {
    if (options.max_size > 0 && text.size() > options.max_size) {
        throw_json_invalid(title, text.substr(0, 100),
            "the text has " + std::to_string(text.size()) + " bytes, more than the limit of " + std::to_string(options.max_size), secret);
    }
    try {
        return Json::parse(text);
    } catch (const JsonError& error) {
        constexpr std::string_view prefix = "not JSON: ";
        std::string_view reason = error.what();
        if (reason.starts_with(prefix)) reason.remove_prefix(prefix.size());
        throw_json_invalid(title, text, std::string{reason}, secret);
    }
}

}  // namespace

void validate_into(const ModelDescription& model, void* object, const Json& json, const ValidateOptions& options) {
    Validator validator{options};
    if (!validator.document(model, object, json)) throw ValidationError{title_of(model), validator.take_problems()};
}

void validate_into(const ValueOps& ops, void* value, const Json& json, const ValidateOptions& options) {
    Validator validator{options};
    if (!validator.document(ops, value, json)) throw ValidationError{type_label(ops), validator.take_problems()};
}

void validate_text_into(const ModelDescription& model, void* object, std::string_view text, const ValidateOptions& options) {
    const Json json = parse(title_of(model), text, options, plan_of(model).has_secrets);
    validate_into(model, object, json, options);
}

void validate_text_into(const ValueOps& ops, void* value, std::string_view text, const ValidateOptions& options) {
    const Json json = parse(type_label(ops), text, options, may_hold_secrets(ops));
    validate_into(ops, value, json, options);
}

void value_from_json(const ValueOps& ops, void* value, const Json& json) {
    const ValidateOptions options;
    Validator validator{options, true};
    if (!validator.document(ops, value, json)) {
        const Problems problems = validator.take_problems();
        const std::string place = place_of(problems[0].loc);
        throw ArgumentError{place + (place.empty() ? "" : ": ") + problems[0].msg};
    }
}

}  // namespace retort::detail
