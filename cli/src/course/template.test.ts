import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kitById } from '@gradewire/kits';
import { treeOf } from '../../../kits/discover/tree-of.ts';
import { BadUsage } from '../option-values.ts';
import { readTemplate } from './template.ts';

async function filesOf(kit: string, mode: 'team' | 'class'): Promise<Record<string, string>> {
  const template = await readTemplate(undefined, kit, mode);
  assert.ok('files' in template);
  return Object.fromEntries(
    template.files.map(({ path, content }) => [path, Buffer.from(content, 'base64').toString()]),
  );
}

function discovered(kitId: string, files: Record<string, string>) {
  const kit = kitById(kitId)!;
  return kit.discover(treeOf(files), kit.parseConfig({}));
}

const guides = ['.gitignore', 'HAND-IN.md', 'README.md'];

test("a class's repository begins without anybody's work, and a copy of its folder is one", async () => {
  const files = await filesOf('hello-internet', 'class');
  assert.deepEqual(Object.keys(files), [...guides, 'template/README.md', 'template/gradewire.yml']);
  assert.deepEqual(discovered('hello-internet', files).subjects, []);
  const copied = {
    ...files,
    'c/gradewire.yml': files['template/gradewire.yml']!,
    'c/Makefile': 'client:\nserver:\n',
    'c/a.c': '',
  };
  const { subjects, programs } = discovered('hello-internet', copied);
  assert.deepEqual(
    [subjects.map(({ id, notes }) => [id, notes]), programs.map(({ id, command }) => [id, command])],
    [
      [['c', []]],
      [
        ['c/client', ['./client']],
        ['c/server', ['./server']],
      ],
    ],
  );
});

test("a team's repository says how its sender is started", async () => {
  const files = await filesOf('reliable-udp', 'team');
  assert.deepEqual(Object.keys(files), [...guides, 'gradewire.yml']);
  const { subjects, programs } = discovered('reliable-udp', { ...files, 'sender.py': 'import socket\n' });
  assert.deepEqual(subjects[0]!.notes, []);
  assert.deepEqual(
    programs.map(({ command }) => command),
    [['python3', 'sender.py']],
  );
});

test('a template is a folder, a repository on GitHub, or nothing that there is', async () => {
  assert.deepEqual(await readTemplate('uni/template', 'hello-internet', 'class'), { template: 'uni/template' });
  assert.deepEqual(await readTemplate(undefined, 'hello-internet', 'team'), { files: [] });
  await assert.rejects(readTemplate('no such place', 'hello-internet', 'team'), BadUsage);
});
