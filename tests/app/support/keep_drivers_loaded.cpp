// Mesa keeps some memory until the process ends. The leak checker cannot name it, and so cannot
// leave it out, once EGL has unloaded the driver: in tests no library is unloaded.
extern "C" int dlclose(void*) { return 0; }
