#include <string>

#include <fmt/format.h>

#include <retort/cli/autogenerate.hpp>
#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/core/text.hpp>

namespace retort::cli {

void check(const Context& context) {
    auto engine = context.engine();
    auto connection = engine.connect();
    auto silent = context.run_options();  // find_changes() says what there is to say
    silent.log = nullptr;
    const auto problems = migrate::Runner{connection, context.environment(), context.scripts(), silent}.check_history();
    if (!problems.empty()) throw migrate::RevisionError{join(problems, "\n        ")};
    const auto directives = find_changes(context, connection, nullptr);
    const auto sentence = migrate::describe_differences(directives);
    if (!directives.is_empty()) throw migrate::RevisionError{sentence};
    context.say(sentence);
}

}  // namespace retort::cli
