#include <array>
#include <limits>

#include <retort/core/json_scanner.hpp>
#include <retort/model/conversions.hpp>
#include <retort/model/validation.hpp>
#include <retort/model/validation_plan.hpp>
#include <retort/model/visit_elements.hpp>

// Nine of ten documents are well, and a document in memory costs several times what reading the text does. So the text is read into the object
// without one, and only where something does not fit is the work done twice. A reader that could tell problems by itself was the alternative:
// a second Validator, to be kept in step with the first.

namespace retort::detail {

namespace {

class FastReader {
public:
    FastReader(std::string_view text, const ValidateOptions& options) : in_{text}, options_{options} {}

    template <class Type>
    bool document(const Type& type, void* out) {
        in_.check_utf8();
        in_.skip_space();
        if (!value(type, out)) return false;
        in_.skip_space();
        return in_.at_end();
    }

private:
    /// One level deeper while it lives.
    class Level {
    public:
        explicit Level(FastReader& reader) : reader_{&reader} { ++reader.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        ~Level() { --reader_->depth_; }
        [[nodiscard]] bool too_deep() const noexcept { return reader_->depth_ > JsonScanner::max_depth; }

    private:
        FastReader* reader_;
    };

    // The first character of the value is the next in each of these.

    bool value(const ModelDescription& model, void* out) { return object(model, out); }

    bool value(const ValueOps& ops, void* out, std::string_view discriminator = {}) {
        const ValueShape& shape = *ops.shape;
        switch (shape.kind) {
        case ShapeKind::boolean: return boolean(*static_cast<bool*>(out));
        case ShapeKind::int16: return integer<std::int16_t>(out);
        case ShapeKind::uint16: return integer<std::uint16_t>(out);
        case ShapeKind::int32: return integer<std::int32_t>(out);
        case ShapeKind::uint32: return integer<std::uint32_t>(out);
        case ShapeKind::int64: return integer<std::int64_t>(out);
        case ShapeKind::uint64: return integer<std::uint64_t>(out);
        case ShapeKind::float64: return real(*static_cast<double*>(out));
        case ShapeKind::text: return text(*static_cast<std::string*>(out));
        case ShapeKind::optional:
        case ShapeKind::patch:
            if (in_.peek() == 'n') {
                shape.container->clear(out);
                return in_.take("null");
            }
            return value(shape.container->element(), shape.container->append(out, {}), discriminator);
        case ShapeKind::list: return list(*shape.container, out, discriminator);
        case ShapeKind::map: return map(*shape.container, out, discriminator);
        case ShapeKind::model: return object(shape.model(), out);
        case ShapeKind::uuid:
        case ShapeKind::decimal:
        case ShapeKind::date:
        case ShapeKind::datetime:
        case ShapeKind::time:
        case ShapeKind::interval:
        case ShapeKind::bytes:
        case ShapeKind::enumeration:
        case ShapeKind::literal: return in_.take('"') && from_text(shape, out, in_.text());
        case ShapeKind::float32: return single(*static_cast<float*>(out));
        case ShapeKind::json: return document(*static_cast<Json*>(out));
        case ShapeKind::variant: return !discriminator.empty() && tagged(*shape.variant, out, discriminator);
        case ShapeKind::user: return false;
        }
        return false;
    }

    bool boolean(bool& out) {
        out = in_.peek() == 't';
        return in_.take(out ? "true" : "false");
    }

    [[nodiscard]] bool at_number() const noexcept { return in_.peek() == '-' || (in_.peek() >= '0' && in_.peek() <= '9'); }

    template <class T>
    bool integer(void* out) {
        if (!at_number()) return false;
        const JsonNumber number = in_.number();
        T& target = *static_cast<T*>(out);
        if (number.kind == JsonKind::integer) {
            target = static_cast<T>(number.integer);
            return (std::is_signed_v<T> || number.integer >= 0) && static_cast<std::int64_t>(target) == number.integer;
        }
        if (number.kind == JsonKind::unsigned_integer && std::is_same_v<T, std::uint64_t>) {
            target = static_cast<T>(number.unsigned_integer);
            return true;
        }
        return false;
    }

    bool real(double& out) {
        if (!at_number()) return false;
        const JsonNumber number = in_.number();
        out = number.kind == JsonKind::real      ? number.real
              : number.kind == JsonKind::integer ? static_cast<double>(number.integer)
                                                 : static_cast<double>(number.unsigned_integer);
        return true;
    }

    bool single(float& out) {
        double number = 0;
        constexpr auto high = static_cast<double>(std::numeric_limits<float>::max());
        if (!real(number) || number > high || number < -high) return false;
        out = static_cast<float>(number);
        return true;
    }

    bool document(Json& out) {
        const char* const from = in_.place();
        if (!skip()) return false;
        out = Json::parse({from, static_cast<std::size_t>(in_.place() - from)});
        return true;
    }

    /// The tag may stand anywhere in the object: it is looked for first, and the object then read from its beginning.
    bool tagged(const VariantShape& shape, void* out, std::string_view discriminator) {
        const char* const from = in_.place();
        std::size_t alternative = shape.count;
        if (!in_.take('{')) return false;
        bool well = true;
        do {
            in_.skip_space();
            if (!in_.take('"')) return false;
            const bool is_tag = in_.text() == discriminator;
            if (!colon()) return false;
            if (is_tag) {
                if (!in_.take('"')) return false;
                const std::string_view text = in_.text();
                for (const Tag& tag : tags_of(shape, discriminator)) {
                    if (tag.text == text) alternative = tag.alternative;
                }
                break;
            }
            if (!skip()) return false;
        } while (more('}', well));
        if (alternative == shape.count) return false;
        in_.go_back_to(from);
        return value(shape.alternatives[alternative](), shape.emplace(out, alternative));
    }

    bool text(std::string& out) {
        if (!in_.take('"')) return false;
        out = in_.text();
        return true;
    }

    static bool from_text(const ValueShape& shape, void* out, std::string_view text) {
        switch (shape.kind) {
        case ShapeKind::uuid: {
            const auto read = Uuid::try_parse(text);
            if (read) *static_cast<Uuid*>(out) = *read;
            return read.has_value();
        }
        case ShapeKind::decimal: {
            const auto read = Decimal::try_parse(text);
            if (read) *static_cast<Decimal*>(out) = *read;
            return read.has_value();
        }
        case ShapeKind::date: return read_date(text, *static_cast<Date*>(out)) == nullptr;
        case ShapeKind::datetime: return read_datetime(text, *static_cast<DateTime*>(out), false) == nullptr;
        case ShapeKind::time: return read_time(text, *static_cast<Time*>(out)) == nullptr;
        case ShapeKind::interval: return read_interval(text, *static_cast<Interval*>(out)) == nullptr;
        case ShapeKind::bytes: {
            std::string error;
            return base64_from(text, *static_cast<Bytes*>(out), error);
        }
        case ShapeKind::enumeration: {
            const auto* entry = shape.enumeration->enumerators().find(text);
            if (entry != nullptr) shape.enumeration->set_number(out, entry->value);
            return entry != nullptr;
        }
        default: return text == shape.literal;
        }
    }

    /// What stands between two elements or members: true where another follows. `well` turns false where neither a comma nor the end does.
    bool more(char end, bool& well) {
        in_.skip_space();
        if (in_.take(',')) {
            in_.skip_space();
            return true;
        }
        well = in_.take(end);
        return false;
    }

    bool list(const ContainerShape& shape, void* out, std::string_view discriminator) {
        const Level level{*this};
        if (level.too_deep() || !in_.take('[')) return false;
        const ValueOps& element = shape.element();
        shape.clear(out);
        in_.skip_space();
        if (in_.take(']')) return true;
        bool well = true;
        do {
            if (!value(element, shape.append(out, {}), discriminator)) return false;
        } while (more(']', well));
        return well;
    }

    bool map(const ContainerShape& shape, void* out, std::string_view discriminator) {
        const Level level{*this};
        if (level.too_deep() || !in_.take('{')) return false;
        const ValueOps& element = shape.element();
        shape.clear(out);
        in_.skip_space();
        if (in_.take('}')) return true;
        bool well = true;
        std::size_t count = 0;
        do {
            if (!in_.take('"')) return false;
            void* const member = shape.append(out, in_.text());
            if (shape.size(out) != ++count) return false;  // a key for the second time
            if (!colon() || !value(element, member, discriminator)) return false;
        } while (more('}', well));
        return well;
    }

    bool colon() {
        in_.skip_space();
        if (!in_.take(':')) return false;
        in_.skip_space();
        return true;
    }

    /// Reads over a value.
    bool skip() {
        switch (in_.peek()) {
        case '"': in_.take('"'); return static_cast<void>(in_.text()), true;
        case 't': return in_.take("true");
        case 'f': return in_.take("false");
        case 'n': return in_.take("null");
        case '[':
        case '{': break;
        default: return at_number() && (static_cast<void>(in_.number()), true);
        }
        const Level level{*this};
        if (level.too_deep()) return false;
        const bool is_object = in_.take('{');
        if (!is_object) in_.take('[');
        const char end = is_object ? '}' : ']';
        in_.skip_space();
        if (in_.take(end)) return true;
        bool well = true;
        do {
            if (is_object) {
                if (!in_.take('"')) return false;
                in_.text();
                if (!colon()) return false;
            }
            if (!skip()) return false;
        } while (more(end, well));
        return well;
    }

    bool object(const ModelDescription& model, void* out) {
        constexpr std::size_t most_fields = 256;
        const Level level{*this};
        const ValidationPlan& plan = plan_of(model);
        // Members for which there is no field have to be told or kept.
        const bool skips = options_.extra.value_or(plan.extra) == Extra::ignore;
        const bool by_name = options_.populate_by_name || plan.populate_by_name;
        if (level.too_deep() || plan.fields.size() > most_fields || !in_.take('{')) return false;
        std::array<bool, most_fields> seen;  // NOLINT: the part of it that counts is filled below
        std::fill_n(seen.begin(), plan.fields.size(), false);
        in_.skip_space();
        bool well = true;
        std::size_t next = 0;
        if (!in_.take('}')) {
            do {
                if (!in_.take('"')) return false;
                const std::size_t index = plan.find(in_.text(), by_name, next);
                if (!colon()) return false;
                if (index == plan.fields.size()) {
                    if (!skips || !skip()) return false;
                    continue;
                }
                if (seen[index]) return false;
                seen[index] = true;
                next = index + 1;
                if (!field(plan.fields[index], plan.fields[index].field->in(out))) return false;
            } while (more('}', well));
        }
        if (!well) return false;
        for (std::size_t i = 0; i < plan.fields.size(); ++i) {
            if (!seen[i] && plan.is_required(i)) return false;
        }
        Problems problems;
        for (const ModelValidator& validator : model.validators) {
            validator.validate(static_cast<char*>(out) + validator.offset, problems);
        }
        return problems.empty();
    }

    bool field(const FieldPlan& plan, void* out) {
        const FieldOptions& options = plan.options();
        if (!value(*plan.field->ops, out, options.discriminator)) return false;
        if (plan.constraints.empty() && options.transform == nullptr && options.check == nullptr) return true;
        void* held = out;
        if (plan.wrapped) held = const_cast<void*>(held_value(*plan.field->ops->shape->container, out));  // NOLINT: `out` is not const
        if (held == nullptr) return true;
        if (options.transform != nullptr) options.transform(held);
        if (plan.constraints.check(held) != Broken::none) return false;
        if (options.check == nullptr) return true;
        Problems problems;
        options.check(held, problems);
        return problems.empty();
    }

    JsonScanner in_;
    const ValidateOptions& options_;
    int depth_ = 0;
};

template <class Type>
bool read(const Type& type, void* out, std::string_view text, const ValidateOptions& options) {
    if (options.max_size > 0 && text.size() > options.max_size) return false;
    try {
        return FastReader{text, options}.document(type, out);
    } catch (const JsonError&) {
        return false;
    }
}

}  // namespace

bool read_quickly(const ModelDescription& model, void* object, std::string_view text, const ValidateOptions& options) {
    return read(model, object, text, options);
}

bool read_quickly(const ValueOps& ops, void* value, std::string_view text, const ValidateOptions& options) {
    return read(ops, value, text, options);
}

}  // namespace retort::detail
