#include "model/units.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace wf::model {
namespace {

double good(std::string_view text, std::string_view unit) {
  const auto parsed = parse_magnitude(text, unit);
  INFO(text, " as ", unit);
  if (!parsed) FAIL(parsed.error().what);
  return *parsed;
}

std::string bad(std::string_view text, std::string_view unit) {
  const auto parsed = parse_magnitude(text, unit);
  return parsed ? "no error" : parsed.error().what;
}

// Printed numbers have their thousands separated, which is not understood on input.
std::string without_separators(std::string text) {
  std::erase(text, ',');
  return text;
}

TEST_CASE("sizes: decimal and binary prefixes, bits and bytes") {
  CHECK(good("80 GB", "bytes") == 80e9);
  CHECK(good("80GB", "bytes") == 80e9);
  CHECK(good("80 GiB", "bytes") == 80 * 1073741824.0);
  CHECK(good("512 MiB", "bytes") == 512 * 1048576.0);
  CHECK(good("1 kB", "bytes") == 1000);
  CHECK(good("1 KiB", "bytes") == 1024);
  CHECK(good("8 Gb", "bytes") == 1e9);
  CHECK(good("2 TiB", "bytes") == 2199023255552.0);
  CHECK(good("80 B", "bytes") == 80);  // bytes, not billions
  CHECK(good("123456", "bytes") == 123456);
}

TEST_CASE("rates: GB/s is not Gb/s") {
  CHECK(good("3.35 TB/s", "bytes/s") == doctest::Approx(3.35e12));
  CHECK(good("400 Gb/s", "bytes/s") == 50e9);
  CHECK(good("400 GB/s", "bytes/s") == 400e9);
  CHECK(good("400 Gbps", "bytes/s") == 50e9);
  CHECK(good("989 TFLOP/s", "FLOP/s") == doctest::Approx(989e12));
  CHECK(good("989 TFLOPS", "FLOP/s") == doctest::Approx(989e12));
  CHECK(good("1.979 PFLOP/s", "FLOP/s") == doctest::Approx(1.979e15));
  CHECK(good("2 EFLOP", "FLOP") == 2e18);
  CHECK(good("1500 tokens/s", "tokens/s") == 1500);
  CHECK(good("1.5k tokens/s", "tokens/s") == 1500);
  CHECK(good("4 requests/s", "1/s") == 4);
  CHECK(good("4 req/s", "1/s") == 4);
  CHECK(good("4 1/s", "1/s") == 4);
  CHECK(good("4 /s", "1/s") == 4);
  CHECK(good("240 requests/min", "1/s") == doctest::Approx(4));
}

TEST_CASE("times") {
  CHECK(good("50 ms", "s") == doctest::Approx(0.05));
  CHECK(good("7 \u00b5s", "s") == doctest::Approx(7e-6));
  CHECK(good("7 us", "s") == doctest::Approx(7e-6));
  CHECK(good("7 ns", "s") == doctest::Approx(7e-9));
  CHECK(good("2 min", "s") == 120);
  CHECK(good("1.5 h", "s") == 5400);
  CHECK(good("2 days", "s") == 172800);
  // A number of days or hours stays one.
  CHECK(good("30 days", "days") == 30);
  CHECK(good("12 h", "days") == doctest::Approx(0.5));
  CHECK(good("10", "days") == 10);
  CHECK(good("3 days", "h") == 72);
}

TEST_CASE("counts, money, shares, power") {
  CHECK(good("70B", "1") == 70e9);
  CHECK(good("15.6T", "tokens") == doctest::Approx(15.6e12));
  CHECK(good("15.6T tokens", "tokens") == doctest::Approx(15.6e12));
  CHECK(good("8k", "tokens") == 8000);
  CHECK(good("8Ki", "tokens") == 8192);
  CHECK(good("$2.10/h", "USD/h") == doctest::Approx(2.1));
  CHECK(good("2.10 USD/h", "USD/h") == doctest::Approx(2.1));
  CHECK(good("$2 / GPU-hour", "USD/h") == doctest::Approx(2));
  CHECK(good("$48/day", "USD/h") == doctest::Approx(2));
  CHECK(good("$60k", "USD") == 60000);
  CHECK(good("60k USD", "USD") == 60000);
  CHECK(good("$60k/month", "USD/month") == 60000);
  CHECK(good("$60k", "USD/month") == 60000);
  CHECK(good("40 %", "1") == doctest::Approx(0.4));
  CHECK(good("40%", "1") == doctest::Approx(0.4));
  CHECK(good("1.5x", "1") == 1.5);
  CHECK(good("0.7 kW", "W") == 700);
  CHECK(good("1e12", "tokens") == 1e12);
}

TEST_CASE("products") {
  CHECK(good("8 * 80 GiB", "bytes") == 640 * 1073741824.0);
  CHECK(good("80 GiB * 8", "bytes") == 640 * 1073741824.0);
  CHECK(good("70e9*2", "bytes") == 140e9);
  CHECK(good("50 % * 80 GB", "bytes") == 40e9);
  CHECK(good("2 * $3/h", "USD/h") == doctest::Approx(6));
  CHECK(bad("2 GB * 3 GB", "bytes").find("a unit twice") != std::string::npos);
  CHECK(bad("2 *", "bytes").find("not a number") != std::string::npos);
}

TEST_CASE("errors say what is wrong and what was expected") {
  CHECK(bad("3 GB/s", "bytes") ==
        "\"3 GB/s\" is bytes per second; a size in bytes such as \"80 GiB\" was expected");
  CHECK(
      bad("3 gb", "bytes") ==
      "\"3 gb\" has the unit \"gb\", which is not known (write GB: case matters); a size in bytes "
      "such as \"80 GiB\" was expected");
  CHECK(bad("80G", "bytes") ==
        "\"80G\" has the unit \"G\", which is not known (write GB for powers of ten or GiB for "
        "powers of two); a size in bytes such as \"80 GiB\" was expected");
  CHECK(bad("fast", "s") == "\"fast\" is not a number; a time such as \"50 ms\" was expected");
  CHECK(bad("", "s") == "it is empty; a time such as \"50 ms\" was expected");
  CHECK(bad("1,024", "1") ==
        "\"1,024\" has a \",\" in its number; write the digits without separators");
  CHECK(bad("1 024", "1").find("space in its number") != std::string::npos);
  CHECK(bad("1e999", "1").find("too large") != std::string::npos);
  CHECK(bad("nan", "s") != "no error");
  CHECK(bad("inf", "s") != "no error");
  CHECK(bad("0x10", "1") != "no error");
  CHECK(bad("5 m", "s").find("min or ms") != std::string::npos);
  CHECK(bad("$3", "USD/h").find("a price per hour") != std::string::npos);
  CHECK(bad("1e200 * 1e200", "1").find("too large") != std::string::npos);
  CHECK(bad("3 TB/TB", "bytes") != "no error");
  CHECK(bad("50 ms", "1").find("is time") != std::string::npos);
}

TEST_CASE("a unit alone") {
  CHECK(*unit_factor("TB/s", "bytes/s") == 1e12);
  CHECK(*unit_factor("B", "bytes") == 1);
  CHECK(*unit_factor("B", "1") == 1e9);
  CHECK_FALSE(unit_factor("TB", "bytes/s").ok());
  CHECK(is_unit("ms"));
  CHECK(is_unit("%"));
  CHECK(is_unit("tokens/s"));
  CHECK_FALSE(is_unit("parsecs"));
}

TEST_CASE("printed magnitudes") {
  CHECK(format_magnitude(0.04149, "s") == "41.5 ms");
  CHECK(format_magnitude(139e9, "bytes") == "139 GB");
  CHECK(format_magnitude(3.35e12, "bytes/s") == "3.35 TB/s");
  CHECK(format_magnitude(989.4e12, "FLOP/s") == "989 TFLOP/s");
  CHECK(format_magnitude(1536, "tokens/s") == "1,536 tokens/s");
  CHECK(format_magnitude(4380, "USD") == "$4,380");
  CHECK(format_magnitude(0.45, "1") == "0.45");
  CHECK(format_magnitude(80 * 1073741824.0, "bytes", {.binary_bytes = true}) == "80 GiB");
  CHECK(format_magnitude(80 * 1073741824.0, "bytes") == "85.9 GB");
  CHECK(format_magnitude(2.1, "USD/h") == "$2.1/h");
  CHECK(format_magnitude(90, "s") == "90 s");
  CHECK(format_magnitude(400, "s") == "6.67 min");
  CHECK(format_magnitude(86400 * 3, "s") == "3 days");
  CHECK(format_magnitude(15.6e12, "tokens") == "15.6T tokens");
  CHECK(format_magnitude(70.6e9, "1") == "70.6B");
  CHECK(format_magnitude(6.3e24, "FLOP") == "6.3e24 FLOP");
  CHECK(format_magnitude(0, "bytes") == "0 B");
  CHECK(format_magnitude(0, "s") == "0 s");
  CHECK(format_magnitude(-0.0032, "s") == "\u22123.2 ms");
  CHECK(format_magnitude(700, "W") == "700 W");
  CHECK(format_magnitude(4, "1/s") == "4 /s");
  CHECK(format_magnitude(30, "days") == "30 days");
  // Rounding up never prints 1,000 of a smaller unit.
  CHECK(format_magnitude(0.9999, "s") == "1 s");
  CHECK(format_magnitude(999.9e9, "bytes") == "1 TB");
}

TEST_CASE("a value that does not exist is a dash") {
  CHECK(format_magnitude(std::nan(""), "s") == "\u2014");
  CHECK(format_magnitude(std::numeric_limits<double>::infinity(), "bytes") == "\u2014");
  CHECK(format_number(std::nan("")) == "\u2014");
}

TEST_CASE("printed numbers") {
  CHECK(format_number(70.6) == "70.6");
  CHECK(format_number(2048) == "2,048");
  CHECK(format_number(131072) == "131,072");
  CHECK(format_number(12345.6) == "12,300");
  CHECK(format_number(1234.5) == "1,235");
  CHECK(format_number(0.05) == "0.05");
  CHECK(format_number(0.123456, 2) == "0.12");
  CHECK(format_number(0) == "0");
  CHECK(exact_number(0.05) == "0.05");
  CHECK(exact_number(8192) == "8192");
  CHECK(exact_number(3.35e12) == "3.35e12");
}

TEST_CASE("what is printed reads back as nearly the same magnitude") {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> exponent(-9, 20);
  for (const std::string_view unit : {"bytes", "bytes/s", "FLOP", "FLOP/s", "s", "tokens",
                                      "tokens/s", "USD", "USD/h", "1/s", "W", "h", "days", "1"}) {
    for (int i = 0; i < 500; ++i) {
      const double value = std::pow(10.0, exponent(random));
      for (const bool binary : {false, true}) {
        const std::string text =
            without_separators(format_magnitude(value, unit, {.binary_bytes = binary}));
        INFO(text);
        CHECK(good(text, unit) == doctest::Approx(value).epsilon(0.006));
        CHECK(good(without_separators(format_magnitude(-value, unit)), unit) ==
              doctest::Approx(-value).epsilon(0.006));
      }
    }
  }
}

}  // namespace
}  // namespace wf::model
