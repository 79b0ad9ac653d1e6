#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base64.h"
#include "report.h"

enum { MOST_PATH = 4096, MOST_LINE_DATA = 45000 /* 60,000 letters of base64 */ };

struct output {
  const char *path;
  bool report_data;
  int files[OUTPUT_SLOTS];
  /* Not reported yet: `size` bytes of a connection from `offset` on. */
  int connection;
  uint64_t offset;
  size_t size;
  uint8_t data[MOST_LINE_DATA];
};

struct output *output_new(const char *path, bool report_data) {
  static struct output only;
  only.path = path;
  only.report_data = report_data;
  memset(only.files, -1, sizeof only.files);
  return &only;
}

void output_open(struct output *output, int slot, int connection) {
  if (output->path == NULL) return;
  char path[MOST_PATH];
  int length = connection == 1 ? snprintf(path, sizeof path, "%s", output->path)
                               : snprintf(path, sizeof path, "%s.%d", output->path, connection);
  output->files[slot] =
      length < MOST_PATH ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : (errno = ENAMETOOLONG, -1);
  if (output->files[slot] < 0) report_fault("cannot create the output file", errno);
}

static void write_file(int file, const uint8_t *bytes, size_t size) {
  while (size > 0) {
    ssize_t n = write(file, bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      report_fault("cannot write the output file", n < 0 ? errno : ENOSPC);
      return;
    }
    bytes += n;
    size -= (size_t)n;
  }
}

void output_write(struct output *output, int slot, int connection, uint64_t offset, const uint8_t *bytes, size_t size) {
  if (output->files[slot] >= 0) write_file(output->files[slot], bytes, size);
  if (!output->report_data) return;
  if (connection != output->connection || size > MOST_LINE_DATA - output->size) output_flush(output);
  if (output->size == 0) {
    output->connection = connection;
    output->offset = offset;
  }
  memcpy(output->data + output->size, bytes, size);
  output->size += size;
}

void output_flush(struct output *output) {
  static char text[4 * ((MOST_LINE_DATA + 2) / 3) + 1];
  if (output->size == 0) return;
  base64_write(text, output->data, output->size);
  report("{\"event\":\"data\",\"connection\":%d,\"offset\":%llu,\"bytes\":%zu,\"base64\":\"%s\"}", output->connection,
         (unsigned long long)output->offset, output->size, text);
  output->size = 0;
}

void output_close(struct output *output, int slot) {
  if (output->files[slot] >= 0 && close(output->files[slot]) != 0) report_fault("cannot close the output file", errno);
  output->files[slot] = -1;
}
