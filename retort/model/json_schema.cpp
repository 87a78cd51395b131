#include <retort/model/json_schema.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/model/defaults.hpp>
#include <retort/model/dump.hpp>
#include <retort/model/dump_plan.hpp>
#include <retort/model/model_config.hpp>
#include <retort/model/visit_elements.hpp>
#include <retort/reflection/reflection.hpp>

namespace retort::detail {

namespace {

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// "secret_name" is "Secret Name": Python's str.title(), which starts a word at each letter behind something else, with blanks for underscores.
std::string title_of(std::string_view name) {
    std::string title;
    bool in_word = false;
    for (const char c : name) {
        if (!is_letter(c)) {
            title += c == '_' ? ' ' : c;
        } else if (in_word) {
            title += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        } else {
            title += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
        in_word = is_letter(c);
    }
    const std::size_t begin = std::min(title.find_first_not_of(' '), title.size());
    return title.substr(begin, title.find_last_not_of(' ') + 1 - begin);
}

/// Members by their names, as pydantic gives them, but for those whose order is the model's: its properties, and what a default holds.
Json sorted(const Json& schema, std::string_view parent) {
    if (schema.is_array()) {
        Json out = Json::array();
        for (const Json& element : schema) {
            out.push_back(sorted(element, parent));
        }
        return out;
    }
    if (!schema.is_object()) return schema;
    std::vector<std::string_view> keys = schema.keys();
    if (parent != "properties" && parent != "default") std::sort(keys.begin(), keys.end());
    Json out = Json::object();
    for (const std::string_view key : keys) {
        out.set(key, sorted(schema.at(key), key));
    }
    return out;
}

Json typed(std::string_view type) {
    return Json{{"type", type}};
}
Json formatted(std::string_view format) {
    return Json{{"format", format}, {"type", "string"}};
}

void set_bound(Json& schema, std::string_view word, const Bound& bound) {
    if (bound.kind == Bound::Kind::integer) schema.set(word, bound.integer);
    if (bound.kind == Bound::Kind::real) schema.set(word, bound.real);
}

Json number(std::string_view type, const FieldOptions& options) {
    Json schema = typed(type);
    set_bound(schema, "minimum", options.ge);
    set_bound(schema, "exclusiveMinimum", options.gt);
    set_bound(schema, "maximum", options.le);
    set_bound(schema, "exclusiveMaximum", options.lt);
    set_bound(schema, "multipleOf", options.multiple_of);
    return schema;
}

void set_lengths(Json& schema, const FieldOptions& options, std::string_view shortest, std::string_view longest) {
    if (options.min_length >= 0) schema.set(shortest, options.min_length);
    if (options.max_length >= 0) schema.set(longest, options.max_length);
}

Json text(Json schema, const FieldOptions& options) {
    set_lengths(schema, options, "minLength", "maxLength");
    if (!options.pattern.empty()) schema.set("pattern", options.pattern);
    return schema;
}

/// `schema` or null. What is a choice already gets one more, as in pydantic.
Json or_null(Json schema) {
    Json choices = Json::array();
    if (schema.is_object() && schema.size() == 1 && schema.contains("anyOf")) {
        choices = schema.at("anyOf");
    } else {
        choices.push_back(std::move(schema));
    }
    choices.push_back(typed("null"));
    Json out = Json::object();
    out.set("anyOf", std::move(choices));
    return out;
}

/// Makes the schema of one model and of all that it refers to.
class SchemaMaker {
public:
    explicit SchemaMaker(const SchemaOptions& options) : options_{options} {}

    Json document(const ModelDescription& model) {
        root_ = &model;
        Json schema = this->model(model);
        if (root_is_referred_to_) {
            // A model that holds itself stands among the others, and the document refers to it.
            const std::string name = name_of(&model, std::string{model.name});
            definitions_[name] = std::move(schema);
            schema = reference(name);
        }
        if (!definitions_.empty()) {
            Json definitions = Json::object();
            for (auto& [name, definition] : definitions_) {
                definitions.set(name, std::move(definition));
            }
            schema.set("$defs", std::move(definitions));
        }
        return sorted(schema, {});
    }

private:
    bool for_dumps() const noexcept { return options_.mode == SchemaMode::serialization; }

    std::string_view document_name(const FieldDescription& field) const {
        return options_.by_alias && !field.options.alias.empty() ? field.options.alias : field.name;
    }

    Json model(const ModelDescription& model) {
        const ModelDefaults& defaults = defaults_of(model);
        Json properties = Json::object();
        Json required = Json::array();
        for (const FieldDescription& field : model.fields) {
            if (for_dumps() && field.options.exclude) continue;
            const ModelDefaults::Of& of = defaults.fields[static_cast<std::size_t>(field.index)];
            const std::string_view name = document_name(field);
            properties.set(name, property(field, name, of, defaults.object->get()));
            if (of.required) required.push_back(name);
        }
        if (for_dumps()) {
            for (const DumpPlan::Computed& computed : computed_members(model)) {
                Json schema = value(computed.member.ops(), {});
                if (has_title(computed.member.ops())) schema.set("title", title_of(computed.key.name));
                schema.set("readOnly", true);
                properties.set(computed.key.name, std::move(schema));
                required.push_back(computed.key.name);
            }
        }
        Json schema = typed("object");
        schema.set("title", model.config != nullptr && !model.config->title.empty() ? model.config->title : model.name);
        if (model.config != nullptr && !model.config->description.empty()) schema.set("description", model.config->description);
        if (model.extra_offset >= 0) {
            schema.set("additionalProperties", true);
        } else if (model.config != nullptr && model.config->extra != Extra::ignore) {
            schema.set("additionalProperties", model.config->extra == Extra::allow);
        }
        schema.set("properties", std::move(properties));
        if (!required.empty()) schema.set("required", std::move(required));
        return schema;
    }

    Json property(const FieldDescription& field, std::string_view name, const ModelDefaults::Of& of, const void* default_object) {
        Json schema = field.options.secret ? secret(*field.ops, field.options) : value(*field.ops, field.options);
        if (!field.options.title.empty()) {
            schema.set("title", field.options.title);
        } else if (has_title(*field.ops)) {
            schema.set("title", title_of(name));
        }
        if (!field.options.description.empty()) schema.set("description", field.options.description);
        if (of.has_default && !of.made_anew) {
            Json value = dump_value(*field.ops, field.in(default_object), {.by_alias = options_.by_alias});
            // What is secret is not told to whoever may read the schema.
            if (field.options.secret && !value.is_null() && value != Json{""}) value = secret_mask;
            schema.set("default", std::move(value));
        }
        return schema;
    }

    // What is named itself, a model or an enum, gets no name of its field.
    static bool has_title(const ValueOps& ops) {
        switch (ops.shape->kind) {
        case ShapeKind::model:
        case ShapeKind::enumeration: return false;
        case ShapeKind::optional:
        case ShapeKind::patch: return has_title(ops.shape->container->element());
        default: return true;
        }
    }

    Json secret(const ValueOps& ops, const FieldOptions& options) {
        const ShapeKind kind = ops.shape->kind;
        if (is_wrapper(kind)) return or_null(secret(ops.shape->container->element(), options));
        Json schema = for_dumps() ? typed("string") : value(ops, options);
        if (for_dumps() && kind == ShapeKind::text) schema = value(ops, options);
        schema.set("format", "password");
        schema.set("writeOnly", true);
        return schema;
    }

    Json value(const ValueOps& ops, const FieldOptions& options) {
        const ValueShape& shape = *ops.shape;
        switch (shape.kind) {
        case ShapeKind::boolean: return typed("boolean");
        case ShapeKind::int16:
        case ShapeKind::uint16:
        case ShapeKind::int32:
        case ShapeKind::uint32:
        case ShapeKind::int64:
        case ShapeKind::uint64: return number("integer", options);
        case ShapeKind::float32:
        case ShapeKind::float64: return number("number", options);
        case ShapeKind::text: return text(typed("string"), options);
        case ShapeKind::bytes: return text(formatted("binary"), options);
        case ShapeKind::uuid: return formatted("uuid");
        case ShapeKind::decimal: return decimal(options);
        case ShapeKind::date: return formatted("date");
        case ShapeKind::datetime: return formatted("date-time");
        case ShapeKind::time: return formatted("time");
        case ShapeKind::interval: return formatted("duration");
        case ShapeKind::json: return Json::object();
        case ShapeKind::enumeration: return enumeration(shape.enumeration->enumerators());
        case ShapeKind::literal: {
            Json schema = typed("string");
            schema.set("const", shape.literal);
            return schema;
        }
        case ShapeKind::optional:
        case ShapeKind::patch: return or_null(value(shape.container->element(), options));
        case ShapeKind::list: return list(shape.container->element(), options);
        case ShapeKind::map: return map(shape.container->element(), options);
        case ShapeKind::variant: return variant(*shape.variant, options);
        case ShapeKind::model: return nested(shape.model());
        case ShapeKind::user: return user(ops, options);
        }
        return Json::object();
    }

    // Without the pattern that pydantic 2.12 writes for the text, which refuses the "1E+3" that it dumps itself.
    Json decimal(const FieldOptions& options) const {
        if (for_dumps()) return typed("string");
        FieldOptions as_reals;
        as_reals.ge = real_bound(options.ge);
        as_reals.gt = real_bound(options.gt);
        as_reals.le = real_bound(options.le);
        as_reals.lt = real_bound(options.lt);
        as_reals.multiple_of = real_bound(options.multiple_of);
        Json schema = Json::object();
        schema.set("anyOf", Json::array({number("number", as_reals), typed("string")}));
        return schema;
    }

    // The bounds of a Decimal are reals in pydantic's schemas.
    static Bound real_bound(Bound bound) {
        if (bound.kind == Bound::Kind::integer) bound.kind = Bound::Kind::real;
        return bound;
    }

    static FieldOptions of_elements(const FieldOptions& options) {
        FieldOptions inner;
        inner.discriminator = options.discriminator;
        return inner;
    }

    Json list(const ValueOps& element, const FieldOptions& options) {
        Json schema = typed("array");
        schema.set("items", value(element, of_elements(options)));
        set_lengths(schema, options, "minItems", "maxItems");
        return schema;
    }

    Json map(const ValueOps& element, const FieldOptions& options) {
        Json schema = typed("object");
        if (element.shape->kind == ShapeKind::json) {
            schema.set("additionalProperties", true);
        } else {
            schema.set("additionalProperties", value(element, of_elements(options)));
        }
        set_lengths(schema, options, "minProperties", "maxProperties");
        return schema;
    }

    Json variant(const VariantShape& variant, const FieldOptions& options) {
        Json choices = Json::array();
        Json mapping = Json::object();
        std::string_view property = options.discriminator;
        for (std::size_t i = 0; i < variant.count; ++i) {
            const ValueOps& alternative = variant.alternatives[i]();
            Json choice = value(alternative, {});
            if (!options.discriminator.empty()) property = map_tag(alternative, options.discriminator, choice, mapping);
            choices.push_back(std::move(choice));
        }
        Json schema = Json::object();
        if (options.discriminator.empty()) {
            schema.set("anyOf", std::move(choices));
        } else {
            Json discriminator = Json::object();
            discriminator.set("propertyName", property);
            discriminator.set("mapping", std::move(mapping));
            schema.set("discriminator", std::move(discriminator));
            schema.set("oneOf", std::move(choices));
        }
        return schema;
    }

    /// Notes which value of the discriminator means this alternative; gives the discriminator's name in documents.
    std::string_view map_tag(const ValueOps& alternative, std::string_view discriminator, const Json& choice, Json& mapping) const {
        const FieldDescription* const tag =
            alternative.shape->kind == ShapeKind::model ? alternative.shape->model().find_field(discriminator) : nullptr;
        if (tag == nullptr || tag->ops->shape->kind != ShapeKind::literal) {
            throw ArgumentError{
                "the discriminator '" + std::string{discriminator} + "' is no Literal field of each alternative of its variant"};
        }
        mapping.set(tag->ops->shape->literal, choice.at("$ref"));
        return document_name(*tag);
    }

    Json enumeration(const reflection::Enumerators& enumerators) {
        const std::string name = name_of(&enumerators, std::string{enumerators.type_name});
        if (!definitions_.contains(name)) {
            Json names = Json::array();
            for (const auto& entry : enumerators.entries) {
                names.push_back(entry.name);
            }
            Json schema = typed("string");
            schema.set("enum", std::move(names));
            schema.set("title", enumerators.type_name);
            definitions_[name] = std::move(schema);
        }
        return reference(name);
    }

    Json nested(const ModelDescription& model) {
        const std::string name = name_of(&model, std::string{model.name});
        if (&model == root_) {
            root_is_referred_to_ = true;
        } else if (!definitions_.contains(name)) {
            definitions_[name] = nullptr;  // so that a model that holds itself ends here the next time
            definitions_[name] = this->model(model);
        }
        return reference(name);
    }

    Json user(const ValueOps& ops, const FieldOptions& options) {
        switch (ops.sql_type().kind) {
        case SqlType::Kind::boolean: return typed("boolean");
        case SqlType::Kind::small_integer:
        case SqlType::Kind::integer:
        case SqlType::Kind::big_integer: return number("integer", options);
        case SqlType::Kind::float_:
        case SqlType::Kind::double_: return number("number", options);
        case SqlType::Kind::numeric: return decimal(options);
        case SqlType::Kind::date: return formatted("date");
        case SqlType::Kind::datetime: return formatted("date-time");
        case SqlType::Kind::time: return formatted("time");
        case SqlType::Kind::interval: return formatted("duration");
        case SqlType::Kind::uuid: return formatted("uuid");
        case SqlType::Kind::large_binary: return formatted("binary");
        case SqlType::Kind::json:
        case SqlType::Kind::jsonb:
        case SqlType::Kind::array: return Json::object();
        default: return text(typed("string"), options);
        }
    }

    static Json reference(const std::string& name) {
        Json schema = Json::object();
        schema.set("$ref", "#/$defs/" + name);
        return schema;
    }

    /// Types of one name, from several namespaces, are told apart by a number.
    std::string name_of(const void* type, const std::string& wanted) {
        for (int number = 1;; ++number) {
            std::string name = number == 1 ? wanted : wanted + "_" + std::to_string(number);
            const auto [at, is_new] = owners_.try_emplace(name, type);
            if (is_new || at->second == type) return name;
        }
    }

    const SchemaOptions& options_;
    const ModelDescription* root_ = nullptr;
    bool root_is_referred_to_ = false;
    std::map<std::string, Json> definitions_;
    std::map<std::string, const void*> owners_;
};

}  // namespace

Json json_schema(const ModelDescription& model, const SchemaOptions& options) {
    return SchemaMaker{options}.document(model);
}

}  // namespace retort::detail
