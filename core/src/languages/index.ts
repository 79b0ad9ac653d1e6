import type { Language } from '../language.ts';
import { c } from './c.ts';
import { cpp } from './cpp.ts';
import { csharp } from './csharp.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { javascript } from './javascript.ts';
import { jupyter } from './jupyter.ts';
import { kotlin } from './kotlin.ts';
import { lua } from './lua.ts';
import { perl } from './perl.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { scala } from './scala.ts';
import { swift } from './swift.ts';

/** In the order in which the class list has them. */
export const languages: readonly Language[] = [
  python,
  jupyter,
  java,
  c,
  cpp,
  rust,
  go,
  csharp,
  javascript,
  swift,
  lua,
  scala,
  kotlin,
  ruby,
  perl,
];

/** The language of that id, or undefined. */
export function languageById(id: string): Language | undefined {
  return languages.find((language) => language.id === id);
}
