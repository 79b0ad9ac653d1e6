import type { Asked } from './endpoint.ts';

export interface Page<Item> {
  readonly items: Item[];
  /** From 1. */
  readonly number: number;
  /** `Link`, where there are other pages. */
  readonly headers: Readonly<Record<string, string>>;
}

const positive = (text: string | null, otherwise: number) => {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
};

/** The page that the query asks for, at most 100 items long, with GitHub's `Link` header. */
export function pageOf<Item>({ world, url }: Asked, all: readonly Item[], usual = 30, most = 100): Page<Item> {
  const size = Math.min(positive(url.searchParams.get('per_page'), usual), most);
  const number = positive(url.searchParams.get('page'), 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const to = (page: number, rel: string) => {
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(page));
    return `<${world.apiUrl}${url.pathname}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [to(number - 1, 'prev'), to(1, 'first')] : []),
    ...(number < last ? [to(number + 1, 'next'), to(last, 'last')] : []),
  ];
  return {
    items: all.slice((number - 1) * size, number * size),
    number,
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}
