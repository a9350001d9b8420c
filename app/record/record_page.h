#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/record/overview.h"
#include "app/record/record.h"
#include "app/shell/pane_context.h"

namespace wf::app {

// What the reader did so far, on one page: progress, predictions, notes and bookmarks, a search.
class RecordPage {
 public:
  struct Asked {
    enum class What { kNothing, kGoTo, kExport, kImport };
    What what = What::kNothing;
    std::string lesson;  // to go to
    Step step;
    std::string part;
  };
  // `texts` gives the lessons' passages when somebody searches.
  Asked draw(const Record& record, const std::vector<CourseLesson>& course,
             const std::function<const std::vector<Passage>&()>& texts, const PaneContext& context);

  void search_for(std::string query) { query_ = std::move(query); }

 private:
  void refresh(const Record& record, const std::vector<CourseLesson>& course,
               const std::function<const std::vector<Passage>&()>& texts);
  void draw_search(Asked& asked, const PaneContext& context);
  void draw_progress(const PaneContext& context) const;
  void draw_calibration(const std::vector<CourseLesson>& course, Asked& asked,
                        const PaneContext& context) const;
  void draw_notes(Asked& asked, const PaneContext& context) const;

  std::string query_;
  std::string searched_;
  std::vector<Found> found_;
  std::int64_t version_ = -1;
  std::vector<PartProgress> progress_;
  std::vector<Calibration> calibrations_;
  std::vector<Note> notes_;
  std::vector<Bookmark> bookmarks_;
};

}  // namespace wf::app
