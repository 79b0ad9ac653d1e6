/* Messages against known checksums and the wording of the protocol. */
#include <stdio.h>
#include <string.h>

#include "check/check.h"
#include "crc32.h"
#include "message.h"

struct vector {
  const char *text;
  size_t size;
  const char *checksum;
};

/* Checksums by an independent CRC-32. */
static void check_checksums(void) {
  static uint8_t every_byte[264] = "data|3|", zeros[1408] = "data|9|", sealed[1472];
  for (int i = 0; i < 256; i++) every_byte[7 + i] = (uint8_t)i;
  every_byte[263] = zeros[1407] = '|';
  const struct vector vectors[] = {
      {"ack|1|", 6, "2195368786"},
      {"ack|0|", 6, "2613156371"},
      {"start|0||", 9, "3221170201"},
      {"data|7|hello|", 13, "2396917090"},
      {"data|8|a|b||c|", 14, "2053648379"},
      {"end|4294967295||", 16, "3554073573"},
      {"sack|5;7,8|", 11, "1627697274"},
      {(char *)every_byte, sizeof every_byte, "40372103"},
      {(char *)zeros, sizeof zeros, "2455577343"},
      {"data|2|Z\303\274rich \360\237\214\215|", 20, "136051272"},
  };
  expect(crc32_of(0, "123456789", 9) == 0xCBF43926, "the check value of CRC-32");
  expect(crc32_of(crc32_of(0, "1234", 4), "56789", 5) == 0xCBF43926, "CRC-32 in two parts");
  for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
    const struct vector *v = &vectors[i];
    memcpy(sealed, v->text, v->size);
    size_t size = message_seal(sealed, sizeof sealed, v->size);
    expect(size == v->size + strlen(v->checksum) && memcmp(sealed + v->size, v->checksum, size - v->size) == 0,
           "checksum of vector %zu", i);
    struct message message;
    expect(message_read(&message, sealed, size) == WELL_FORMED, "vector %zu is read", i);
  }
}

/** Reads `text` with its right checksum. */
static enum message_fault read_sealed(struct message *message, const char *text) {
  static uint8_t sealed[DATAGRAM_MOST];
  memcpy(sealed, text, strlen(text));
  return message_read(message, sealed, message_seal(sealed, sizeof sealed, strlen(text)));
}

static void check_parts(void) {
  static struct message message;
  static const struct {
    const char *text;
    enum message_type type;
    const char *number, *data;
  } good[] = {
      {"start|0||", START, "0", ""},
      {"data|7|a|b||c|", DATA, "7", "a|b||c"},
      {"data|7||||", DATA, "7", "||"},
      {"end|-3|x|", END, "-3", "x"},
      {"data|5|", DATA, "5", ""}, /* the second bar is the last one, too */
      {"data| +5\t|x|", DATA, "5", "x"},
      {"ack|5|", ACK, "5", ""},
      {"sack|5;|", SACK, "5", ""},
      {"sack|5;7,8|", SACK, "5", "7,8"},
  };
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    char number[SEQNO_DIGITS + 2] = "";
    bool read = read_sealed(&message, good[i].text) == WELL_FORMED;
    expect(read, "%s is read", good[i].text);
    if (!read) continue;
    number[seqno_write(&message.seqno, number)] = '\0';
    expect(message.type == good[i].type && strcmp(number, good[i].number) == 0, "%s: type, number", good[i].text);
    expect(message.length == strlen(good[i].data) && memcmp(message.data, good[i].data, message.length) == 0,
           "%s: data", good[i].text);
  }
  static const char *const bad[] = {"|",      "||",      "data|",    "5|5|x|",    "Data|5|x|", "data |5|x|", "data||x|",
                                    "data|x|y|", "data|5.0|x|", "data|0x5|x|", "ack|5||",   "ack|5|x|",   "sack|5|",
                                    "sack|;|", "sack|5|;|", "stop|5|x|"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    expect(read_sealed(&message, bad[i]) == UNPARSABLE, "%s is unparsable", bad[i]);
}

static void check_faults(void) {
  static struct message message;
  static const struct {
    const char *text;
    enum message_fault fault;
  } whole[] = {
      {"", UNPARSABLE},
      {"hello", UNPARSABLE},
      {"data|7|hello|2396917090", WELL_FORMED},
      {"data|7|hello|02396917090", BAD_CHECKSUM},
      {"data|7|hello|+2396917090", BAD_CHECKSUM},
      {"data|7|hello| 2396917090", BAD_CHECKSUM},
      {"data|7|hello|2396917090\n", BAD_CHECKSUM},
      {"data|7|hello|-1898050206", BAD_CHECKSUM}, /* the same, signed */
      {"data|7|hello|8edd9fe2", BAD_CHECKSUM},
      {"data|7|hello|", BAD_CHECKSUM},
      {"data|7|hallo|2396917090", BAD_CHECKSUM},
      {"data|8|hello|2396917090", BAD_CHECKSUM},
  };
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
    expect(message_read(&message, (const uint8_t *)whole[i].text, strlen(whole[i].text)) == whole[i].fault, "fault of %s",
           whole[i].text);
}

static void check_writing(void) {
  static struct seqno number;
  static uint8_t out[64];
  seqno_read(&number, "-12", 3);
  size_t size = message_write(out, sizeof out, DATA, &number, "a\0|", 3);
  struct message message;
  expect(size > 0 && memcmp(out, "data|-12|a\0||", 13) == 0, "a message is written");
  expect(message_read(&message, out, size) == WELL_FORMED && message.length == 3, "what is written is read");
  expect(message_write(out, size, DATA, &number, "a\0|", 3) == size, "a message fits its size");
  for (size_t room = 0; room < size; room++)
    expect(message_write(out, room, DATA, &number, "a\0|", 3) == 0, "no message in %zu bytes", room);
}

void check_messages(void) {
  check_checksums();
  check_parts();
  check_faults();
  check_writing();
}
