// expect: retort: a field has another type than the field of its name in the other model, and neither becomes the other; FieldTypesFit<...> names it
#include <retort/retort.hpp>

struct HeroCreate {
    std::string name;
#ifdef RETORT_EXPECT_FAILURE
    std::string age;
#else
    std::int64_t age;
#endif
};
struct Hero {
    std::string name;
    std::optional<int> age;
};

Hero make(const HeroCreate& create) {
    return retort::model_validate<Hero>(create);
}
