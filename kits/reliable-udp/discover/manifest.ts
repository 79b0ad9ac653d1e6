import { baseName, depthOf, type Folder, folderOf, isMade, subfolders } from '../../discover/folder.ts';
import { inFolder } from '../../discover/in-folder.ts';
import { type DescribedProgram, manifestReader } from '../../discover/manifest.ts';

const read = manifestReader({ roles: ['sender'], placeholders: ['file', 'host', 'port'], allOrNone: true });
const deepest = 3;

/** What the student's manifest says of the sender, with commands that run from the submission's root. */
export interface SenderManifest {
  /** From the root. */
  readonly path: string;
  /** Undefined where it is not valid. */
  readonly program: DescribedProgram | undefined;
  readonly problems: readonly string[];
}

/** The manifest of the root, else the least deep one that is about a sender: a repository may hold other assignments. */
export function readSenderManifest(root: Folder): SenderManifest | undefined {
  const places = root.files
    .filter(({ path }) => /^gradewire\.ya?ml$/i.test(baseName(path)) && depthOf(path) <= deepest && !isMade(path))
    .filter(({ path, file }) => !path.includes('/') || /\bsender\b/.test(file.text ?? ''))
    .sort((a, b) => depthOf(a.path) - depthOf(b.path));
  const place = places[0] === undefined ? undefined : folderAt(root, folderOf(places[0].path));
  const manifest = place && read(place);
  if (place === undefined || manifest === undefined) return undefined;
  const path = place.path === '' ? manifest.path : `${place.path}/${manifest.path}`;
  const described = manifest.programs.get('sender');
  return { path, program: described && fromRoot(described, place.path), problems: manifest.problems };
}

function folderAt(root: Folder, path: string): Folder | undefined {
  let at: Folder | undefined = root;
  for (const name of path.split('/').filter((one) => one !== '')) {
    at = subfolders(at).find((one) => one.name === name);
    if (at === undefined) return undefined;
  }
  return at;
}

/** The option before the first placeholder belongs to the arguments: it goes with the file where that is not named. */
function fromRoot(described: DescribedProgram, folder: string): DescribedProgram {
  let { command, form } = described;
  const last = command.at(-1)!;
  if (form !== undefined && command.length > 1 && /^-{1,2}[A-Za-z]/.test(last)) {
    command = command.slice(0, -1);
    form = { ...form, args: [last, ...form.args] };
  }
  const build = described.build.map((argv) => inFolder(folder, argv));
  return { ...described, build, command: inFolder(folder, command), form };
}
