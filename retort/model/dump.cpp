#include <retort/model/dump.hpp>

#include <cstring>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/model/conversion_plan.hpp>
#include <retort/model/defaults.hpp>
#include <retort/model/dump_json.hpp>
#include <retort/model/dump_plan.hpp>
#include <retort/model/model_config.hpp>
#include <retort/model/selection.hpp>
#include <retort/model/visit_elements.hpp>

namespace retort::detail {

void JsonSink::text(std::string_view text) {
    if (!is_valid_utf8(text)) throw JsonError{"a text for JSON is not UTF-8: " + python_repr(text.substr(0, 64))};
    plain(text);
}

namespace {

// What pydantic shows of a SecretStr.

template <class T>
const T& as(const void* value) {
    return *static_cast<const T*>(value);
}

template <class Sink>
void put_uuid(Sink& sink, const Uuid& uuid) {
    char digits[32];
    uuid.hex_to(digits);
    char text[36];
    std::memset(text, '-', sizeof text);
    std::memcpy(text, digits, 8);
    std::memcpy(text + 9, digits + 8, 4);
    std::memcpy(text + 14, digits + 12, 4);
    std::memcpy(text + 19, digits + 16, 4);
    std::memcpy(text + 24, digits + 20, 12);
    sink.plain({text, sizeof text});
}

/// Without the fraction where it is zero, as isoformat().
std::string_view without_zero_fraction(const char* text, std::size_t size) {
    constexpr std::string_view zero = ".000000";
    const std::string_view whole{text, size};
    return whole.ends_with(zero) ? whole.substr(0, size - zero.size()) : whole;
}

bool is_null(const ValueOps& ops, const void* value) {
    switch (ops.shape->kind) {
    case ShapeKind::optional:
    case ShapeKind::patch: return ops.shape->container->size(value) == 0;
    case ShapeKind::json: return as<Json>(value).is_null();
    default: return false;
    }
}

/// Walks through values by their shapes and tells a sink what there is. A template so that text is written as fast as by hand.
template <class Sink>
class Dumper {
public:
    /// \param whole  for other objects, not for people: what is secret and excluded is there too, and nothing that is computed
    Dumper(Sink& sink, const DumpOptions& options, bool whole = false) : sink_{sink}, options_{options}, whole_{whole} {}

    void value(const ValueOps& ops, const void* value, Selected selected) {
        const ValueShape& shape = *ops.shape;
        switch (shape.kind) {
        case ShapeKind::boolean: sink_.boolean(as<bool>(value)); return;
        case ShapeKind::int16: sink_.integer(as<std::int16_t>(value)); return;
        case ShapeKind::uint16: sink_.integer(as<std::uint16_t>(value)); return;
        case ShapeKind::int32: sink_.integer(as<std::int32_t>(value)); return;
        case ShapeKind::uint32: sink_.integer(as<std::uint32_t>(value)); return;
        case ShapeKind::int64: sink_.integer(as<std::int64_t>(value)); return;
        case ShapeKind::uint64: sink_.integer(as<std::uint64_t>(value)); return;
        case ShapeKind::float32: sink_.real(static_cast<double>(as<float>(value))); return;
        case ShapeKind::float64: sink_.real(as<double>(value)); return;
        case ShapeKind::text: sink_.text(as<std::string>(value)); return;
        case ShapeKind::bytes: sink_.plain(to_base64(as<Bytes>(value))); return;
        case ShapeKind::uuid: put_uuid(sink_, as<Uuid>(value)); return;
        case ShapeKind::decimal: sink_.plain(as<Decimal>(value).str()); return;
        case ShapeKind::date: date(as<Date>(value)); return;
        case ShapeKind::datetime: datetime(as<DateTime>(value)); return;
        case ShapeKind::time: time(as<Time>(value)); return;
        case ShapeKind::interval: sink_.plain(isoformat(as<Interval>(value))); return;
        case ShapeKind::json: json(JsonAccess::value(as<Json>(value)), selected); return;
        case ShapeKind::enumeration: enumerator(ops, value); return;
        case ShapeKind::literal: sink_.text(shape.literal); return;
        case ShapeKind::optional:
        case ShapeKind::patch: one_or_none(*shape.container, value, selected); return;
        case ShapeKind::list: list(*shape.container, value, selected); return;
        case ShapeKind::map: map(*shape.container, value, selected); return;
        case ShapeKind::variant:
            this->value(shape.variant->alternatives[shape.variant->index(value)](), shape.variant->get(value), selected);
            return;
        case ShapeKind::model: object(dump_plan(shape.model()), value, selected); return;
        case ShapeKind::user: user(ops, value); return;
        }
    }

    void object(const DumpPlan& plan, const void* value, Selected selected) {
        sink_.begin_object();
        const bool filtered = selected.any() || options_.exclude_none || options_.exclude_defaults || options_.exclude_unset;
        const ModelDefaults* const defaults = options_.exclude_defaults ? &defaults_of(*plan.model) : nullptr;
        for (const DumpPlan::Member& member : plan.members) {
            if (member.excluded && !whole_) continue;
            const void* const field = static_cast<const char*>(value) + member.offset;
            Selected inner;
            if (filtered && (!selected.enter(member.key.name, inner) || is_left_out(member, field, defaults))) continue;
            sink_.key(options_.by_alias ? member.alias : member.key);
            this->member(member, field, inner);
        }
        for (const DumpPlan::Computed& computed : plan.computed) {
            this->computed(computed, value, selected);
        }
        if (plan.model->extra_offset >= 0) extra(as<Json>(static_cast<const char*>(value) + plan.model->extra_offset), selected);
        sink_.end_object();
    }

private:
    void member(const DumpPlan::Member& member, const void* field, Selected selected) {
        if (member.secret && !whole_) {
            secret(*member.ops, field);
            return;
        }
        // The commonest kinds without a call through their tables.
        switch (member.kind) {
        case ShapeKind::text: sink_.text(as<std::string>(field)); return;
        case ShapeKind::int32: sink_.integer(as<std::int32_t>(field)); return;
        case ShapeKind::int64: sink_.integer(as<std::int64_t>(field)); return;
        default: value(*member.ops, field, selected);
        }
    }

    bool is_left_out(const DumpPlan::Member& member, const void* field, const ModelDefaults* defaults) const {
        if (options_.exclude_unset && member.kind == ShapeKind::patch && !member.ops->shape->container->is_set(field)) return true;
        if (options_.exclude_none && is_null(*member.ops, field)) return true;
        if (defaults == nullptr) return false;
        const ModelDefaults::Of& of = defaults->fields[static_cast<std::size_t>(member.field->index)];
        if (!of.has_default || of.made_anew) return false;
        const void* const default_value = member.field->in(defaults->object->get());
        // A Patch that is null is what an absent one is shown as.
        return same_value(*member.ops, field, default_value) ||
               (member.kind == ShapeKind::patch && is_null(*member.ops, field) && is_null(*member.ops, default_value));
    }

    void computed(const DumpPlan::Computed& computed, const void* object, Selected selected) {
        struct Context {
            Dumper& dumper;
            const DumpPlan::Computed& computed;
            Selected selected;
        } context{*this, computed, {}};
        if (whole_ || !selected.enter(computed.key.name, context.selected)) return;
        computed.member.compute(
            static_cast<const char*>(object) + computed.offset, &context, [](void* in, const ValueOps& ops, const void* value) {
                const Context& self = *static_cast<const Context*>(in);
                if (self.dumper.options_.exclude_none && is_null(ops, value)) return;
                self.dumper.sink_.key(self.computed.key);
                self.dumper.value(ops, value, self.selected);
            });
    }

    void extra(const Json& fields, Selected selected) {
        if (!fields.is_object()) return;
        for (const auto& [key, member] : fields.items()) {
            Selected inner;
            if (!selected.enter(key, inner) || (options_.exclude_none && member.is_null())) continue;
            sink_.key(key);
            json(JsonAccess::value(member), inner);
        }
    }

    void secret(const ValueOps& ops, const void* value) {
        if (is_wrapper(ops.shape->kind)) {
            if (ops.shape->container->size(value) == 0) {
                sink_.null();
                return;
            }
            visit_elements(*ops.shape->container, value,
                [&](std::string_view, const void* element) { secret(ops.shape->container->element(), element); });
            return;
        }
        // pydantic shows that an empty secret is empty.
        const bool empty = (ops.shape->kind == ShapeKind::text && as<std::string>(value).empty()) ||
                           (ops.shape->kind == ShapeKind::bytes && as<Bytes>(value).empty());
        sink_.plain(empty ? std::string_view{""} : secret_mask);  // not the null pointer, which memcpy may not be given
    }

    void one_or_none(const ContainerShape& container, const void* value, Selected selected) {
        bool found = false;
        const ValueOps& ops = container.element();
        visit_elements(container, value, [&](std::string_view, const void* element) {
            found = true;
            this->value(ops, element, selected);
        });
        if (!found) sink_.null();
    }

    void list(const ContainerShape& container, const void* value, Selected selected) {
        const ValueOps& ops = container.element();
        sink_.begin_array();
        visit_elements(container, value, [&](std::string_view, const void* element) {
            sink_.element();
            this->value(ops, element, selected);
        });
        sink_.end_array();
    }

    void map(const ContainerShape& container, const void* value, Selected selected) {
        const ValueOps& ops = container.element();
        sink_.begin_object();
        visit_elements(container, value, [&](std::string_view key, const void* element) {
            Selected inner;
            if (!selected.enter(key, inner)) return;
            sink_.key(key);
            this->value(ops, element, inner);
        });
        sink_.end_object();
    }

    void json(const boost::json::value& value, Selected selected) {
        switch (value.kind()) {
        case boost::json::kind::null: sink_.null(); return;
        case boost::json::kind::bool_: sink_.boolean(value.get_bool()); return;
        case boost::json::kind::int64: sink_.integer(value.get_int64()); return;
        case boost::json::kind::uint64: sink_.integer(value.get_uint64()); return;
        case boost::json::kind::double_: sink_.real(value.get_double()); return;
        case boost::json::kind::string: sink_.text({value.get_string().data(), value.get_string().size()}); return;
        case boost::json::kind::array:
            sink_.begin_array();
            for (const boost::json::value& element : value.get_array()) {
                sink_.element();
                json(element, selected);
            }
            sink_.end_array();
            return;
        case boost::json::kind::object: break;
        }
        sink_.begin_object();
        for (const boost::json::key_value_pair& pair : value.get_object()) {
            const std::string_view key{pair.key().data(), pair.key().size()};
            Selected inner;
            if (!selected.enter(key, inner)) continue;
            sink_.key(key);
            json(pair.value(), inner);
        }
        sink_.end_object();
    }

    void enumerator(const ValueOps& ops, const void* value) {
        const EnumShape& shape = *ops.shape->enumeration;
        const std::string_view name = shape.enumerators().name_of(shape.number(value));
        // A number that no enumerator has: to_value() throws the error that says so.
        sink_.text(name.empty() ? ops.to_value(value).as_text() : name);
    }

    void date(Date value) {
        char text[date_size];
        sink_.plain({text, write_date(value, text)});
    }
    void datetime(DateTime value) {
        char text[datetime_size];
        sink_.plain(without_zero_fraction(text, write_datetime(value, text, 'T')));
    }
    void time(Time value) {
        char text[time_size];
        sink_.plain(without_zero_fraction(text, write_time(value, text)));
    }

    void user(const ValueOps& ops, const void* value) {
        std::string text;
        JsonWriter writer{text, {.ensure_ascii = false, .compact = true}};
        ops.to_json(value, writer);
        sink_.json(text);
    }

    Sink& sink_;
    const DumpOptions& options_;
    bool whole_;
};

/// The trees of the options' paths, for as long as one dump takes.
class Roots {
public:
    explicit Roots(const DumpOptions& options) : include_{options.include}, exclude_{options.exclude} {
        if (!options.include.empty()) selected_.include = &include_;
        if (!options.exclude.empty()) selected_.exclude = &exclude_;
    }
    Roots(const Roots&) = delete;
    Roots& operator=(const Roots&) = delete;
    Selected selected() const noexcept { return selected_; }

private:
    Selection include_;
    Selection exclude_;
    Selected selected_;
};

template <class Sink, class Walk>
auto dump(Sink sink, const DumpOptions& options, const Walk& walk) {
    const Roots roots{options};
    Dumper<Sink> dumper{sink, options};
    walk(sink, dumper, roots.selected());
    return sink.take();
}

auto walk_object(const ModelDescription& model, const void* object) {
    return [&model, object](auto&, auto& dumper, Selected selected) { dumper.object(dump_plan(model), object, selected); };
}

auto walk_value(const ValueOps& ops, const void* value) {
    return [&ops, value](auto&, auto& dumper, Selected selected) { dumper.value(ops, value, selected); };
}

auto walk_objects(const ModelDescription& model, std::span<const void* const> objects) {
    return [&model, objects](auto& sink, auto& dumper, Selected selected) {
        sink.begin_array();
        for (const void* const object : objects) {
            sink.element();
            if (object == nullptr) {
                sink.null();
            } else {
                dumper.object(dump_plan(model), object, selected);
            }
        }
        sink.end_array();
    };
}

}  // namespace

Json dump_object(const ModelDescription& model, const void* object, const DumpOptions& options) {
    return dump(JsonSink{}, options, walk_object(model, object));
}

std::string dump_object_json(const ModelDescription& model, const void* object, const DumpOptions& options) {
    return dump(TextSink{options.indent}, options, walk_object(model, object));
}

Json dump_value(const ValueOps& ops, const void* value, const DumpOptions& options) {
    return dump(JsonSink{}, options, walk_value(ops, value));
}

std::string dump_value_json(const ValueOps& ops, const void* value, const DumpOptions& options) {
    return dump(TextSink{options.indent}, options, walk_value(ops, value));
}

Json whole_value(const ValueOps& ops, const void* value) {
    JsonSink sink;
    const DumpOptions options;
    Dumper<JsonSink>{sink, options, true}.value(ops, value, {});
    return sink.take();
}

Json dump_objects(const ModelDescription& model, std::span<const void* const> objects, const DumpOptions& options) {
    return dump(JsonSink{}, options, walk_objects(model, objects));
}

std::string dump_objects_json(const ModelDescription& model, std::span<const void* const> objects, const DumpOptions& options) {
    return dump(TextSink{options.indent}, options, walk_objects(model, objects));
}

}  // namespace retort::detail
