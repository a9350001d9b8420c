// ask_to_close WINDOW: what a window manager sends when the close button is pressed.
#include <X11/Xlib.h>

#include <cstdlib>

int main(int count, char** words) {
  Display* display = count == 2 ? XOpenDisplay(nullptr) : nullptr;
  if (display == nullptr) return 1;
  XEvent event{};
  event.xclient.type = ClientMessage;
  event.xclient.window = std::strtoul(words[1], nullptr, 0);
  event.xclient.message_type = XInternAtom(display, "WM_PROTOCOLS", False);
  event.xclient.format = 32;
  event.xclient.data.l[0] = static_cast<long>(XInternAtom(display, "WM_DELETE_WINDOW", False));
  const bool sent = XSendEvent(display, event.xclient.window, False, NoEventMask, &event) != 0;
  XCloseDisplay(display);
  return sent ? 0 : 1;
}
