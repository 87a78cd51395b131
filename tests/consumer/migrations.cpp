// Another project's migrations: the component must link alone.
#include <retort/migrate/revision_paths.hpp>

int main() {
    using namespace retort::migrate;
    const RevisionGraph graph{{{.id = "1975ea83b712"}, {.id = "ae1027a6acf1", .down_revision = {"1975ea83b712"}}}};
    return upgrade_path(graph, {}, "head").steps.size() == 2 ? 0 : 1;
}
