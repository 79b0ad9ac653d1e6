/**
 * Where in a value there is text that no database takes: a NUL, or half of a surrogate pair. Paths as in zod's issues; names of
 * fields count as well. Not recursive: a request may be nested deeper than the stack is.
 */
export function unstorableText(value: unknown): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const open: { readonly value: unknown; readonly path: readonly string[] }[] = [{ value, path: [] }];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one.value === 'string' && !isStorable(one.value)) found.push(one.path);
    if (typeof one.value !== 'object' || one.value === null) continue;
    for (const [name, inner] of Object.entries(one.value)) {
      // A path that is too long to be read is cut, or deep nesting would cost the square of its depth.
      const path = one.path.length < 20 ? [...one.path, name] : one.path;
      if (!isStorable(name)) found.push(one.path);
      open.push({ value: inner, path });
    }
  }
  return found;
}

/** Whether there is neither in it. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
