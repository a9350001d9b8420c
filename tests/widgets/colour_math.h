#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/figure/palette.h"

// How far apart colours look, for the palette's tests.

namespace wf::widgets {

using Triple = std::array<double, 3>;

enum class Vision { kNormal, kProtanopia, kDeuteranopia, kTritanopia };
inline constexpr std::array<Vision, 4> kVisions = {Vision::kNormal, Vision::kProtanopia,
                                                   Vision::kDeuteranopia, Vision::kTritanopia};

inline Triple linear_rgb(Colour c) {
  const auto channel = [](int value) {
    const double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return {channel(c.red), channel(c.green), channel(c.blue)};
}

// Machado, Oliveira & Fernandes 2009, "A physiologically-based model for simulation of color vision
// deficiency", severity 1, applied to linear RGB.
inline Triple seen_with(Vision vision, const Triple& rgb) {
  static constexpr std::array<std::array<Triple, 3>, 4> kMatrices = {{
      {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
      {{{0.152286, 1.052583, -0.204868},
        {0.114503, 0.786281, 0.099216},
        {-0.003882, -0.048116, 1.051998}}},
      {{{0.367322, 0.860646, -0.227968},
        {0.280085, 0.672501, 0.047413},
        {-0.011820, 0.042940, 0.968881}}},
      {{{1.255528, -0.076749, -0.178779},
        {-0.078411, 0.930809, 0.147602},
        {0.004733, 0.691367, 0.303900}}},
  }};
  const auto& m = kMatrices[static_cast<std::size_t>(vision)];
  Triple out{};
  for (std::size_t i = 0; i < 3; ++i) {
    out[i] = std::clamp(m[i][0] * rgb[0] + m[i][1] * rgb[1] + m[i][2] * rgb[2], 0.0, 1.0);
  }
  return out;
}

// CIE L*a*b* of linear sRGB under D65.
inline Triple lab(const Triple& rgb) {
  const double x = (0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047;
  const double y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
  const double z = (0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883;
  const auto f = [](double t) {
    return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  };
  return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

// CIEDE2000, after Sharma, Wu & Dalal 2005.
inline double ciede2000(const Triple& one, const Triple& two) {
  constexpr double kDegree = 3.14159265358979323846 / 180;
  const double mean_chroma = (std::hypot(one[1], one[2]) + std::hypot(two[1], two[2])) / 2;
  const double c7 = std::pow(mean_chroma, 7);
  const double g = 0.5 * (1 - std::sqrt(c7 / (c7 + std::pow(25.0, 7))));
  const double a1 = one[1] * (1 + g);
  const double a2 = two[1] * (1 + g);
  const double chroma1 = std::hypot(a1, one[2]);
  const double chroma2 = std::hypot(a2, two[2]);
  const auto hue = [&](double a, double b) {
    if (a == 0 && b == 0) return 0.0;
    const double h = std::atan2(b, a) / kDegree;
    return h < 0 ? h + 360 : h;
  };
  const double h1 = hue(a1, one[2]);
  const double h2 = hue(a2, two[2]);
  const bool grey = chroma1 * chroma2 == 0;
  double dh = grey ? 0 : h2 - h1;
  if (dh > 180) dh -= 360;
  if (dh < -180) dh += 360;
  double mean_hue = h1 + h2;
  if (!grey) {
    if (std::fabs(h1 - h2) <= 180) {
      mean_hue /= 2;
    } else {
      mean_hue = mean_hue < 360 ? (mean_hue + 360) / 2 : (mean_hue - 360) / 2;
    }
  }
  const double lightness = (one[0] + two[0]) / 2;
  const double chroma = (chroma1 + chroma2) / 2;
  const double t = 1 - 0.17 * std::cos((mean_hue - 30) * kDegree) +
                   0.24 * std::cos(2 * mean_hue * kDegree) +
                   0.32 * std::cos((3 * mean_hue + 6) * kDegree) -
                   0.20 * std::cos((4 * mean_hue - 63) * kDegree);
  const double rotation = 30 * std::exp(-std::pow((mean_hue - 275) / 25, 2));
  const double m7 = std::pow(chroma, 7);
  const double rc = 2 * std::sqrt(m7 / (m7 + std::pow(25.0, 7)));
  const double l50 = std::pow(lightness - 50, 2);
  const double l = (two[0] - one[0]) / (1 + 0.015 * l50 / std::sqrt(20 + l50));
  const double c = (chroma2 - chroma1) / (1 + 0.045 * chroma);
  const double h =
      2 * std::sqrt(chroma1 * chroma2) * std::sin(dh / 2 * kDegree) / (1 + 0.015 * chroma * t);
  return std::sqrt(l * l + c * c + h * h - std::sin(2 * rotation * kDegree) * rc * c * h);
}

// The least distance between two colours over all kinds of vision.
inline double distance_for_all(Colour a, Colour b) {
  double least = 1e9;
  for (Vision vision : kVisions) {
    least = std::min(least, ciede2000(lab(seen_with(vision, linear_rgb(a))),
                                      lab(seen_with(vision, linear_rgb(b)))));
  }
  return least;
}

// WCAG 2.2 contrast ratio.
inline double contrast(Colour a, Colour b) {
  const auto luminance = [](Colour c) {
    const Triple rgb = linear_rgb(c);
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
  };
  const double one = luminance(a) + 0.05;
  const double two = luminance(b) + 0.05;
  return std::max(one, two) / std::min(one, two);
}

}  // namespace wf::widgets
