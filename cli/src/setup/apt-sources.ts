import { readdir, readFile } from 'node:fs/promises';

/** The Debian mirror that this host's apt uses; undefined where it uses none that a container can. */
export async function debianMirror(folder = '/etc/apt'): Promise<string | undefined> {
  const parts = await readdir(`${folder}/sources.list.d`).catch(() => []);
  const files = [`${folder}/sources.list`, ...parts.sort().map((part) => `${folder}/sources.list.d/${part}`)];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const uris = file.endsWith('.sources') ? deb822Uris(text) : oneLineUris(text);
    const mirror = uris.find(isPlainDebianArchive);
    if (mirror) return mirror.replace(/\/+$/, '');
  }
  return undefined;
}

/** The URIs in the one-line format of sources.list(5): `deb [option=value …] uri suite component …`. */
export function oneLineUris(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\s*deb\s+(?:\[[^\]]*\]\s*)?(\S+)/.exec(line)?.[1] ?? []);
}

/** The URIs of the enabled stanzas with binary packages in the deb822 format of sources.list(5). */
export function deb822Uris(text: string): string[] {
  const withoutComments = text.replaceAll(/^#.*\n?/gm, '');
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = deb822Fields(stanza);
    if (!fields.types?.includes('deb') || fields.enabled?.[0]?.toLowerCase() === 'no') return [];
    return fields.uris ?? [];
  });
}

/** Field names in lower case with their words; a line that begins with a blank continues the field before it. */
function deb822Fields(stanza: string): Record<string, string[]> {
  const fields = stanza.replaceAll(/\n[ \t]+/g, ' ').matchAll(/^([\w-]+):(.*)$/gm);
  return Object.fromEntries(
    [...fields].map(([, name = '', words = '']) => [name.toLowerCase(), words.match(/\S+/g) ?? []]),
  );
}

/**
 * A Debian archive that a fresh container can use as well: over http, since it has no certificates yet, on another host
 * than itself, and neither the security archive nor a snapshot.
 */
function isPlainDebianArchive(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, pathname } = new URL(uri);
  return protocol === 'http:' && !/^(localhost|127\.|\[::1\])/.test(hostname) && /\/debian\/*$/.test(pathname);
}
