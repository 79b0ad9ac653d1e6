/** The receiver reads no more of a datagram, so no number that counts is longer. */
const mostText = 4096;
/** What Python's int() takes of ASCII: blanks around, a sign, digits with single underscores between them. */
const integer = /^[\t-\r ]*([+-]?)([0-9]+(?:_[0-9]+)*)[\t-\r ]*$/;

/** The sequence number in a field of a message, or null if it is no integer. */
export function readSequenceNumber(text: string): bigint | null {
  if (text.length > mostText) return null;
  const match = integer.exec(text);
  if (match === null) return null;
  const size = BigInt(match[2]!.replaceAll('_', ''));
  return match[1] === '-' ? -size : size;
}

/** For people: numbers of any size occur, and a line has an end. */
export function showSequenceNumber(seq: bigint): string {
  const text = seq.toString();
  return text.length <= 16 ? text : `${text.slice(0, 6)}…${text.slice(-6)}`;
}
