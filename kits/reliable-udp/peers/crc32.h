#ifndef CRC32_H
#define CRC32_H

#include <stddef.h>
#include <stdint.h>

/** CRC-32 (ISO-HDLC: IEEE 802.3, zlib) of what gave `crc` followed by `data`. Start with 0. */
uint32_t crc32_of(uint32_t crc, const void *data, size_t size);

#endif
