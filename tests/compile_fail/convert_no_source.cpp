// expect: retort: a field has no field of its name in the other model to take its value from, and no value of its own; FieldHasSource<...> names it
#include <retort/retort.hpp>

struct HeroCreate {
    std::string name;
};
struct Hero {
    std::string name;
#ifdef RETORT_EXPECT_FAILURE
    std::string secret_name;
#else
    std::optional<std::string> secret_name;
#endif
};

Hero make(const HeroCreate& create) {
    return retort::model_validate<Hero>(create);
}
