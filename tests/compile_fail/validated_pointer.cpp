// expect: retort: this type has no column type; use a type listed in docs/models.md, or specialise retort::TypeTraits for it
#include <retort/model.hpp>

auto fine() {
    return retort::model_validate<int>(retort::Json{1});
}

#ifdef RETORT_EXPECT_FAILURE
auto wrong() {
    return retort::model_validate<int*>(retort::Json{1});
}
#endif
