// expect: secret_name
#include <retort/retort.hpp>

// The compiler names the member that has no source: nothing else of this file does.
struct HeroCreate {
    std::string name;
};
template <class Text>
struct HeroBase {
    std::string name;
    Text secret_name;
};
struct Hero {
    retort::Field<std::optional<int>, retort::primary_key> id;
    retort::Embedded<HeroBase<
#ifdef RETORT_EXPECT_FAILURE
        std::string
#else
        std::optional<std::string>
#endif
        >>
        base;
};

Hero make(const HeroCreate& create) {
    return retort::model_validate<Hero>(create);
}
