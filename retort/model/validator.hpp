/// \file
/// Walks through a document and the C++ type that it is to become. Internal.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/model/conversions.hpp>
#include <retort/model/validation.hpp>
#include <retort/model/validation_plan.hpp>

namespace retort::detail {

/// How far a document's value was from the C++ type: what pydantic chooses among the alternatives of a union by.
enum class Exactness : std::uint8_t { lax, strict, exact };

/// The parts of a document that a model calls secret.
class SecretNodes {
public:
    void mark(const ValueOps& ops, const Json& in);
    void mark(const ModelDescription& model, const Json& in);
    /// The document with '**********' in their place.
    [[nodiscard]] Json copy(const Json& in) const;

private:
    std::set<const Json*> nodes_;
};

/// Makes values of documents, collecting all that is wrong on the way.
class Validator {
public:
    /// `from_column`: the document was written by us, and is read whatever the constraints say by now; nothing in it is required.
    explicit Validator(const ValidateOptions& options, bool from_column = false) : options_{options}, from_column_{from_column} {}

    /// A whole document.
    bool document(const ModelDescription& description, void* object, const Json& in);
    bool document(const ValueOps& ops, void* out, const Json& in);
    /// One field of an object, by its own rules; its name is the place of what is wrong.
    bool one_field(const ModelDescription& description, std::size_t index, void* object, const Json& in);

    [[nodiscard]] Problems take_problems();

private:
    /// What a field asks of the values in it.
    struct Rules {
        bool strict = false;
        bool strict_within = false;  // of elements: a field's `strict` is said of the field's value alone, as in pydantic
        std::string_view discriminator{};
    };
    /// One step down the path, while it lives.
    class Step {
    public:
        Step(Validator& validator, LocItem item) : validator_{&validator} { validator.path_.push_back(std::move(item)); }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;
        ~Step() { validator_->path_.pop_back(); }

    private:
        Validator* validator_;
    };

    bool model(const ModelDescription& description, void* object, const Json& in);
    bool value(const ValueOps& ops, void* out, const Json& in, const Rules& rules);
    bool boolean(bool& out, const Json& in, const Rules& rules);
    bool integer(const ValueOps& ops, void* out, const Json& in, const Rules& rules);
    bool store_integer(ShapeKind kind, void* out, const AnyInteger& number, const Json& in);
    bool real(ShapeKind kind, void* out, const Json& in, const Rules& rules);
    bool decimal(Decimal& out, const Json& in);
    bool text(std::string& out, const Json& in);
    bool bytes(Bytes& out, const Json& in);
    bool uuid(Uuid& out, const Json& in);
    bool date(Date& out, const Json& in, const Rules& rules);
    bool datetime(DateTime& out, const Json& in, const Rules& rules);
    bool time(Time& out, const Json& in, const Rules& rules);
    bool interval(Interval& out, const Json& in, const Rules& rules);
    bool enumeration(const EnumShape& shape, void* out, const Json& in);
    bool literal(std::string_view literal, const Json& in);
    bool user(const ValueOps& ops, void* out, const Json& in);
    bool list(const ContainerShape& shape, void* out, const Json& in, const Rules& rules);
    bool map(const ContainerShape& shape, void* out, const Json& in, const Rules& rules);
    bool variant(const VariantShape& shape, void* out, const Json& in, const Rules& rules);
    bool tagged(const VariantShape& shape, void* out, const Json& in, const Rules& rules);
    bool smart(const VariantShape& shape, void* out, const Json& in, const Rules& rules);

    bool field(const FieldPlan& plan, void* out, const Json& in, bool strict);
    bool check_field(const FieldPlan& plan, void* value, const Json& in);
    bool extras(const ModelDescription& description, const ValidationPlan& plan, void* object, const Json& in);
    bool model_validators(const ModelDescription& description, const ValidationPlan& plan, void* object, const Json& in);
    [[nodiscard]] const Json* member(const FieldPlan& plan, const Json& in, bool by_name) const;

    bool parse_failed(const char* type, const char* words, const char* error, const Json& in);
    bool fail(const char* type, std::string msg, const Json& in, Json ctx = {});
    bool fail(Problem problem, const Json& in);
    void lower(Exactness exactness) { exactness_ = exactness < exactness_ ? exactness : exactness_; }
    [[nodiscard]] Json shown(const Json& in);

    const ValidateOptions& options_;
    bool from_column_;
    std::vector<Problem> problems_;
    Loc path_;
    int depth_ = 0;
    int secrets_ = 0;  // how many secret fields we are in
    SecretNodes secret_nodes_;
    Exactness exactness_ = Exactness::exact;
    std::int64_t fields_set_ = 0;
    std::int64_t tries_ = 0;        // of alternatives
    std::size_t shown_values_ = 0;  // copied into problems
    std::map<std::pair<const Json*, const VariantShape*>, std::size_t> chosen_;
};

/// "int", "list[str]", "Hero": how pydantic names the alternative of a union in the place of a problem.
[[nodiscard]] std::string type_label(const ValueOps& ops);

}  // namespace retort::detail
