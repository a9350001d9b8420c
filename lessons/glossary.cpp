#include "lessons/glossary.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

namespace wf::lessons {
namespace {

using Json = nlohmann::json;

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// "KV cache" gives "kv-cache".
std::string id_of(std::string_view term) {
  std::string id;
  for (const char c : term) {
    if (is_letter(c)) {
      id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

// Two capitals or a digit: "KV", "p95", "BF16".
bool is_abbreviation(std::string_view words) {
  const auto capitals = std::count_if(words.begin(), words.end(), [](unsigned char c) {
    return std::isupper(c) != 0 || std::isdigit(c) != 0;
  });
  return capitals >= 2 || (words.size() > 1 && std::isdigit(static_cast<unsigned char>(words[1])));
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_letter(text[at])) ++at;
  return at;
}

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

model::Result<Glossary> Glossary::parse(std::string_view text, std::string_view file) {
  const auto fail = [&](std::string what) {
    return model::Error{std::string(file), 0, 0, std::move(what)};
  };
  const Json json = Json::parse(text, nullptr, false);
  const auto list = json.is_object() ? json.find("terms") : json.end();
  if (!json.is_object() || list == json.end() || !list->is_array()) {
    return fail("no glossary: an object with a list of \"terms\" was expected");
  }
  Glossary glossary;
  std::set<std::string> ids;
  for (const Json& each : *list) {
    GlossaryTerm term;
    if (each.is_object()) {
      term.term = text_of(each, "term");
      term.definition = text_of(each, "definition");
      term.lesson = text_of(each, "lesson");
      term.quantity = text_of(each, "quantity");
      const auto marked = each.find("marked");
      if (marked != each.end() && marked->is_boolean()) term.marked = marked->get<bool>();
      if (const auto also = each.find("also"); also != each.end() && also->is_array()) {
        for (const Json& form : *also) {
          if (form.is_string()) term.also.push_back(form.get<std::string>());
        }
      }
    }
    term.id = id_of(term.term);
    if (term.id.empty() || term.definition.empty()) {
      return fail("a term without a name or a definition: " +
                  each.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    if (!ids.insert(term.id).second) return fail("the term \"" + term.term + "\" stands twice");
    glossary.terms_.push_back(std::move(term));
  }
  std::sort(glossary.terms_.begin(), glossary.terms_.end(),
            [](const GlossaryTerm& a, const GlossaryTerm& b) { return a.id < b.id; });
  for (std::size_t i = 0; i < glossary.terms_.size(); ++i) {
    const GlossaryTerm& term = glossary.terms_[i];
    if (!term.marked) continue;
    const auto add = [&](const std::string& words) {
      const bool exact = is_abbreviation(words);
      const std::string first = lower(words.substr(0, word_end(words, 0)));
      if (first.empty()) return;
      glossary.forms_[first].push_back({exact ? words : lower(words), i, exact});
    };
    add(term.term);
    for (const std::string& form : term.also) add(form);
  }
  // "Memory bandwidth utilisation" is not "memory bandwidth": the longest form wins.
  for (auto& [first, forms] : glossary.forms_) {
    std::stable_sort(forms.begin(), forms.end(),
                     [](const Form& a, const Form& b) { return a.words.size() > b.words.size(); });
  }
  return glossary;
}

const GlossaryTerm* Glossary::find(std::string_view id) const {
  const auto found = std::find_if(terms_.begin(), terms_.end(),
                                  [&](const GlossaryTerm& term) { return term.id == id; });
  return found == terms_.end() ? nullptr : &*found;
}

class TermMarker {
 public:
  explicit TermMarker(const Glossary& glossary) : glossary_(glossary) {}

  void walk(Blocks& blocks) {
    for (Block& block : blocks) {
      using enum Block::Kind;
      if (block.kind == kHeading || block.kind == kCode || block.kind == kTable) continue;
      if (block.kind == kParagraph || block.kind == kItem) mark(block.inlines);
      const Terms before = used_;
      walk(block.children);
      if (block.kind != kCondition) continue;
      const Terms holds = std::exchange(used_, before);
      walk(block.otherwise);
      used_ = common(holds, used_);
    }
  }

 private:
  struct Use {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t term = 0;
  };
  using Terms = std::set<std::size_t>;
  // A condition within a paragraph. Whichever branch is read begins with what was used before it;
  // after it counts what all of them use.
  struct Condition {
    Terms before;
    std::optional<Terms> in_all{};
    bool may_be_empty = true;

    void close_branch(const Terms& used) { in_all = in_all ? common(*in_all, used) : used; }
  };

  static Terms common(const Terms& a, const Terms& b) {
    Terms both;
    std::ranges::set_intersection(a, b, std::inserter(both, both.end()));
    return both;
  }

  // The end of `form` in `text` at `at`, a plural's s included; 0 where it does not stand there.
  static std::size_t ends_at(const Glossary::Form& form, std::string_view text, std::size_t at) {
    const std::string_view here = text.substr(at, form.words.size());
    if (here.size() < form.words.size()) return 0;
    if (form.exact ? here != form.words : lower(here) != form.words) return 0;
    std::size_t end = at + form.words.size();
    if (end < text.size() && text[end] == 's') ++end;
    return end < text.size() && is_letter(text[end]) ? 0 : end;
  }

  std::optional<Use> next_use(std::string_view text) const {
    for (std::size_t at = 0; at < text.size();) {
      if (!is_letter(text[at])) {
        ++at;
        continue;
      }
      const std::size_t end = word_end(text, at);
      const auto forms = glossary_.forms_.find(singular(lower(text.substr(at, end - at))));
      if (forms != glossary_.forms_.end()) {
        for (const Glossary::Form& form : forms->second) {
          const std::size_t last = ends_at(form, text, at);
          if (last == 0) continue;
          if (!used_.contains(form.term)) return Use{at, last, form.term};
          break;  // the longest form stands for what is meant
        }
      }
      at = end;
    }
    return std::nullopt;
  }

  std::string singular(std::string word) const {
    if (!glossary_.forms_.contains(word) && word.size() > 2 && word.back() == 's') word.pop_back();
    return word;
  }

  void cross(LiveTag::Kind mark, std::vector<Condition>& open) {
    using enum LiveTag::Kind;
    if (mark == kIf) {
      open.push_back({used_});
      return;
    }
    if (open.empty()) return;
    Condition& here = open.back();
    here.close_branch(used_);
    here.may_be_empty &= mark != kElse;
    used_ = mark != kEnd || here.may_be_empty ? here.before : *here.in_all;
    if (mark == kEnd) open.pop_back();
  }

  void mark(std::vector<Inline>& inlines) {
    std::vector<Condition> open;
    for (std::size_t i = 0; i < inlines.size(); ++i) {
      if (inlines[i].kind == Inline::Kind::kCondition) cross(inlines[i].tag.kind, open);
      if (inlines[i].kind != Inline::Kind::kText || !inlines[i].href.empty()) continue;
      const auto use = next_use(inlines[i].text);
      if (!use) continue;
      used_.insert(use->term);
      Inline term = inlines[i];
      Inline rest = inlines[i];
      term.text = inlines[i].text.substr(use->begin, use->end - use->begin);
      term.href = std::string(kGlossaryLink) + glossary_.terms_[use->term].id;
      rest.text = inlines[i].text.substr(use->end);
      inlines[i].text.resize(use->begin);
      const auto at = inlines.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      inlines.insert(inlines.insert(at, std::move(term)) + 1, std::move(rest));
      ++i;  // the rest is looked at next
    }
  }

  const Glossary& glossary_;
  Terms used_;
};

void Glossary::mark_first_uses(Blocks& blocks) const { TermMarker(*this).walk(blocks); }

}  // namespace wf::lessons
