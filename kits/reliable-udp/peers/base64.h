#ifndef BASE64_H
#define BASE64_H

#include <stddef.h>
#include <stdint.h>

/** RFC 4648, with padding, and a NUL. `text` has room for 4 * ((size + 2) / 3) + 1 bytes. */
void base64_write(char *text, const uint8_t *data, size_t size);

#endif
