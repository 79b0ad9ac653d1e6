import { engineAddress, getJson, type Ping, pingEngine } from '../setup/engine-api.ts';

/** What the doctor wants to know from the Engine API's /info and /images/json. */
export type EngineFacts = {
  ping: Ping;
  /** Why it could not be asked, where the ping does not tell. */
  problem?: string;
  info?: { ServerVersion: string; CgroupVersion?: string; Driver: string; DockerRootDir: string };
  /** All tags, as in `gradewire/python:1a2b`. */
  tags: string[];
};

/** Asks the engine for its version, storage and images; a silent engine gives the reason only. Throws BadDockerHost. */
export async function engineFacts(): Promise<EngineFacts> {
  const address = engineAddress();
  try {
    const ping = await pingEngine(address);
    if (ping !== 'answers') return { ping, tags: [] };
    const info = await getJson<NonNullable<EngineFacts['info']>>(address, '/info');
    const images = await getJson<{ RepoTags: string[] | null }[]>(address, '/images/json');
    return { ping, info, tags: (images ?? []).flatMap((image) => image.RepoTags ?? []) };
  } catch (error) {
    return { ping: 'silent', problem: (error as Error).message, tags: [] };
  }
}
