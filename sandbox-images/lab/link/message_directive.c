#include "message_directive.h"

#include <string.h>

#include "words.h"

const char *message_directive_read(struct message_format *format, char *const word[], int count) {
  uint64_t separator, class, sequence;
  if (count != 3 || !number(word[0], 255, &separator) || !number(word[1], 7, &class) ||
      !number(word[2], 7, &sequence) || class == sequence)
    return "message takes a separator byte (0 to 255), the class's and the sequence number's fields (0 to 7)";
  format->given = true;
  format->separator = (uint8_t)separator;
  format->class_field = (int)class;
  format->sequence_field = (int)sequence;
  return NULL;
}

static bool is_in_a_family(const struct message_format *format, const char *class) {
  for (int i = 0; i < format->family_count; i++)
    for (int j = 0; j < format->families[i].count; j++)
      if (strcmp(format->families[i].class[j], class) == 0) return true;
  return false;
}

const char *family_directive_read(struct message_format *format, char *const word[], int count) {
  struct family_of_classes new = {0};
  if (count < 1 || count > MOST_FAMILY_CLASSES) return "family takes 1 to 8 classes";
  if (format->family_count == MOST_FAMILIES) return "there are more than 8 families";
  for (int i = 0; i < count; i++) {
    if (!class_name(word[i], new.class[i])) return "a family's class is up to 16 printable characters, and not -";
    for (int j = 0; j < i; j++)
      if (strcmp(new.class[i], new.class[j]) == 0) return "a class is in a family twice";
    if (is_in_a_family(format, new.class[i])) return "a class is in two families";
  }
  new.count = count;
  format->families[format->family_count++] = new;
  return NULL;
}
