#include "support.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <system_error>

#include <sys/wait.h>

#include <retort/engine/dialect.hpp>
#include <retort/engine/driver.hpp>

namespace integration {

namespace fs = std::filesystem;

namespace {

std::string shell_quoted(std::string_view argument) {
    std::string out = "'";
    for (const char c : argument)
        out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

struct Answer {
    int status;
    std::string output;
};

Answer run(const std::string& command) {
    FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error{"cannot run " + command};
    Answer answer{};
    char buffer[4096];
    for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        answer.output.append(buffer, size);
    const int status = ::pclose(pipe);
    answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return answer;
}

std::string contents(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string as_text(const retort::Value& value) {
    using Kind = retort::ValueKind;
    switch (value.kind()) {
    case Kind::null: return "(null)";
    case Kind::text: return value.as_text();
    default: return value.repr();
    }
}

void copy_for_writing(std::string_view sample, const fs::path& to) {
    fs::copy_file(fs::path{RETORT_SHARED_DATA_DIR} / sample, to);
    fs::permissions(to, fs::perms::owner_write, fs::perm_options::add);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "retort-integration-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a temporary folder"};
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

fs::path TemporaryFolder::copy_of_sample(std::string_view name) const {
    const fs::path copy = path_ / name;
    copy_for_writing(name, copy);
    return copy;
}

std::string sqlalchemy_url(const std::string& url) {
    const auto words = [&](std::string_view driver, std::string_view option) {
        return std::string{driver} + url.substr(url.find(':')) + (url.find('?') == std::string::npos ? "?" : "&") + std::string{option};
    };
    // The far ends of the calendar leave it in any other time zone.
    if (url.starts_with("postgresql:")) return words("postgresql+psycopg2", "options=-ctimezone=UTC");
    return url.starts_with("mariadb:") ? words("mysql+pymysql", "charset=utf8mb4") : url;
}

void SharedDatabase::copy_sample(std::string_view name) {
    copy_for_writing(name, url().substr(std::string_view{"sqlite:///"}.size()));
}

std::string SharedDatabase::chinook() const {
    if (kind() == "sqlite") return "chinook.sqlite";
    return kind() == "postgresql" ? "chinook_postgresql.sql" : "chinook_mysql.sql";
}

void SharedDatabase::load_chinook() {
    if (kind() == "sqlite") return copy_sample(chinook());
    const std::string script = contents(fs::path{RETORT_SHARED_DATA_DIR} / chinook());
    retort::Engine engine = retort::create_engine(url());
    // From the first CREATE TABLE on: the lines before make a database by a name of their own.
    engine.connect().driver().execute_script(script.substr(script.find("CREATE TABLE")));
}

bool has_sample(std::string_view name) {
    return fs::exists(fs::path{RETORT_SHARED_DATA_DIR} / name);
}

bool python_has(std::string_view modules) {
    static std::map<std::string, bool, std::less<>> known;
    const auto found = known.find(modules);
    if (found != known.end()) return found->second;
    const bool has = run("/usr/bin/python3 -c " + shell_quoted("import " + std::string{modules}) + " 2>/dev/null").status == 0;
    known.emplace(modules, has);
    return has;
}

std::string with_driver(std::string_view modules) {
    static const std::map<std::string, std::string> drivers{{"sqlite", ""}, {"postgresql", ", psycopg2"}, {"mariadb", ", pymysql"}};
    return std::string{modules} + drivers.at(testing_support::tested_kind());
}

std::string run_python(std::string_view script, const std::vector<std::string>& arguments) {
    const TemporaryFolder folder;
    const auto complaints = folder / "stderr";
    std::string command = "PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8 /usr/bin/python3 -W ignore ";
    command += shell_quoted((fs::path{RETORT_INTEGRATION_DIR} / script).string());
    for (const auto& argument : arguments)
        command += " " + shell_quoted(argument);
    const Answer answer = run(command + " 2>" + shell_quoted(complaints.string()));
    if (answer.status != 0) throw std::runtime_error{std::string{script} + " failed: " + contents(complaints)};
    return answer.output;
}

retort::Engine open(const fs::path& file, retort::EngineOptions options) {
    return retort::create_engine("sqlite:///" + file.string(), std::move(options));
}

std::vector<std::vector<std::string>> text_rows(retort::Engine& engine, std::string_view sql) {
    auto connection = engine.connect();
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : connection.exec(retort::text(sql))) {
        auto& cells = rows.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i)
            cells.push_back(as_text(row[i]));
    }
    return rows;
}

std::int64_t count_rows(retort::Engine& engine, std::string_view table) {
    auto connection = engine.connect();
    return connection.exec(retort::text("SELECT count(*) FROM " + engine.dialect().quote_identifier(table))).one()[0].as_integer();
}

void execute(retort::Engine& engine, std::string_view sql, const retort::Parameters& parameters) {
    auto connection = engine.begin();
    connection.exec(retort::text(sql), parameters);
    connection.commit();
}

}  // namespace integration
