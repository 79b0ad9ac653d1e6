import assert from 'node:assert/strict';
import type { Endpoint } from '../../engine/src/lab/lab.ts';
import { requestOf } from '../../engine/src/sandbox/proving-ground.ts';
import { linkSeccompProfile } from '../../engine/src/sandbox/seccomp.ts';
import { type StandingSandbox, startSandbox } from '../../engine/src/sandbox/standing.ts';
import type { ConformanceGround } from './ground.ts';

/** Sends the frames of its standard input, one in hexadecimal a line, and says for each what the kernel did. */
const sender = `
open(my $file, '<', '/sys/class/net/eth0/ifindex') or die; my $index = <$file>;
socket(my $socket, 17, 3, 0) or die "socket: $!";
while (<STDIN>) {
  chomp; my $frame = pack('H*', $_);
  my $to = pack('S n i S C C a8', 17, 0, $index, 0, 0, 6, substr($frame, 0, 6));
  print defined(send($socket, $frame, 0, $to)) ? "sent\\n" : "$!\\n";
}
`;

/** A program that sends whole frames from an endpoint, which a student's cannot: it needs NET_RAW. */
export interface RawFrames extends AsyncDisposable {
  /** `sent`, or the kernel's reason why not, for each. */
  send(frames: readonly Uint8Array[]): Promise<string[]>;
}

export async function rawFrames({ ground }: ConformanceGround, from: Endpoint): Promise<RawFrames> {
  const { reference } = await ground.images.ensure('lab');
  const box: StandingSandbox = await startSandbox(ground.docker, {
    Image: reference,
    Entrypoint: ['/gradewire/init'],
    Labels: { ...ground.labels, 'gradewire.name': 'raw frames' },
    ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true },
    HostConfig: {
      AutoRemove: true,
      NetworkMode: `container:${from.sandbox.containerId}`,
      CapDrop: ['ALL'],
      CapAdd: ['SETUID', 'SETGID', 'KILL', 'NET_RAW'],
      SecurityOpt: ['no-new-privileges', `seccomp=${linkSeccompProfile}`],
      LogConfig: { Type: 'none', Config: {} },
    },
  });
  return {
    async send(frames) {
      let said = '';
      const request = requestOf(['perl', '-e', sender], { cwd: '/', uid: 0 });
      const program = box.run(request, (_, bytes) => {
        said += bytes.toString();
      });
      await program.write(Buffer.from(frames.map((frame) => `${Buffer.from(frame).toString('hex')}\n`).join('')));
      program.end();
      const { code } = await program.ended;
      assert.equal(code, 0, said);
      return said.trim().split('\n');
    },
    [Symbol.asyncDispose]: () => box[Symbol.asyncDispose](),
  };
}
