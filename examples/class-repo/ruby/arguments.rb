# frozen_string_literal: true

# What client and server do alike with their arguments.

def abort_usage(text)
  warn text
  exit 2
end

# String#to_i would turn "abc" into 0 and "80abc" into 80.
def parse_port(text)
  port = text.match?(/\A\d{1,5}\z/) ? text.to_i : 0
  return port if port.between?(1, 65_535)

  abort_usage("bad port '#{text}': it must be a number from 1 to 65535")
end
