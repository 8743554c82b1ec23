import type { Truth } from '../../../demo/index.ts';
import type { ScoredUser } from './scored-user.ts';

/** Liked so many times as much as by everybody, a tree of the catalogue marks a life style. */
const MARKED = 2;

/** The trees of the catalogue that mark each planted life style, by the generator's own tastes. */
export function signatureTrees({ lifeStyles }: Truth): Map<string, Set<string>> {
  const shareOf = ({ tastes }: Truth['lifeStyles'][number], tree: string): number => {
    const total = Object.values(tastes).reduce((sum, taste) => sum + taste, 0);
    return (tastes[tree] ?? 0) / total;
  };
  const trees = Object.keys(lifeStyles[0].tastes);
  const everybody = new Map(
    trees.map((tree) => [
      tree,
      lifeStyles.reduce((sum, style) => sum + style.share * shareOf(style, tree), 0),
    ]),
  );
  return new Map(
    lifeStyles.map((style) => [
      style.name,
      new Set(trees.filter((tree) => shareOf(style, tree) >= MARKED * everybody.get(tree)!)),
    ]),
  );
}

/** The group that most of a life style's steady people are in, for each that is most of its group. */
export function groupOfStyle(
  users: readonly Pick<ScoredUser, 'group'>[],
  styleOf: (place: number) => string | null,
): Map<string, number> {
  const counts = new Map<string, number>();
  users.forEach(({ group }, place) => {
    const style = styleOf(place);
    if (style === null) return;
    const key = `${group}\0${style}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  const found = new Map<string, number>();
  const taken = new Set<number>();
  for (const [key] of [...counts].sort(([, left], [, right]) => right - left)) {
    const [group, style] = key.split('\0');
    if (found.has(style) || taken.has(Number(group))) continue;
    found.set(style, Number(group));
    taken.add(Number(group));
  }
  return found;
}
