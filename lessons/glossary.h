#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/document.h"
#include "model/core/result.h"

namespace wf::lessons {

// A term of the field, in one to three sentences.
struct GlossaryTerm {
  std::string id;  // "kv-cache": from the term
  std::string term;
  std::vector<std::string> also;  // how else a text may say it
  std::string definition;
  std::string lesson;    // where it is taught: "04"
  std::string quantity;  // the model's quantity that goes with it, or ""
  bool marked = true;    // underlined in lessons; everyday words are not
};

// The terms, in the order of the alphabet.
class Glossary {
 public:
  Glossary() = default;

  // Of glossary.json. Error: what is wrong with which term.
  static model::Result<Glossary> parse(std::string_view text, std::string_view file);

  const std::vector<GlossaryTerm>& terms() const { return terms_; }
  const GlossaryTerm* find(std::string_view id) const;

  // The first use of each term in running text becomes a link to `glossary:ID`. Where text depends
  // on a condition, whatever is read has its mark. Headings, code, tables, formulas and what is a
  // link already stay as they are.
  void mark_first_uses(Blocks& blocks) const;

 private:
  struct Form {
    std::string words;  // in lower case, unless `exact`
    std::size_t term = 0;
    bool exact = false;  // an abbreviation: case matters
  };
  friend class TermMarker;

  std::vector<GlossaryTerm> terms_;
  std::map<std::string, std::vector<Form>, std::less<>> forms_;  // by the first word, lower case
};

inline constexpr std::string_view kGlossaryLink = "glossary:";

}  // namespace wf::lessons
