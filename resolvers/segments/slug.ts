const LONGEST = 63;

export const isSlug = (id: string): boolean =>
  id.length <= LONGEST && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id);

/** An id made from a name: `Big spenders!` gives `big-spenders`; empty where nothing is left. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-|-$/g, '');
}
