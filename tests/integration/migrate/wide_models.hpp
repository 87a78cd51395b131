/// \file
/// Every column type, every kind of constraint and index that Retort and SQLModel both have. alembic_autogenerate.py has the same in Python.
#pragma once

#include <retort/retort.hpp>

namespace wide {

using namespace retort;

enum class Colour { red, green, turquoise };

struct Company {
    Field<std::optional<std::int64_t>, sql_type<types::Integer{}>, primary_key> id;
    Field<std::string, indexed, unique> name;
    Field<std::optional<std::string>, max_length<8>, unique> code;
    Field<std::optional<std::int64_t>, sql_type<types::Integer{}>, foreign_key<"company.id">> parent_id;
};

struct Office {
    Field<int, primary_key> number;
    Field<std::string, primary_key> city;
    Field<int, foreign_key<"company.id", on_delete::cascade>> company_id;
    Field<int, server_default<"0">> desks = 0;
    Field<std::string, server_default<"'it''s open'">> state;
    Field<DateTime, server_default<"CURRENT_TIMESTAMP">> since{};
    Field<bool, server_default<"1">> heated = true;

    static auto table_args() {
        return TableArgs{
            unique_constraint("company_id", "desks"), check("desks >= 0").named("ck_desks"), check("city <> '' AND number > 0")};
    }
};

struct Everything {
    Field<Uuid, primary_key> id;
    bool flag = false;
    int number = 0;
    std::int64_t large = 0;
    double real = 0;
    Field<Decimal, max_digits<10>, decimal_places<2>> price;
    Decimal amount;
    std::string name;
    Field<std::string, max_length<30>, indexed> short_name;
    Field<std::string, sql_type<types::Text{}>> story;
    Bytes content;
    Date day{};
    Field<DateTime, indexed> moment{};
    Time hour;
    Interval length{};
    Colour colour{};
    Json document;
    Field<std::int64_t, sql_type<types::SmallInteger{}>> small = 0;

    std::optional<bool> maybe_flag;
    std::optional<int> maybe_number;
    std::optional<Uuid> maybe_code;
    std::optional<Colour> maybe_colour;
    std::optional<Json> maybe_document;
    std::optional<int> office_number;
    std::optional<std::string> office_city;

    static auto table_args() {
        auto office = foreign_key_constraint({"office_number", "office_city"}, "office", {"number", "city"})
                          .with_actions(ReferentialAction::set_null, ReferentialAction::cascade)
                          .named("fk_office");
        office.deferral = "DEFERRABLE INITIALLY DEFERRED";
        return TableArgs{unique_constraint("name", "number").named("uq_name_number"), std::move(office), index("ix_pair", "flag", "number"),
            unique_index("ux_large", "large", "small"), index("ix_positive", "number").only_where("number > 0"),
            table_option("sqlite_with_rowid", "false")};
    }
};

struct Log {
    Field<std::optional<std::int64_t>, sql_type<types::Integer{}>, primary_key> id;
    std::string line;

    static auto table_args() { return TableArgs{table_option("sqlite_autoincrement", "true")}; }
};

/// As the database takes them: MariaDB defers no foreign key and has no partial indexes, to PostgreSQL 1 is no truth. alembic_autogenerate.py does the
/// same.
inline MetaData tables(std::string_view kind) {
    const MetaData all = metadata<Company, Office, Everything, Log>();
    std::vector<Table> tables{all.tables().begin(), all.tables().end()};
    for (Table& table : tables) {
        for (Column& column : table.columns) {
            if (kind == "postgresql" && column.name == "heated") column.options.server_default = "true";
        }
        if (kind != "mariadb") continue;
        for (auto& key : table.foreign_keys)
            key.deferral.clear();
        for (auto& index : table.indexes)
            index.where.clear();
    }
    return MetaData{std::move(tables)};
}

}  // namespace wide
