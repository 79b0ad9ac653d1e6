#include "base64.h"

void base64_write(char *text, const uint8_t *data, size_t size) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < size; i += 3) {
    size_t left = size - i;
    uint32_t three = (uint32_t)data[i] << 16 | (left > 1 ? (uint32_t)data[i + 1] << 8 : 0) | (left > 2 ? data[i + 2] : 0);
    *text++ = letters[three >> 18];
    *text++ = letters[three >> 12 & 63];
    *text++ = left > 1 ? letters[three >> 6 & 63] : '=';
    *text++ = left > 2 ? letters[three & 63] : '=';
  }
  *text = '\0';
}
