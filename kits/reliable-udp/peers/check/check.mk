# What checks the programs: unit tests, fuzzers, and the receiver as a filter for the test against a second model of it.
SANITIZED = clang -std=gnu11 -g -O1 -Wall -Wextra -fno-sanitize-recover=all -I.
CHECKED := $(addsuffix .c,$(RECEIVING) sending input)

# Unit tests against known values and the rules of the protocol one by one, then whole transfers in simulated time.
check: $(OBJECTS)/check
	$(OBJECTS)/check

# With gcc, as what follows for the tests: clang is only needed for fuzzing.
$(OBJECTS)/check: $(wildcard check/check*.c) check/recorder.c $(CHECKED) $(wildcard *.h check/*.h) | $(OBJECTS)
	$(CC) -g $(CFLAGS) -fsanitize=address,undefined -fno-sanitize-recover=all -I. -o $@ $(filter %.c,$^)

# libFuzzer harnesses: a stranger's datagrams to the receiver beside a simple model of it, and answers to the sender.
# `make fuzz && objects/fuzz-receiving -runs=200000 && objects/fuzz-sending -runs=200000`
fuzz: $(OBJECTS)/fuzz-receiving $(OBJECTS)/fuzz-sending

$(OBJECTS)/fuzz-%: check/fuzz_%.c $(CHECKED) $(wildcard *.h check/*.h) | $(OBJECTS)
	$(SANITIZED) -fsanitize=fuzzer,address,undefined -o $@ $(filter %.c,$^)

# Datagrams in, what the receiver does out.
$(OBJECTS)/replay: check/replay.c $(addsuffix .c,$(RECEIVING)) $(wildcard *.h) | $(OBJECTS)
	$(CC) -g $(CFLAGS) -fsanitize=address,undefined -fno-sanitize-recover=all -I. -o $@ $(filter %.c,$^)

.PHONY: check fuzz
