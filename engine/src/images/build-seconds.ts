/**
 * Roughly how long an image takes to build on two cores with a near mirror, in seconds, measured once. Only for telling
 * people what to expect; an image that is not listed takes as long as the usual one.
 */
const measured: Readonly<Record<string, number>> = {
  base: 15,
  lab: 15,
  'lang-c': 1,
  'lang-cpp': 15,
  'lang-csharp': 12,
  'lang-go': 40,
  'lang-java': 17,
  'lang-javascript': 7,
  'lang-jupyter': 20,
  'lang-kotlin': 30,
  'lang-lua': 4,
  'lang-perl': 4,
  'lang-python': 6,
  'lang-ruby': 8,
  'lang-rust': 15,
  'lang-scala': 25,
  'lang-swift': 40,
  'netem-docker': 15,
  'netem-kernel': 10,
};
const usual = 15;

export function expectedBuildSeconds(image: string): number {
  return measured[image] ?? usual;
}
