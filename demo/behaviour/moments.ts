import { LIFE_STYLES } from '../people/life-styles.ts';
import { type Person, styleAt, vigour } from '../people/person.ts';
import type { Random } from '../random.ts';
import { atLocalHour, DAY, localWeekday, SHOP_DAYS, SHOP_END, SHOP_START } from '../time.ts';

/**
 * Instants at which a person of the style starts something, in order: hours and weekends as the style
 * has them, fewer while the person lapses, none before sign-up.
 * @param perMonth how many would be usual in 30 days
 */
export function drawMoments(random: Random, person: Person, perMonth: number): number[] {
  const count = random.poisson((perMonth * SHOP_DAYS * person.activity) / 30);
  const moments: number[] = [];
  for (let index = 0; index < count; index++) {
    const day = random.below(SHOP_DAYS);
    const noon = SHOP_START + (day + 0.5) * DAY;
    const style = LIFE_STYLES[styleAt(person, noon)]!;
    const weekday = localWeekday(noon);
    const atWeekend = weekday === 0 || weekday === 6;
    const most = Math.max(1, style.weekend);
    if (!random.chance((atWeekend ? style.weekend : 1) / most)) continue;
    const at = atLocalHour(day, random.weighted(style.hours) + random.next());
    if (at >= SHOP_START && at < SHOP_END && random.chance(vigour(person, at))) moments.push(at);
  }
  return moments.sort((left, right) => left - right);
}
