import type { RefusalCode } from '@gradewire/storage';
import type { CheckRunContent } from './content.ts';
import { codeSpan } from './markdown/inline.ts';
import { plainLine } from './plain.ts';
import { said } from './states.ts';

/** Why the source of a commit was not taken. An `IngestRefused` is one. */
export interface Refusal {
  readonly code: RefusalCode | 'source-vanished' | 'commit-vanished' | 'no-access' | 'lfs-pointer' | 'submodule';
  /** The entry at fault. */
  readonly entry?: string;
  readonly other?: string;
  /** In the unit of the code: bytes, entries, folders, times. */
  readonly limit?: number;
}

interface Words {
  /** Ends `Not graded: …`. */
  readonly title: string;
  /** What is wrong and the way out, in Markdown. */
  readonly sentence: string;
  /** The repository is in order, and so is the student. */
  readonly notTheirs?: true;
}

/** The check run of a commit whose source cannot be graded: what is wrong with it, and the way out. */
export function refusalContent(refusal: Refusal): CheckRunContent {
  const { title, sentence, notTheirs } = wordsOf(refusal);
  const after = notTheirs ? '' : ' It costs nothing; push the change, and the new commit is graded.';
  const conclusion = notTheirs ? 'neutral' : 'failure';
  return said({ status: 'completed', conclusion, title: `Not graded: ${title}`, summary: sentence + after });
}

function wordsOf({ code, entry, other, limit = 0 }: Refusal): Words {
  const named = entry === undefined ? 'a file' : codeSpan(entry);
  const plain = entry === undefined ? 'a file' : plainLine(entry, 120);
  const again: Words = {
    title: 'the source could not be fetched whole',
    sentence: 'What GitHub sent of this commit is not whole. Re-run this check.',
    notTheirs: true,
  };
  const all: Readonly<Record<Refusal['code'], () => Words>> = {
    'unknown-format': () => again,
    'upload-cut': () => again,
    'archive-damaged': () => again,
    'top-folder': () => again,
    'archive-empty': () => ({
      title: 'there is no file in the repository',
      sentence: 'There is no file in this commit. Add your program to the repository.',
    }),
    'compressed-size': () => ({
      title: `the repository is larger than ${size(limit)}`,
      sentence: `The source of this commit is larger than ${size(limit)} when packed. Remove what is built or downloaded, such as binaries, archives, captures and package folders, and list it in \`.gitignore\`.`,
    }),
    'total-size': () => ({
      title: `the files are larger than ${size(limit)} together`,
      sentence: `The files of this commit are larger than ${size(limit)} together${entry === undefined ? '' : ` (reached at ${named})`}. Remove what is built or downloaded, and list it in \`.gitignore\`.`,
    }),
    ratio: () => ({
      title: `${plain} unpacks to much more than its size`,
      sentence: `The source unpacks to more than ${limit} times its size${entry === undefined ? '' : ` (seen at ${named})`}, as no program does. Remove the large generated file.`,
    }),
    'entry-count': () => ({
      title: `more than ${limit} files and folders`,
      sentence: `There are more than ${limit} files and folders in this commit${entry === undefined ? '' : ` (reached at ${named})`}. Remove package folders such as \`node_modules\`, \`target\` or \`venv\`, and list them in \`.gitignore\`.`,
    }),
    'entry-depth': () => ({
      title: `${plain} lies too deep`,
      sentence: `${capital(named)} lies more than ${limit} folders deep. Move it up.`,
    }),
    'entry-type': () => ({
      title: `${plain} is a link`,
      sentence: `${capital(named)} is neither a file nor a folder but a link or something else. Only files and folders are taken: put the file itself there.`,
    }),
    'entry-name': () => ({
      title: `the name of ${plain} is not allowed`,
      sentence: `The name ${named} is not allowed: names are at most 255 bytes of plain UTF-8, without backslashes and control characters. Rename it.`,
    }),
    'entry-duplicate': () => ({
      title: `${plain} is there twice`,
      sentence: `${capital(named)} is there twice. Remove one of them.`,
    }),
    'entry-case': () => ({
      title: `${plain} and ${plainLine(other ?? 'another name', 100)} are one name`,
      sentence: `${capital(named)} and ${other === undefined ? 'another name' : codeSpan(other)} are one name where upper and lower case are the same. Rename one of them.`,
    }),
    'entry-unreadable': () => ({
      title: `${plain} cannot be read`,
      sentence: `${capital(named)} cannot be read. Replace it.`,
    }),
    'source-vanished': () => ({
      title: 'the repository cannot be reached any more',
      sentence:
        'The repository was deleted, made private or moved, or the app was uninstalled, before its source was fetched. Give the app access to it again, and re-run this check.',
      notTheirs: true,
    }),
    'commit-vanished': () => ({
      title: 'the commit is gone',
      sentence:
        'This commit was replaced by a force-push before its source was fetched. The newest commit is graded instead; if it is not, push once more.',
      notTheirs: true,
    }),
    'no-access': () => ({
      title: 'the app may not read the repository',
      sentence:
        'The installation of the app is suspended, or does not include this repository. An owner of the repository or organisation can change that in the settings under GitHub Apps; then re-run this check.',
      notTheirs: true,
    }),
    'lfs-pointer': () => ({
      title: `${plain} is kept in Git LFS`,
      sentence: `${capital(named)} is kept in Git LFS, so that only a pointer to it is in the repository. Put the file itself there: run \`git lfs untrack\` for it, add it again, and commit.`,
    }),
    submodule: () => ({
      title: `${plain} is a submodule`,
      sentence: `${capital(named)} is a submodule: a repository of its own, whose files are not in this one. Take it out with \`git rm --cached\`, remove the folder \`.git\` in it, and add its files.`,
    }),
  };
  return all[code]();
}

type ReferenceCode = 'lfs-pointer' | 'submodule';

interface Lacks {
  readonly lacking: readonly { readonly code: ReferenceCode; readonly entry: string }[];
  /** How many there are, if they are not all named. */
  readonly lackingInAll?: Readonly<Record<ReferenceCode, number>> | undefined;
}

/** What the source holds only a reference to, where it was taken all the same: sentences for `ReportContext.sourceNotes`. */
export function sourceNotes({ lacking, lackingInAll }: Lacks): string[] {
  const named = (code: ReferenceCode) => {
    const entries = lacking.flatMap((one) => (one.code === code ? [one.entry] : []));
    const shown = entries.slice(0, 5);
    const more = (lackingInAll?.[code] ?? entries.length) - shown.length;
    return shown.length === 0 ? undefined : `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  };
  const [pointers, submodules] = [named('lfs-pointer'), named('submodule')];
  return [
    ...(pointers === undefined ? [] : [`Kept in Git LFS, so only a pointer was taken: ${pointers}.`]),
    ...(submodules === undefined
      ? []
      : [`Submodules, whose files are in another repository and were not fetched: ${submodules}.`]),
  ];
}

function size(bytes: number): string {
  return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20} MiB` : `${bytes} bytes`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
