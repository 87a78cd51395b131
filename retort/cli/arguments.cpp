#include <retort/cli/arguments.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <retort/cli/passwords.hpp>

namespace retort::cli {

namespace {

/// The command line as CLI11 knows it. Its callbacks write to `arguments`, which must stay where it is.
class Parser {
public:
    Parser(Program program, Arguments& arguments);

    CLI::App& app() { return app_; }
    /// Reads the command line into the arguments.
    /// \throws CLI::ParseError
    void parse(int argc, const char* const* argv);
    /// The options and positionals that take a revision, and those that take a file's name.
    bool takes_revision(const CLI::Option* option) const { return std::ranges::find(revisions_, option) != revisions_.end(); }
    bool takes_file(const CLI::Option* option) const { return std::ranges::find(files_, option) != files_.end(); }

private:
    CLI::App& command(const char* name, const char* what) {
        auto& made = *app_.add_subcommand(name, what);
        made.fallthrough();
        return made;
    }
    void add_global_options();
    void add_writing_commands();
    void add_database_commands();
    void add_reading_commands();
    void add_commands_of_retort();

    void revision(CLI::App& command) {
        revisions_.push_back(
            command.add_option("revision", arguments_.revisions, "revision identifier")->required()->expected(1)->type_name(""));
    }
    void revisions(CLI::App& command) {
        revisions_.push_back(command.add_option("revisions", arguments_.revisions, "one or more revisions, or 'heads' for all heads")
                                 ->required()
                                 ->type_name(""));
    }
    void sql(CLI::App& command) { command.add_flag("--sql", arguments_.sql, "Don't send SQL to the database: print it instead"); }
    void resume_at(CLI::App& command) {
        command
            .add_option("--resume-at", arguments_.resume_at,
                "Go on at this operation of a migration that was interrupted, on a database that does not roll back DDL")
            ->check(CLI::PositiveNumber.description(""))
            ->type_name("NUMBER");
    }
    void tag(CLI::App& command) {
        command.add_option("--tag", arguments_.tag, "A word that is kept with this run in retort_history")->type_name("TAG");
    }
    void verbose(CLI::App& command) { command.add_flag("-v,--verbose", arguments_.verbose, "Use more verbose output"); }
    /// An option that may be given several times, one value each.
    static CLI::Option* repeatable(CLI::App& command, const char* names, std::vector<std::string>& values, const char* what) {
        return command.add_option(names, values, what)->allow_extra_args(false);
    }

    Arguments& arguments_;
    CLI::App app_;
    std::vector<std::string> x_arguments_{};
    std::vector<const CLI::Option*> revisions_{};
    std::vector<const CLI::Option*> files_{};
};

std::pair<std::string, std::string> name_and_value(const std::string& text) {
    const auto equals = text.find('=');
    return equals == std::string::npos ? std::pair{text, std::string{}} : std::pair{text.substr(0, equals), text.substr(equals + 1)};
}

Parser::Parser(Program program, Arguments& arguments)
    : arguments_{arguments},
      app_{program == Program::retort ? "Migrations from the command line: builds them where something changed, and runs them"
                                      : "Migrates the schema of a database"} {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "retort " RETORT_VERSION);
    app_.get_formatter()->column_width(30);
    add_global_options();
    if (program == Program::retort) add_commands_of_retort();
    add_writing_commands();
    add_database_commands();
    add_reading_commands();
}

void Parser::parse(int argc, const char* const* argv) {
    app_.parse(argc, argv);
    arguments_.command = app_.get_subcommands().front()->get_name();
    for (const auto& text : x_arguments_)
        arguments_.x_arguments.push_back(name_and_value(text));
}

void Parser::add_global_options() {
    files_.push_back(app_.add_option("-c,--config", arguments_.config,
                             "The configuration; else $RETORT_CONFIG, else retort.toml in this folder or one above")
                         ->type_name("FILE"));
    app_.add_option("-n,--name", arguments_.name, "Section of retort.toml whose values come before the others")->type_name("NAME");
    repeatable(app_, "-x", x_arguments_, "An argument for the scripts (op.x_argument), repeatable; url=… is the database")
        ->type_name("NAME=VALUE");
    app_.add_option("--url", arguments_.url, "The database, instead of the one that retort.toml or $DATABASE_URL names")->type_name("URL");
    static const std::map<std::string, migrate::TransactionMode> modes{
        {"step", migrate::TransactionMode::step}, {"run", migrate::TransactionMode::run}, {"none", migrate::TransactionMode::none}};
    app_.add_option_function<std::string>(
            "--tx", [this](const std::string& mode) { arguments_.transaction_mode = modes.at(mode); },
            "One transaction for each script, one for the run, or none")
        ->check(CLI::IsMember({"step", "run", "none"}).description(""))
        ->type_name("step|run|none");
    app_.add_option_function<double>(
            "--lock-timeout", [this](double seconds) { arguments_.lock_timeout = std::chrono::milliseconds{std::llround(seconds * 1000)}; },
            "How long to wait while another run migrates this database, in seconds")
        ->check(CLI::Range(0.0, 1e9).description(""))
        ->type_name("SECONDS");
    app_.add_flag("-q,--quiet", arguments_.quiet, "Say nothing but results and errors");
}

void Parser::add_writing_commands() {
    auto& revision = command("revision", "Create a new revision file.");
    revision.add_option("-m,--message", arguments_.message, "What the revision does")->type_name("MESSAGE");
    revision.add_flag("--autogenerate", arguments_.autogenerate, "Fill the script with the changes that bring the database to the models");
    revision.add_flag("--allow-empty", arguments_.allow_empty, "With --autogenerate: write a script even where nothing has changed");
    revision.add_flag("--sql", arguments_.sql, "Of no use here; refused as Alembic refuses it");
    revisions_.push_back(
        revision.add_option("--head", arguments_.head, "The head revision, or <branch>@head, that the new one follows")->type_name("HEAD"));
    revision.add_flag("--splice", arguments_.splice, "Let it follow a revision that is no head");
    repeatable(revision, "--branch-label", arguments_.branch_labels, "A branch label for the new revision")->type_name("LABEL");
    files_.push_back(
        revision.add_option("--version-path", arguments_.version_path, "Which of the version_locations takes the file")->type_name("PATH"));
    revision.add_option("--rev-id", arguments_.revision_id, "This identifier instead of a random one")->type_name("ID");
    revisions_.push_back(
        repeatable(revision, "--depends-on", arguments_.depends_on, "A revision that must be there before the new one; repeatable")
            ->type_name("REVISION"));
    repeatable(revision, "--rename", arguments_.renames, "A table or column (table.column) that has a new name; repeatable")
        ->type_name("OLD=NEW")
        ->check([](const std::string& text) {
            const auto [old_name, new_name] = name_and_value(text);
            return old_name.empty() || new_name.empty() ? std::string{"write old=new"} : std::string{};
        });

    auto& merge = command("merge", "Merge two revisions together. Creates a new migration file.");
    merge.add_option("-m,--message", arguments_.message, "What the revision does")->type_name("MESSAGE");
    repeatable(merge, "--branch-label", arguments_.branch_labels, "A branch label for the new revision")->type_name("LABEL");
    merge.add_option("--rev-id", arguments_.revision_id, "This identifier instead of a random one")->type_name("ID");
    revisions(merge);
}

void Parser::add_database_commands() {
    auto& upgrade = command("upgrade", "Upgrade to a later version.");
    sql(upgrade);
    tag(upgrade);
    resume_at(upgrade);
    revision(upgrade);

    auto& downgrade = command("downgrade", "Revert to a previous version.");
    sql(downgrade);
    tag(downgrade);
    resume_at(downgrade);
    revision(downgrade);

    auto& stamp = command("stamp", "'stamp' the revision table with the given revision; don't run any migrations.");
    sql(stamp);
    tag(stamp);
    stamp.add_flag("--purge", arguments_.purge, "Erase the version table first, whatever it holds");
    revisions(stamp);

    auto& current = command("current", "Display the current revision for a database.");
    verbose(current);
    current.add_flag("--check-heads", arguments_.check_heads, "Fail where the database is not at all heads");

    command("check", "Fail where the models say more than the database, or an applied script is not what it was.");
    auto& ensure_version = command("ensure_version", "Create the version table if it doesn't exist already.");
    sql(ensure_version);
}

void Parser::add_reading_commands() {
    auto& history = command("history", "List the revisions in chronological order.");
    revisions_.push_back(
        history.add_option("-r,--rev-range", arguments_.revision_range, "A range of revisions, [start]:[end]")->type_name("RANGE"));
    verbose(history);
    history.add_flag("-i,--indicate-current", arguments_.indicate_current, "Mark the current revision");

    auto& heads = command("heads", "Show the heads.");
    verbose(heads);
    heads.add_flag("--resolve-dependencies", arguments_.resolve_dependencies, "Treat dependencies as down revisions");

    verbose(command("branches", "Show the branch points."));
    revision(command("show", "Show the revision(s) denoted by the given symbol."));
    revision(command("edit", "Edit revision script(s) using $EDITOR."));
}

void Parser::add_commands_of_retort() {
    auto& init = command("init", "Begin migrations: writes retort.toml and a folder of scripts.");
    files_.push_back(init.add_option("directory", arguments_.directory, "location of the scripts")->required()->type_name(""));
    files_.push_back(repeatable(init, "--include", arguments_.includes, "A header with models; repeatable")->type_name("HEADER"));
    init.add_option("--models", arguments_.models, "The models: heroes::Team,heroes::Hero")
        ->delimiter(',')
        ->type_name("MODELS")
        ->allow_extra_args(false);

    auto& completion = command("completion", "Print the completion of a shell.");
    completion.add_option("shell", arguments_.shell, "bash or zsh")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh"}).description(""))
        ->type_name("");
}

/// CLI11 says of an unknown command no more than that one is required.
std::string what_is_wrong_before_the_command(const CLI::App& app, const CLI::ParseError& error) {
    if (dynamic_cast<const CLI::RequiredError*>(&error) == nullptr) return error.what();
    const auto unknown = app.remaining();
    return unknown.empty() ? "which command? It is missing" : fmt::format("there is no command '{}'", unknown.front());
}

}  // namespace

std::optional<Arguments> read_arguments(Program program, int argc, const char* const* argv, Refusal& refusal) {
    Arguments arguments;
    arguments.program = std::filesystem::path{argc > 0 ? argv[0] : "retort"}.filename().string();
    Parser parser{program, arguments};
    auto& app = parser.app();
    app.name(arguments.program);
    try {
        parser.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        const auto chosen = app.get_subcommands();
        refusal = {0, chosen.empty() ? app.help() : chosen.front()->help()};
        return std::nullopt;
    } catch (const CLI::CallForVersion& asked) {
        refusal = {0, std::string{asked.what()} + '\n'};
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        const auto chosen = app.get_subcommands();
        const auto place = chosen.empty() ? arguments.program : arguments.program + ' ' + chosen.front()->get_name();
        const auto wrong = chosen.empty() ? what_is_wrong_before_the_command(app, error) : error.what();
        refusal = {2, fmt::format("{}: error: {}\nRun `{} --help` for more.\n", place, hide_passwords(wrong), place)};
        return std::nullopt;
    }
    return arguments;
}

namespace {

const CLI::Option* option_named(const CLI::App& app, const std::string& word) {
    if (const auto* option = app.get_option_no_throw(word)) return option;
    return app.get_parent() != nullptr ? option_named(*app.get_parent(), word) : nullptr;
}

void add_options(const CLI::App& app, const std::string& beginning, std::vector<std::string>& words) {
    for (const auto* option : app.get_options()) {
        for (const auto& name : option->get_lnames()) {
            if (("--" + name).starts_with(beginning)) words.push_back("--" + name);
        }
        for (const auto& name : option->get_snames()) {
            if (beginning.size() < 2 && ("-" + name).starts_with(beginning)) words.push_back("-" + name);
        }
    }
}

}  // namespace

Completion complete(Program program, const std::vector<std::string>& words) {
    Arguments arguments;
    Parser parser{program, arguments};
    const CLI::App* app = &parser.app();
    const CLI::Option* wanting = nullptr;  // the option whose value comes next
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (wanting != nullptr) {
            wanting = nullptr;
        } else if (words[i].starts_with('-')) {
            const auto* option = option_named(*app, words[i]);
            if (option != nullptr && option->get_expected_max() > 0) wanting = option;
        } else if (app == &parser.app()) {
            const auto chosen = parser.app().get_subcommands([&](const CLI::App* command) { return command->get_name() == words[i]; });
            if (chosen.empty()) return {};
            app = chosen.front();
        }
    }
    const auto beginning = words.empty() ? std::string{} : words.back();
    Completion completion;
    if (wanting != nullptr) {
        completion.wants_revision = parser.takes_revision(wanting);
        completion.wants_file = parser.takes_file(wanting);
    } else if (beginning.starts_with('-')) {
        add_options(*app, beginning, completion.words);
        if (app->get_parent() != nullptr) add_options(*app->get_parent(), beginning, completion.words);
    } else if (app == &parser.app()) {
        for (const auto* known : app->get_subcommands([](const CLI::App*) { return true; })) {
            if (known->get_name().starts_with(beginning)) completion.words.push_back(known->get_name());
        }
    } else {
        for (const auto* option : app->get_options()) {
            if (!option->get_positional()) continue;
            completion.wants_revision = completion.wants_revision || parser.takes_revision(option);
            completion.wants_file = completion.wants_file || parser.takes_file(option);
        }
        if (app->get_name() == "completion") completion.words = {"bash", "zsh"};
    }
    std::ranges::sort(completion.words);
    completion.words.erase(std::unique(completion.words.begin(), completion.words.end()), completion.words.end());
    return completion;
}

}  // namespace retort::cli
