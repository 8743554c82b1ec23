import type { Language } from '../../segments/index.ts';
import type { Change } from '../attribution/smallest-change.ts';

/** Changes for people to read: `5 more purchases in garden; 2 more views in kitchen`. */
export function changeSentence(changes: readonly Change[], { phrases, wordsOf }: Language): string {
  return changes
    .map(({ act: { modality, type, category }, amount }) => {
      const query = { modality, type, ...(category !== null && { where: { category } }) };
      return phrases.change.more(amount, phrases.events(query, amount, wordsOf));
    })
    .join('; ');
}
