#include "lessons/number_format.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace wf::lessons;

namespace {

// Typographic spaces written plainly: '_' within a number, ' ' before a unit.
std::string shown(double value, std::string_view unit, std::string_view as = "", int digits = 0) {
  const std::string text = format_number(value, Unit::parse(unit), {std::string(as), digits});
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text.compare(i, 3, "\u202F") == 0) {
      out += '_', i += 3;
    } else if (text.compare(i, 2, "\u00A0") == 0) {
      out += ' ', i += 2;
    } else {
      out += text[i++];
    }
  }
  return out;
}

}  // namespace

TEST_CASE("quantities are shown with three digits and a prefix") {
  CHECK(shown(0.0114, "s") == "11.4 ms");
  CHECK(shown(4.794e-3, "s") == "4.79 ms");
  CHECK(shown(0.9996, "s") == "1 s");
  CHECK(shown(2.5e-7, "s") == "250 ns");
  CHECK(shown(35e-6, "s") == "35 µs");
  CHECK(shown(300, "s") == "5 min");
  CHECK(shown(86400, "s") == "24 h");
  CHECK(shown(40 * 86400.0, "s") == "40 days");
  CHECK(shown(16.06e9, "bytes") == "16.1 GB");
  CHECK(shown(80e9, "bytes") == "80 GB");
  CHECK(shown(3.35e12, "bytes/s") == "3.35 TB/s");
  CHECK(shown(327680, "bytes/token") == "328 kB/token");
  CHECK(shown(1, "bytes") == "1 byte");
  CHECK(shown(989.4e12, "FLOP/s") == "989 TFLOP/s");
  CHECK(shown(3.8e25, "FLOP") == "38 YFLOP");
  CHECK(shown(5614.03, "tokens/s") == "5610 tokens/s");
  CHECK(shown(12345.6, "tokens/s") == "12_300 tokens/s");
}

TEST_CASE("counts are whole where they are whole") {
  CHECK(shown(2048, "tokens") == "2048 tokens");
  CHECK(shown(131072, "tokens") == "131_072 tokens");
  CHECK(shown(1, "tokens") == "1 token");
  CHECK(shown(64, "1") == "64");
  CHECK(shown(8.03e9, "1") == "8.03 billion");
  CHECK(shown(15.6e12, "tokens") == "15.6 trillion tokens");
  CHECK(shown(2.1e6, "h") == "2.1 million h");
  CHECK(shown(0, "1") == "0");
  CHECK(shown(0, "s") == "0 s");
  CHECK(shown(0, "bytes") == "0 bytes");
}

TEST_CASE("money") {
  CHECK(shown(2, "USD") == "$2");
  CHECK(shown(2.1, "USD/h") == "$2.10/h");
  CHECK(shown(0.0663, "USD") == "$0.0663");
  CHECK(shown(61234, "USD") == "$61_234");
  CHECK(shown(61234.56, "USD") == "$61_200");
  CHECK(shown(4.41e6, "USD") == "$4.41 million");
}

TEST_CASE("a format can be asked for") {
  CHECK(shown(0.0114, "s", "us") == "11_400 µs");
  CHECK(shown(85899345920.0, "bytes", "GiB") == "80 GiB");
  CHECK(shown(0.423, "1", "%") == "42.3 %");
  CHECK(shown(2.235, "1", "x", 2) == "2.2×");
  CHECK(shown(2.1e6, "h", "days") == "87_500 days");
  CHECK(shown(16.06e9, "bytes", "", 4) == "16.06 GB");
  CHECK(shown(8.03e9, "1", "plain", 2) == "8 billion");
  CHECK(shown(4.41e6, "USD", "USD") == "$4.41 million");
  CHECK(format_error(Unit::parse("s"), {"GB", 0}) == "a number in s cannot be shown as GB");
  CHECK(format_error(Unit::parse("s"), {"furlongs", 0}).starts_with("unknown unit 'furlongs'"));
  CHECK(format_error(Unit::parse("h"), {"s", 0}).empty());
}

TEST_CASE("what is no number is never shown as one") {
  CHECK(shown(std::nan(""), "s") == "—");
  CHECK(shown(std::numeric_limits<double>::infinity(), "1") == "∞");
  CHECK(shown(-0.0114, "s") == "−11.4 ms");
  CHECK(shown(1.2e-5, "1") == "1.2×10⁻⁵");
  CHECK(shown(3.2e20, "1") == "3.2×10²⁰");
}

TEST_CASE("numbers of every size are shown without NaN and without a loss of the exponent") {
  for (const auto* unit : {"s", "bytes", "FLOP/s", "tokens", "USD", "1", "h"})
    for (double value : {5e-324, 1e-300, 1e-20, 1e-9, 0.001, 1.0, 999.5, 1e6, 1e15, 1e30, 1e308}) {
      const std::string text = shown(value, unit);
      CHECK(text.find("nan") == std::string::npos);
      CHECK(text.find("inf") == std::string::npos);
      CHECK(text.size() < 60);
    }
}

TEST_CASE("units multiply, divide and have names") {
  const Unit rate = Unit::parse("tokens/s");
  CHECK(rate.times(Unit::parse("s")).name() == "tokens");
  CHECK(Unit::parse("FLOP").over(Unit::parse("bytes")).name() == "FLOP/byte");
  CHECK(Unit::parse("1").dimensionless());
  CHECK(Unit::parse("bytes·s") == Unit::parse("s·bytes"));
  CHECK(Unit::parse("GPUs").name() == "GPUs");
  CHECK(find_unit("TB/s")->factor == 1e12);
  CHECK_FALSE(find_unit("tb/s").has_value());
}
