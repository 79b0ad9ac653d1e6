import { type Language, languages } from '@gradewire/core';

export interface NamedLanguage {
  readonly language: Language;
  /** The whole name is the language; otherwise it is one word of several (`team3-go`). */
  readonly whole: boolean;
}

/** `C-Sharp`, `C sharp` and `csharp` are one spelling; `+` and `#` tell languages apart. */
function squeeze(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9+#]/g, '');
}

const bySpelling = new Map<string, Language>();
for (const language of languages) {
  for (const spelling of [language.id, ...language.spellings]) {
    const key = squeeze(spelling);
    if (key !== '' && !bySpelling.has(key)) bySpelling.set(key, language);
  }
}

/** The words of a name, at separators and at changes from lower to upper case: `goServer_2` is go, server, 2. */
export function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1 ')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .toLowerCase()
    .split(/[^a-z0-9+#]+/)
    .filter((word) => word !== '');
}

/** The language that a text names with nothing else beside it. */
export function languageSpelled(text: string): Language | undefined {
  return bySpelling.get(squeeze(text));
}

/** The language that a folder's name says: as a whole, or by the longest run of its words that spells one. */
export function languageNamed(name: string): NamedLanguage | undefined {
  const whole = languageSpelled(name);
  if (whole !== undefined) return { language: whole, whole: true };
  // Letters and a number of a group: `go2`, `team3python`.
  const parts = words(name.slice(0, 200)).flatMap((word) =>
    bySpelling.has(word) ? [word] : word.split(/(?<=\D)(?=\d)|(?<=\d)(?=\D)/),
  );
  let longest = '';
  for (let from = 0; from < parts.length; from++) {
    for (let to = from + 1; to <= Math.min(parts.length, from + 4); to++) {
      const run = squeeze(parts.slice(from, to).join(''));
      if (bySpelling.has(run) && run.length > longest.length) longest = run;
    }
  }
  return longest === '' ? undefined : { language: bySpelling.get(longest)!, whole: false };
}
