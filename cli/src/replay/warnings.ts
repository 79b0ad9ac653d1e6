import type { Kit, SourceTree } from '@gradewire/core';
import { version } from '@gradewire/engine';
import type { Recorded } from './recorded.ts';

/** Why what will be replayed may not be what was graded, each as a sentence. */
export function warningsAbout(
  recorded: Recorded,
  kit: Kit<unknown>,
  { digest }: SourceTree,
  askedSeed: number | undefined,
): string[] {
  const graded = recorded.source?.digest;
  const isOther = askedSeed !== undefined && askedSeed !== recorded.seed;
  const of =
    recorded.seed === undefined || recorded.seed === null ? 'its own is not told' : `its own is ${recorded.seed}`;
  const differences: [boolean, string][] = [
    [
      graded !== undefined && digest !== graded,
      `the sources are not those that were graded (${short(digest)}, the result's are ${short(graded ?? '')})`,
    ],
    [isOther, `seed ${askedSeed} is not the result's (${of}): the link does other things to the packets`],
    [
      kit.version !== recorded.kitVersion,
      `the result is of version ${recorded.kitVersion} of the kit, this is ${kit.version}: the case may be another`,
    ],
    [
      version !== (recorded.gradewire ?? version),
      `the result is of Gradewire ${recorded.gradewire}, this is ${version}`,
    ],
  ];
  return differences.filter(([differs]) => differs).map(([, text]) => text);
}

/** `sha256:` and enough of the digest to tell two apart. */
function short(digest: string): string {
  return digest.slice(0, 19);
}
