import {
  beyondNetem,
  drawsAtRandom,
  type LinkDirection,
  type LinkProfile,
  linkDirections,
  namedProfiles,
  printTcNetem,
} from '@gradewire/core';

export const directionTitles: Readonly<Record<LinkDirection, string>> = {
  clientToServer: 'client → server',
  serverToClient: 'server → client',
};

/** `--list`: a line for each profile that has a name. */
export function profileList(): string {
  const width = Math.max(...[...namedProfiles.keys()].map((name) => name.length));
  const lines = [...namedProfiles].map(([name, { source }]) => `${name.padEnd(width)}  ${source}`);
  return `${lines.join('\n')}\n`;
}

/** `--show`: the profile as commands of tc, and what these cannot say as comments. */
export function profileCommands(profile: LinkProfile): string {
  const source = namedProfiles.get(profile.name)?.source;
  const command = (direction: LinkDirection) => {
    const impairment = profile[direction];
    const words = printTcNetem(impairment, drawsAtRandom(impairment) ? profile.seed : undefined);
    const title = `# ${directionTitles[direction]}`;
    return words === '' ? `${title}: nothing is done` : `${title}\ntc qdisc add dev eth0 root netem ${words}`;
  };
  const blackouts = profile.blackouts.map(({ fromMs, toMs }) => `# nothing passes from ${fromMs} ms to ${toMs} ms`);
  const beyond = beyondNetem(profile).map((reason) => `# not for tc: ${reason}`);
  const head = `# ${profile.name}${source === undefined ? '' : `: ${source}`}`;
  return `${[head, ...linkDirections.map(command), ...blackouts, ...beyond].join('\n')}\n`;
}
