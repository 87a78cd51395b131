#!/usr/bin/env bash
# What the headers cost to compile, without optimization: seconds of the compiler's own processor time (the best of a few runs, which is the wall's
# time on a machine that does nothing else) and the megabytes that it took at most.
# usage: bench/compile_time.sh [RUNS]        CXX names one compiler; without it g++ and, where it is there, clang++ are measured
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

runs=${1:-3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The marks are for a machine on which the standard headers take this long, and grow with them.
readonly usual_headers=0.5

# best COMMAND…: "seconds megabytes"
best() {
    python3 - "$runs" "$@" <<'PYTHON'
import resource, subprocess, sys

runs, command = int(sys.argv[1]), sys.argv[2:]
best, before = None, 0.0
for _ in range(runs):
    if subprocess.run(command).returncode != 0:
        sys.exit(1)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = usage.ru_utime + usage.ru_stime
    best = min(best or total, total - before)
    before = total
print(f"{best:.2f} {usage.ru_maxrss / 1024:.0f}")
PYTHON
}

# measure LABEL SOURCE [SECONDS [MEGABYTES]]: a line of the table; the marks are those of the usual machine. $headers scales them.
measure() {
    local figures seconds megabytes
    figures=$(best "$compiler" -std=c++20 -I. -c "$2" -o "$folder/out.o")
    read -r seconds megabytes <<<"$figures"
    last=$seconds
    awk -v label="$1" -v seconds="$seconds" -v megabytes="$megabytes" -v mark="${3-}" -v most="${4-}" -v headers="${headers:-$usual_headers}" \
        -v usual="$usual_headers" 'BEGIN {
        line = sprintf("%-46s %6.2f s %5d MB", label, seconds, megabytes)
        if (mark != "") {
            scaled = mark * headers / usual
            ok = seconds <= scaled && (most == "" || megabytes <= most)
            line = line sprintf("   mark %.2f s%s  %s", scaled, most == "" ? "" : ", " most " MB", ok ? "ok" : "MISSED")
        }
        print line
    }'
}

# include LABEL HEADER…
include() {
    local label=$1
    shift
    printf '#include <%s>\n' "$@" >"$folder/include.cpp"
    measure "$label" "$folder/include.cpp"
}

write_one_model() {
    cat >"$folder/one_model.cpp" <<'CPP'
#include <iostream>

#include <retort/retort.hpp>

using retort::Field, retort::col, retort::select;

struct Hero {
    Field<std::optional<std::int64_t>, retort::primary_key> id;
    Field<std::string, retort::indexed> name;
    std::string secret_name;
    Field<std::optional<int>, retort::indexed> age;
};

int main() {
    auto engine = retort::create_engine("sqlite:///database.db");
    retort::metadata<Hero>().create_all(engine);
    retort::Session session{engine};
    session.add(Hero{.name = "Deadpond", .secret_name = "Dive Wilson"});
    session.commit();
    for (const auto& hero : session.exec(select<Hero>().where(col(&Hero::age) > 30)).all()) {
        std::cout << hero->name << '\n';
    }
}
CPP
}

# Twenty models of twenty fields of the usual types and options, each added and selected by two of its fields.
write_many_models() {
    {
        printf '#include <retort/retort.hpp>\n\nusing namespace retort;\n\n'
        local model field
        for ((model = 0; model < 20; model++)); do
            printf 'struct Model%d {\n    Field<std::optional<std::int64_t>, primary_key> id;\n' "$model"
            for ((field = 1; field < 20; field++)); do
                case $((field % 8)) in
                    0) printf '    std::string f%d;\n' "$field" ;;
                    1) printf '    Field<std::string, indexed> f%d;\n' "$field" ;;
                    2) printf '    std::optional<int> f%d;\n' "$field" ;;
                    3) printf '    Field<std::string, max_length<%d>> f%d;\n' "$((field * 10))" "$field" ;;
                    4) printf '    double f%d = 0;\n' "$field" ;;
                    5) printf '    Field<int, ge<0>> f%d = 0;\n' "$field" ;;
                    6) printf '    DateTime f%d;\n' "$field" ;;
                    7) printf '    Field<std::optional<std::string>, unique> f%d;\n' "$field" ;;
                esac
            done
            printf '};\n\n'
        done
        printf 'int main() {\n    auto engine = create_engine("sqlite://");\n    Session session{engine};\n    std::size_t rows = 0;\n'
        for ((model = 0; model < 20; model++)); do
            printf '    session.add(Model%d{.f1 = "name"});\n' "$model"
            printf '    rows += session.exec(select<Model%d>().where(col(&Model%d::f1) == "name", col(&Model%d::f2) > 3)).all().size();\n' \
                "$model" "$model" "$model"
        done
        printf '    session.commit();\n    return rows == 0 ? 1 : 0;\n}\n'
    } >"$folder/many_models.cpp"
}

measure_compiler() {
    compiler=$1
    headers=
    printf '\n%s\n' "$("$compiler" --version | head -1)"
    include "the standard headers alone" chrono cstdint iostream optional string string_view tuple utility vector
    headers=$last
    include "retort/model.hpp" retort/model.hpp
    include "retort/retort.hpp" retort/retort.hpp
    measure "one model: create, insert, filtered select" "$folder/one_model.cpp" 1.3 250
    measure "20 models of 20 fields" "$folder/many_models.cpp" 4
    measure "heroes of the tutorial, the whole program" examples/heroes/main.cpp
}

write_one_model
write_many_models
if [ -n "${CXX-}" ]; then
    measure_compiler "$CXX"
else
    measure_compiler g++
    clang=$(command -v clang++-14 || command -v clang++ || true)
    [ -z "$clang" ] || measure_compiler "$clang"
fi
