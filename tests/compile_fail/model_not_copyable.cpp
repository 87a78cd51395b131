// expect: retort: a model must be copyable, and so must each of its fields
#include <memory>

#include <retort/model.hpp>

struct Fine {
    std::optional<int> number;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    std::unique_ptr<int> number;
};
const auto& wrong = retort::describe<Wrong>();
#endif
