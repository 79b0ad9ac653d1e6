/** A name as a slug: `Équipe Rouge` → `equipe-rouge`; `fallback` where nothing of it is left. At most 50 characters. */
export function slugOf(name: string, fallback: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? fallback : slug;
}
