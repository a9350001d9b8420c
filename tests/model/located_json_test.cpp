#include "model/located_json.h"

#include <doctest/doctest.h>

#include <string>

#include "model/json_syntax.h"

namespace wf::model {
namespace {

std::string error_of(std::string_view text) {
  const auto parsed = parse_located(text, "w.json");
  return parsed ? "no error" : parsed.error().text();
}

std::string value_at(const LocatedJson& json, std::string_view pointer) {
  const Place place = json.value_place(pointer);
  return std::to_string(place.line) + ":" + std::to_string(place.column);
}
std::string key_at(const LocatedJson& json, std::string_view pointer) {
  const Place place = json.key_place(pointer);
  return std::to_string(place.line) + ":" + std::to_string(place.column);
}

TEST_CASE("every value has its line and column, at its first character") {
  const auto json = parse_located(
      "{\n"
      "  \"a\": -12.5e3, \"b\": [1,22 , 333],\n"
      "  \"c\": {\"d\": \"x\\\"y\", \"e\": null},\n"
      "  \"f\" : true,\"g\":7}",
      "w.json");
  REQUIRE(json.ok());
  CHECK(value_at(*json, "") == "1:1");
  CHECK(value_at(*json, "/a") == "2:8");
  CHECK(key_at(*json, "/a") == "2:3");
  CHECK(value_at(*json, "/b") == "2:22");
  CHECK(value_at(*json, "/b/0") == "2:23");
  CHECK(value_at(*json, "/b/1") == "2:25");
  CHECK(value_at(*json, "/b/2") == "2:30");
  CHECK(value_at(*json, "/c/d") == "3:14");
  CHECK(value_at(*json, "/c/e") == "3:27");
  CHECK(key_at(*json, "/c/e") == "3:22");
  CHECK(value_at(*json, "/f") == "4:9");
  CHECK(value_at(*json, "/g") == "4:18");
  // What is not there is where the nearest thing around it is.
  CHECK(value_at(*json, "/c/missing/deeper") == "3:8");
  CHECK(json->root["a"] == -12500.0);
  CHECK(json->root["c"]["d"] == "x\"y");
}

TEST_CASE("columns count characters, not bytes") {
  const auto json = parse_located("{\"\u00b5\u2212\": 1, \"b\": 2}", "w.json");
  REQUIRE(json.ok());
  CHECK(value_at(*json, "/b") == "1:16");
}

TEST_CASE("comments are allowed, and do not disturb the places") {
  const auto json = parse_located(
      "// a \"start\": {\n"
      "{ /* one\n two */ \"a\": 1, // rest\n"
      "  \"b\": \"// no comment\" }\n// end",
      "w.json");
  REQUIRE(json.ok());
  CHECK(value_at(*json, "/a") == "3:14");
  CHECK(value_at(*json, "/b") == "4:8");
  CHECK(json->root["b"] == "// no comment");
}

TEST_CASE("keys with strokes and tildes have pointers of their own") {
  const auto json = parse_located("{\"a/b\": 1, \"a\": {\"b\": 2}, \"~\": 3}", "w.json");
  REQUIRE(json.ok());
  CHECK(value_at(*json, "/a~1b") == "1:9");
  CHECK(value_at(*json, "/a/b") == "1:23");
  CHECK(value_at(*json, "/~0") == "1:32");
}

TEST_CASE("a byte order mark is read over") {
  CHECK(parse_located("\xEF\xBB\xBF{\"a\": 1}", "w.json").ok());
}

TEST_CASE("a key that stands twice is an error") {
  CHECK(error_of("{\"a\": 1,\n \"a\": 2}") ==
        "w.json:2:2: the key \"a\" stands twice in this object (first in line 1); keep one of the "
        "two");
  CHECK(error_of("{\"a\": {\"b\": 1}, \"c\": {\"b\": 1}}") == "no error");
}

TEST_CASE("nesting is limited") {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(error_of(nested(32)) == "no error");
  CHECK(error_of(nested(33)).find("nested more than 32 deep") != std::string::npos);
  CHECK(error_of(nested(100000)).find("nested more than 32 deep") != std::string::npos);
}

TEST_CASE("syntax errors say what to do") {
  CHECK(error_of("{\"a\": 1,}") ==
        "w.json:1:8: this comma has nothing after it before the }; take the comma away");
  CHECK(error_of("[1, 2,\n]") ==
        "w.json:1:6: this comma has nothing after it before the ]; take the comma away");
  CHECK(error_of("{\"a\": 1 \"b\": 2}") == "w.json:1:9: a comma is missing before this");
  CHECK(error_of("{\"a\" 1}") ==
        "w.json:1:6: a colon is missing after the key \"a\": write \"a\": VALUE");
  CHECK(error_of("{a: 1}") == "w.json:1:2: a key stands in double quotes: write \"a\"");
  CHECK(error_of("{'a': 1}") ==
        "w.json:1:2: text stands in double quotes (\"), not in single ones (')");
  CHECK(error_of("{\"a\": bf16}") == "w.json:1:7: text stands in double quotes: write \"bf16\"");
  CHECK(error_of("{\"a\": True}") == "w.json:1:7: write true in small letters");
  CHECK(error_of("{\"a\": NaN}") ==
        "w.json:1:7: NaN is no value here; leave the key out where nothing is known");
  CHECK(error_of("{\"a\": \"x\n}") ==
        "w.json:1:7: the text that starts here has no closing double quote on its line");
  CHECK(error_of("{\"a\": {\"b\": 1}\n") ==
        "w.json:1:1: the { that opens here is never closed; the file ends where a } is missing");
  CHECK(error_of("{\"a\": [1, 2}") ==
        "w.json:1:12: this } does not close the [ of line 1; write ] first");
  CHECK(error_of("{\"a\": 1}}") == "w.json:1:9: this } closes nothing; take it away");
  CHECK(error_of("{\"a\": 1} {}").find("there is more text after the end") != std::string::npos);
  CHECK(error_of("").find("the file is empty") != std::string::npos);
  CHECK(error_of("// only a comment").find("the file is empty") != std::string::npos);
  CHECK(error_of("{\"a\": 80 GiB}").find("a comma is missing") != std::string::npos);
  CHECK(error_of("{\"a\": 80GiB}").find("put it in double quotes if it has a unit: \"80GiB\"") !=
        std::string::npos);
  CHECK(error_of("{\"a\": 07}").find("starts with a zero") != std::string::npos);
  CHECK(error_of("{\"a\": .5}").find("write a digit first") != std::string::npos);
  CHECK(error_of("{\"a\": 5.}").find("no digit after its point") != std::string::npos);
  CHECK(error_of("{\"a\": +5}").find("no plus sign") != std::string::npos);
  CHECK(error_of("{\"a\": 1_000}").find("has a _ in it") != std::string::npos);
  CHECK(error_of("{\"a\": 1e999}").find("larger than a number can be") != std::string::npos);
  CHECK(error_of("# x\n{}").find("write // instead") != std::string::npos);
  CHECK(error_of("{} /* x").find("never closed; end it with */") != std::string::npos);
  CHECK(error_of("{\"a\":}").find("has no value") != std::string::npos);
  CHECK(error_of("{\"a\": ,}").find("a value is missing before this comma") != std::string::npos);
  CHECK(error_of("{\"a\": \"\\q\"}").find("starts no known escape") != std::string::npos);
  CHECK(error_of("{\"a\": \u201cx\u201d}").find("typographic quote") != std::string::npos);
  CHECK(error_of("{\"a\": \"\xff\"}").find("w.json:1:") == 0);
}

TEST_CASE("the diagnosis finds nothing wrong with what the parser reads") {
  for (const std::string_view text :
       {"{}", "[]", "1", "\"x\"", "null", "{\"a\": [1, {\"b\": -0.5e-3}], \"c\": \"\\u00b5\"}",
        " // c\n {\"a\": false} /* d */ "}) {
    INFO(text);
    CHECK(parse_located(text, "w.json").ok());
    CHECK_FALSE(diagnose_json(text).has_value());
  }
}

}  // namespace
}  // namespace wf::model
