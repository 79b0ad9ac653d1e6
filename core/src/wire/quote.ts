const named: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };
const visible = /^[\p{L}\p{N}\p{P}\p{S}]$/u;
const mark = /^\p{M}$/u;
/** Fillers and the like: letters and marks by name, but nothing is seen of them. */
const invisible = /^\p{Default_Ignorable_Code_Point}$/u;
/** Languages stack two or three; more is a student's joke on whoever reads the report. */
const mostMarks = 3;

/**
 * The bytes as a double-quoted string that is safe to print: ASCII and visible UTF-8 characters as they are, everything
 * else (control characters, ANSI escapes, direction overrides, odd spaces, invalid UTF-8) as \n \r \t \\ \" or \xNN.
 * At most `max` bytes are shown; `total` is how many there were where `bytes` is only their beginning.
 */
export function quote(bytes: Uint8Array, max: number, total = bytes.length): string {
  let quoted = '';
  let at = 0;
  let marks = mostMarks; // so that none combines with the opening quote
  while (at < bytes.length && at < max) {
    const byte = bytes[at]!;
    const character = characterAt(bytes, at);
    const size = character === null ? 1 : utf8Length(byte);
    if (character !== null && at + size > max) break;
    const isMark = character !== null && mark.test(character);
    if (character !== null && isShown(character) && (!isMark || marks < mostMarks)) {
      quoted += character;
      marks = isMark ? marks + 1 : 0;
    } else {
      for (const each of bytes.subarray(at, at + size)) quoted += named[each] ?? hex(each);
      marks = mostMarks;
    }
    at += size;
  }
  return at < total ? `"${quoted}"… (${total} bytes in all)` : `"${quoted}"`;
}

function isShown(character: string): boolean {
  if (character === '"' || character === '\\') return false;
  return character === ' ' || ((visible.test(character) || mark.test(character)) && !invisible.test(character));
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** The character whose UTF-8 form begins here, or null if none does (RFC 3629: no overlong forms, no surrogates). */
function characterAt(bytes: Uint8Array, at: number): string | null {
  const lead = bytes[at]!;
  if (lead < 0x80) return String.fromCharCode(lead);
  const size = utf8Length(lead);
  if (size === 0 || at + size > bytes.length) return null;
  let code = lead & (0x7f >> size);
  for (const next of bytes.subarray(at + 1, at + size)) {
    if ((next & 0xc0) !== 0x80) return null;
    code = (code << 6) | (next & 0x3f);
  }
  const smallest = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  if (code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
  return String.fromCodePoint(code);
}

/** Bytes in a character, by its first; 0 for a byte that begins none. */
function utf8Length(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc0) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
}
