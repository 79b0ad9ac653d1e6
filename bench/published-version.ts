import { type Database, newId } from '@gradewire/db';

/** A published version of Hello Internet with its usual configuration; returns its id. */
export async function publishVersion({ prisma }: Database, assignmentId: string): Promise<string> {
  const id = newId();
  const version = { id, assignmentId, number: 1, kit: 'hello-internet', kitVersion: '1' } as const;
  const settings = { config: {}, imageDigests: {}, points: {}, visibility: {}, seeds: { official: [7] } };
  await prisma.assignmentVersion.create({ data: { ...version, ...settings, linkBackend: 'emulator' } });
  const published = { state: 'published', publishedAt: new Date() } as const;
  await prisma.assignmentVersion.update({ where: { id }, data: published });
  return id;
}
