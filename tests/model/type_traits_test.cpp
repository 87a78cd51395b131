#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include <retort/model.hpp>

#include "fake_cells.hpp"

namespace type_traits_test {

struct Money {
    std::int64_t cents = 0;
    friend bool operator==(const Money&, const Money&) = default;
};

class Email {
public:
    Email() = default;
    explicit Email(std::string text) : text_{std::move(text)} {
        if (text_.find('@') == std::string::npos) {
            throw std::invalid_argument{"'" + text_ + "' is no e-mail address"};
        }
    }
    const std::string& text() const { return text_; }
    friend bool operator==(const Email&, const Email&) = default;

private:
    std::string text_ = "nobody@example.com";
};

// Enumerations and containers may be stored otherwise than they are by default.
enum class Level { low = 1, high = 9 };
struct Secret {
    std::string text;
};

}  // namespace type_traits_test

template <>
struct retort::TypeTraits<type_traits_test::Money> {
    static SqlType sql_type() { return types::BigInteger{}; }
    static Value to_value(const type_traits_test::Money& money) { return money.cents; }
    static type_traits_test::Money from_value(const Value& value) { return {value.as_integer()}; }
};

template <>
struct retort::TypeTraits<type_traits_test::Email> {
    static SqlType sql_type() { return types::String{320}; }
    static Value to_value(const type_traits_test::Email& email) { return email.text(); }
    static type_traits_test::Email from_value(const Value& value) { return type_traits_test::Email{value.as_text()}; }
};

template <>
struct retort::TypeTraits<type_traits_test::Level> {
    static SqlType sql_type() { return types::Integer{}; }
    static Value to_value(type_traits_test::Level level) { return static_cast<int>(level); }
    static type_traits_test::Level from_value(const Value& value) { return static_cast<type_traits_test::Level>(value.as_integer()); }
};

template <>
struct retort::TypeTraits<type_traits_test::Secret> {
    static SqlType sql_type() { return types::LargeBinary{}; }
    static Value to_value(const type_traits_test::Secret& secret) { return Value::from_bytes(std::as_bytes(std::span{secret.text})); }
    static type_traits_test::Secret from_value(const Value&) { return {}; }
};

namespace {

using namespace retort;
using namespace type_traits_test;
using model_test::FakeReader, model_test::FakeWriter;

struct Account {
    Field<int, primary_key> id;
    Money balance = {};
    Field<std::optional<Money>, indexed> limit;
    Field<Email, unique, max_length<100>> email = {};
    Level level = Level::low;
    std::vector<Money> history = {};
};

TEST(TypeTraits, GiveTheColumnItsType) {
    const Table& table = describe<Account>().require_table();
    EXPECT_EQ(table.find_column("balance")->type, SqlType{types::BigInteger{}});
    EXPECT_FALSE(table.find_column("balance")->options.nullable);
    EXPECT_EQ(table.find_column("limit")->type, SqlType{types::BigInteger{}});
    EXPECT_TRUE(table.find_column("limit")->options.nullable);
    EXPECT_EQ(table.find_column("email")->type, SqlType{types::String{100}});
    EXPECT_EQ(table.find_column("level")->type, SqlType{types::Integer{}});
    EXPECT_EQ(table.find_column("history")->type, SqlType{types::JSON{}});
}

TEST(TypeTraits, CarryTheValueBothWays) {
    Account account;
    account.id = 1;
    account.balance = {250};
    account.limit = Money{-100};
    account.email = Email{"a@b.c"};
    account.level = Level::high;
    account.history = {{1}, {2}};
    FakeWriter writer;
    bind_fields(describe<Account>(), &account, writer, 0);
    EXPECT_EQ(writer.written[1], Value{250});
    EXPECT_EQ(writer.written[4], Value{9});
    EXPECT_EQ(writer.written[5], Value::from_json_text("[1, 2]"));
    FakeReader reader{writer.written};
    Account read;
    read_fields(describe<Account>(), &read, reader, 0);
    EXPECT_EQ(read.balance, account.balance);
    EXPECT_EQ(read.limit, account.limit);
    EXPECT_EQ(read.email, account.email);
    EXPECT_EQ(read.level, account.level);
    EXPECT_EQ(read.history, account.history);
    EXPECT_EQ(repr(read), "Account(id=1, balance=250, limit=-100, email='a@b.c', level=9, history=[1, 2])");
}

TEST(TypeTraits, TellValuesApart) {
    const Money one{1}, two{2};
    EXPECT_NE(value_ops<Money>().hash(&one), value_ops<Money>().hash(&two));
    const Money again{1};
    EXPECT_EQ(value_ops<Money>().hash(&one), value_ops<Money>().hash(&again));
}

TEST(TypeTraits, WhatTheyThrowNamesTheColumn) {
    FakeReader reader{{{0, Value{"nonsense"}}}};
    Email email;
    try {
        value_ops<Email>().read(&email, reader, 0, -1);
        FAIL();
    } catch (const DataError& error) {
        EXPECT_EQ(error.message(), "column 'c0': 'nonsense' is no e-mail address");
    }
}

TEST(TypeTraits, ReadJsonAsTheirSqlTypeSays) {
    Money money;
    value_ops<Money>().from_json(&money, Json{3});
    EXPECT_EQ(money.cents, 3);
    EXPECT_THROW(value_ops<Money>().from_json(&money, Json{"3"}), ArgumentError);
    EXPECT_THROW(value_ops<Money>().from_json(&money, Json{}), ArgumentError);
    Email email;
    value_ops<Email>().from_json(&email, Json{"x@y"});
    EXPECT_EQ(email.text(), "x@y");
}

TEST(TypeTraits, CannotStoreBytes) {
    FakeWriter writer;
    const Secret secret{"x"};
    EXPECT_THROW(value_ops<Secret>().bind(&secret, writer, 0), ArgumentError);
}

}  // namespace
