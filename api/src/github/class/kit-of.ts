import type { Discovery, SourceTree } from '@gradewire/core';
import type { Acting, Binding } from '../acting.ts';

export interface ClassKit {
  readonly discover: (tree: SourceTree) => Discovery;
  /** Whether there is a class matrix at all. */
  readonly meetsOthers: boolean;
}

/** How the assignment's present version finds subjects; undefined where none is published. */
export async function kitOf({ db, kits }: Acting, { assignment }: Binding): Promise<ClassKit | undefined> {
  const { currentVersionId } = assignment;
  if (currentVersionId === null) return undefined;
  const version = await db.prisma.assignmentVersion.findUniqueOrThrow({
    where: { id: currentVersionId },
    select: { kit: true, config: true },
  });
  const kit = kits.find(({ id }) => id === version.kit);
  if (kit === undefined) throw new Error(`this server does not know the kit ${version.kit}: update it`);
  const config = kit.parseConfig(version.config);
  return { discover: (tree) => kit.discover(tree, config), meetsOthers: kit.meetsOthers };
}
