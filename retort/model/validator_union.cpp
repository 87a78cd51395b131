#include <algorithm>

#include <retort/core/text.hpp>
#include <retort/model/validator.hpp>

namespace retort::detail {

namespace {

// A document that is tried as one alternative after another, and so on within, could ask for a great deal of work.
constexpr std::int64_t most_tries = 1'000'000;

}  // namespace

std::string type_label(const ValueOps& ops) {
    const ValueShape& shape = *ops.shape;
    switch (shape.kind) {
    case ShapeKind::boolean: return "bool";
    case ShapeKind::int16:
    case ShapeKind::uint16:
    case ShapeKind::int32:
    case ShapeKind::uint32:
    case ShapeKind::int64:
    case ShapeKind::uint64: return "int";
    case ShapeKind::float32:
    case ShapeKind::float64: return "float";
    case ShapeKind::text: return "str";
    case ShapeKind::bytes: return "bytes";
    case ShapeKind::uuid: return "uuid";
    case ShapeKind::decimal: return "decimal";
    case ShapeKind::date: return "date";
    case ShapeKind::datetime: return "datetime";
    case ShapeKind::time: return "time";
    case ShapeKind::interval: return "timedelta";
    case ShapeKind::json: return "any";
    case ShapeKind::enumeration: return "enum[" + std::string{shape.enumeration->enumerators().type_name} + "]";
    case ShapeKind::literal: return "literal[" + python_repr(shape.literal) + "]";
    case ShapeKind::optional:
    case ShapeKind::patch: return "nullable[" + type_label(shape.container->element()) + "]";
    case ShapeKind::list: return "list[" + type_label(shape.container->element()) + "]";
    case ShapeKind::map: return "dict[str," + type_label(shape.container->element()) + "]";
    case ShapeKind::variant: {
        std::string label = "union[";
        for (std::size_t i = 0; i < shape.variant->count; ++i) {
            label += (i == 0 ? "" : ",") + type_label(shape.variant->alternatives[i]());
        }
        return label + "]";
    }
    case ShapeKind::model: return std::string{shape.model().name};
    case ShapeKind::user: return ops.type_name;
    }
    return ops.type_name;
}

bool Validator::variant(const VariantShape& shape, void* out, const Json& in, const Rules& rules) {
    return rules.discriminator.empty() ? smart(shape, out, in, rules) : tagged(shape, out, in, rules);
}

bool Validator::tagged(const VariantShape& shape, void* out, const Json& in, const Rules& rules) {
    const std::string discriminator = python_repr(rules.discriminator);
    if (!in.is_object()) return fail("model_attributes_type", "Input should be an object", in);
    const std::vector<Tag> tags = tags_of(shape, rules.discriminator);
    const Json* const given = in.find(rules.discriminator);
    if (given == nullptr) {
        return fail("union_tag_not_found", "Unable to extract tag using discriminator " + discriminator, in,
            Json::object({{"discriminator", discriminator}}));
    }
    const auto found =
        std::find_if(tags.begin(), tags.end(), [given](const Tag& tag) { return given->is_string() && given->as_string() == tag.text; });
    if (found == tags.end()) {
        std::string expected;
        for (const Tag& tag : tags) {
            expected += (expected.empty() ? "" : ", ") + python_repr(tag.text);
        }
        const std::string tag = secrets_ > 0         ? std::string{secret_mask}
                                : given->is_string() ? std::string{given->as_string()}
                                                     : given->dump();
        return fail("union_tag_invalid",
            "Input tag '" + tag + "' found using " + discriminator + " does not match any of the expected tags: " + expected, in,
            Json::object({{"discriminator", discriminator}, {"tag", tag}, {"expected_tags", expected}}));
    }
    const Step step{*this, found->text};
    return value(shape.alternatives[found->alternative](), shape.emplace(out, found->alternative), in,
        {rules.strict_within, rules.strict_within, {}});
}

// pydantic's smart mode: the alternative in which most fields were given, of equals the one of which the value is exactly, of equals the first.
bool Validator::smart(const VariantShape& shape, void* out, const Json& in, const Rules& rules) {
    // Choosing within what was chosen would double the work at every level.
    if (const auto known = chosen_.find({&in, &shape}); known != chosen_.end()) {
        return value(shape.alternatives[known->second](), shape.emplace(out, known->second), in, rules);
    }
    const Exactness exactness_before = exactness_;
    const std::int64_t fields_before = fields_set_;
    const std::size_t problems_before = problems_.size();
    std::size_t best = shape.count;
    Exactness best_exactness = Exactness::lax;
    std::int64_t best_fields = 0;
    std::size_t last = shape.count;
    for (std::size_t i = 0; i < shape.count; ++i) {
        if (++tries_ > most_tries) {
            problems_.resize(problems_before);
            return fail("recursion_loop", "Recursion error - too many alternatives to try", Json{});
        }
        const ValueOps& alternative = shape.alternatives[i]();
        exactness_ = Exactness::exact;
        fields_set_ = 0;
        const Step step{*this, type_label(alternative)};
        last = i;
        if (!value(alternative, shape.emplace(out, i), in, rules)) continue;
        const bool better = best == shape.count || fields_set_ > best_fields || (fields_set_ == best_fields && exactness_ > best_exactness);
        if (better) {
            best = i;
            best_exactness = exactness_;
            best_fields = fields_set_;
        }
        if (exactness_ == Exactness::exact && fields_set_ == 0) break;
    }
    exactness_ = exactness_before;
    fields_set_ = fields_before;
    if (best == shape.count) return false;
    problems_.resize(problems_before);
    lower(best_exactness);
    fields_set_ += best_fields;
    if (best == last) return true;
    chosen_[{&in, &shape}] = best;
    const std::int64_t fields_now = fields_set_;
    const bool well = value(shape.alternatives[best](), shape.emplace(out, best), in, rules);
    fields_set_ = fields_now;
    return well;
}

}  // namespace retort::detail
