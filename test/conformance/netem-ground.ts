import { InfrastructureFault } from '@gradewire/core';
import { imageStore } from '@gradewire/engine';
import { ensureBaseImage } from '../../cli/src/setup/base-images.ts';
import { probeKernel } from '../../engine/src/lab/probe.ts';
import type { ProvingGround } from '../../engine/src/sandbox/proving-ground.ts';

/** Where real netem comes from: this machine's kernel where it keeps a seed, else User-Mode Linux. */
export type NetemSource =
  | { readonly kernel: 'native' | 'User-Mode Linux'; readonly image: string }
  | { readonly missing: string };

/** Debian's archive out of reach, or an architecture that it has no User-Mode Linux for. */
const notHere =
  /Temporary failure resolving|Could not (?:resolve|connect)|Unable to connect|Failed to fetch|Unable to locate package user-mode-linux/;

/** Images with User-Mode Linux, and what is installed into them. */
const packages = {
  'netem-kernel': 'user-mode-linux, kmod, ethtool and iproute2, into a Docker image, 190 MB, once',
  'netem-docker': 'user-mode-linux, docker.io and what they need, into a Docker image, 450 MB, once',
} as const;

/** Finds real netem, installing what it needs into an image; says what it does. */
export async function findNetem(
  { docker, labels, images }: ProvingGround,
  image: keyof typeof packages = 'netem-kernel',
): Promise<NetemSource> {
  const lab = await images.ensure('lab');
  const { netem } = await probeKernel(docker, lab.reference, labels);
  if (netem.netem && netem.seed) return { kernel: 'native', image: lab.reference };
  const why = netem.netem ? `netem of Linux ${netem.kernel} keeps no seed` : `no netem in this kernel: ${netem.reason}`;
  const store = imageStore(docker, {
    ensureBaseImage: (name) => ensureBaseImage(name, console.log),
    onEvent: ({ image, phase, text }) => {
      if (phase === 'step') return;
      const what = packages[image as keyof typeof packages] ?? 'as its Dockerfile says';
      const wanted = `${why}; installing ${image}: Debian packages ${what}`;
      console.log(phase === 'building' ? wanted : `${image} is ready after ${text}`);
    },
  });
  try {
    const { reference } = await store.ensure(image);
    return { kernel: 'User-Mode Linux', image: reference };
  } catch (error) {
    if (!(error instanceof InfrastructureFault) || !notHere.test(error.message)) throw error;
    return { missing: `${why}, and User-Mode Linux cannot be installed here: ${causeIn(error.message)}` };
  }
}

const causeIn = (text: string): string =>
  text
    .trim()
    .split('\n')
    .find((line) => notHere.test(line)) ?? text;
