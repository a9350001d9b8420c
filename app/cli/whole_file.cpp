#include "app/cli/whole_file.h"

#include <fstream>
#include <system_error>

namespace wf::app {

namespace fs = std::filesystem;

std::optional<model::Error> write_whole_file(const fs::path& file, std::string_view text) {
  std::error_code failed;
  fs::path target = file;
  // A link stays a link: what it points to is replaced.
  if (fs::is_symlink(file, failed)) {
    const fs::path real = fs::canonical(file, failed);
    if (!failed) target = real;
  }
  const fs::path temporary = target.string() + ".part";
  {
    std::ofstream out(temporary, std::ios::binary);
    out << text;
    out.flush();
    if (!out) {
      fs::remove(temporary, failed);
      return model::Error{file.string(), 0, 0,
                          "cannot be written: save it in a folder of yours, under another name"};
    }
  }
  fs::rename(temporary, target, failed);
  if (failed) {
    const std::string why = failed.message();
    fs::remove(temporary, failed);
    return model::Error{file.string(), 0, 0, "cannot be written: " + why};
  }
  return std::nullopt;
}

}  // namespace wf::app
