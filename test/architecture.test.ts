import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** What a folder may import from, besides itself. Those that are not there yet are held to it when they come. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  kits: ['core'],
  engine: ['core', 'kits'],
  prisma: ['core'],
  storage: ['core'],
  api: ['core', 'kits', 'prisma', 'storage'],
  worker: ['core', 'kits', 'engine', 'prisma', 'storage'],
  cli: ['core', 'kits', 'engine', 'prisma', 'storage', 'api', 'worker'],
};
const folderOfPackage: Readonly<Record<string, string>> = {
  '@gradewire/core': 'core',
  '@gradewire/kits': 'kits',
  '@gradewire/engine': 'engine',
  '@gradewire/db': 'prisma',
  '@gradewire/storage': 'storage',
  '@gradewire/api': 'api',
  '@gradewire/worker': 'worker',
  gradewire: 'cli',
};

const notOurs = new Set(['node_modules', '.git', '.gradewire', 'examples', 'fixtures', 'generated']);
const longest = 250;

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true });
  const files = await Promise.all(
    entries.map(async (entry) => {
      const inside = path.posix.join(folder, entry.name);
      if (notOurs.has(entry.name)) return [];
      return entry.isDirectory() ? filesBelow(inside) : entry.isFile() ? [inside] : [];
    }),
  );
  return files.flat();
}

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Static and dynamic imports and re-exports, as the formatter writes them. */
function importsOf(file: string, text: string): Import[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[\w*{][^'";]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm);
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"\n]+)['"]/g);
  return [
    ...[...statements].map((found) => ({ file, specifier: found[2]!, typeOnly: found[1] !== undefined })),
    ...[...dynamic].map((found) => ({ file, specifier: found[1]!, typeOnly: false })),
  ];
}

function targetFolder({ file, specifier }: Import): string | undefined {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier).split('/')[0];
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return folderOfPackage[name];
}

const all = await filesBelow('');
const code = all.filter((file) => /\.(ts|mts|mjs|js|tsx)$/.test(file) && file.includes('/'));
const texts = new Map(
  await Promise.all(code.map(async (file) => [file, await readFile(path.join(root, file), 'utf8')] as const)),
);
const imports = [...texts].flatMap(([file, text]) => importsOf(file, text));

test('imports are seen, of every kind', () => {
  const seen = importsOf(
    'a/b.ts',
    "import type Docker from 'dockerode';\nimport 'x';\nexport * from './c.ts';\nimport {\n  a,\n  type B,\n} from '../../core/d.ts';\nawait import('y');\nexport const z = 'not this';\n",
  );
  assert.deepEqual(
    seen.map(({ specifier, typeOnly }) => [specifier, typeOnly]),
    [
      ['dockerode', true],
      ['x', false],
      ['./c.ts', false],
      ['../../core/d.ts', false],
      ['y', false],
    ],
  );
  assert.ok(imports.length > 100 && new Set(imports.map(({ file }) => file.split('/')[0])).size >= 4);
});

test('imports go one way: cli and worker → engine → kits → core, api and worker → prisma, storage → core', () => {
  const wrong = imports.filter((one) => {
    const from = one.file.split('/')[0]!;
    const to = targetFolder(one);
    const allowed = mayImport[from];
    return allowed !== undefined && to !== undefined && to !== from && !allowed.includes(to);
  });
  assert.deepEqual(wrong, []);
});

test('the command line grades without a database or a queue: only `serve` starts the service', () => {
  const service = new Set(['prisma', 'storage', 'api', 'worker']);
  const wrong = imports.filter(
    (one) =>
      one.file.startsWith('cli/') && !one.file.startsWith('cli/src/serve/') && service.has(targetFolder(one) ?? ''),
  );
  assert.deepEqual(wrong, []);
});

test('a package names what it imports, and nothing that it must not', async () => {
  for (const [folder, allowed] of Object.entries(mayImport)) {
    const text = await readFile(path.join(root, folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    for (const name of Object.keys(dependencies)) {
      const to = folderOfPackage[name];
      assert.ok(to === undefined || allowed.includes(to), `${folder} depends on ${name}`);
    }
  }
});

test('only the sandbox and the images talk to Docker', () => {
  const wrong = imports.filter(
    ({ file, specifier, typeOnly }) =>
      specifier === 'dockerode' && !typeOnly && !/^engine\/src\/(sandbox|images)\//.test(file),
  );
  assert.deepEqual(wrong, []);
});

test('only prisma/ touches the database', () => {
  const wrong = imports.filter(
    ({ file, specifier }) => /^(pg|prisma\/config|@prisma\/.*)$/.test(specifier) && !file.startsWith('prisma/'),
  );
  assert.deepEqual(wrong, []);
});

// Locks are the exception: they belong to the transaction of the typed client that they guard.
test('SQL is written in prisma/ alone', () => {
  const wrong = [...texts].filter(
    ([file, text]) => /\b(pool|client|db)\.query\s*[<(]/.test(text) && /^(api|worker|cli|engine)\//.test(file),
  );
  assert.deepEqual(
    wrong.map(([file]) => file).filter((file) => !file.endsWith('.test.ts')),
    [],
  );
});

test(`no file is longer than ${longest} lines`, async () => {
  const ours = all.filter((file) => /\.(ts|mts|mjs|js|tsx|c|h|sh|py|css)$/.test(file) && !/\/hello[^/]*$/.test(file));
  const long = [];
  for (const file of ours) {
    const lines = (await readFile(path.join(root, file), 'utf8')).split('\n').length - 1;
    if (lines > longest) long.push(`${file}: ${lines}`);
  }
  assert.deepEqual(long, []);
});

test('no file or folder is for everything', () => {
  const vague = /(^|\/)(utils?|helpers?|misc|common|shared)(\.[a-z.]+)?(\/|$)/i;
  assert.deepEqual(
    all.filter((file) => vague.test(file)),
    [],
  );
});
