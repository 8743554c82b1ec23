import { FEWEST } from './few.ts';

/** How a segment's members are connected with one another. */
export interface Ties {
  /** Share of the members who have any tie. */
  readonly connected: number;
  /** Mean number of ties of a member. */
  readonly perMember: number;
  /** Of the members' ties, the share that goes to other members: how dense the segment is. */
  readonly within: number;
  /** The same if ties were dealt out by chance, everybody keeping as many as they have. */
  readonly chance: number;
  /** Where chance alone stays 95 % of the times. */
  readonly low: number;
  readonly high: number;
}

/** Some members and some others with their ties, and how many of each there are in all. */
export interface TieSample {
  /** [members][ties], the users at the other ends. */
  readonly members: readonly (readonly string[])[];
  readonly others: readonly (readonly string[])[];
  readonly memberCount: number;
  readonly otherCount: number;
  isMember(userId: string): boolean;
}

const DEVIATIONS = 1.959964;

/**
 * The share of members' ties that stays within the segment, beside chance with everybody's number of
 * ties kept (the configuration model: Molloy and Reed 1995): a tie then ends at a member as often as
 * all ties do. A tie that both ends tell of counts twice, so the variance is that of half as many.
 * @returns null where fewer than a handful of the members have any tie
 */
export function tiesOf(sample: TieSample): Ties | null {
  const { members, others, memberCount, otherCount } = sample;
  const own = countTies(members, sample);
  if (own.connected < FEWEST) return null;
  const rest = countTies(others, sample);
  // Either side stands for all of its own, however many of them were looked at.
  const ours = memberCount / members.length;
  const theirs = others.length === 0 ? 0 : otherCount / others.length;
  const all = own.ties * ours + rest.ties * theirs;
  const chance = (own.within * ours + rest.within * theirs) / all;
  const complete = members.length >= memberCount && others.length >= otherCount;
  const looked = complete ? 0 : 1 / (own.ties + rest.ties);
  const deviation = Math.sqrt(2 * chance * (1 - chance) * (1 / own.ties + looked));
  return {
    connected: own.connected / members.length,
    perMember: own.ties / members.length,
    within: own.within / own.ties,
    chance,
    low: Math.max(0, chance - DEVIATIONS * deviation),
    high: Math.min(1, chance + DEVIATIONS * deviation),
  };
}

function countTies(users: readonly (readonly string[])[], { isMember }: TieSample) {
  let [connected, ties, within] = [0, 0, 0];
  for (const ends of users) {
    if (ends.length > 0) connected += 1;
    ties += ends.length;
    within += ends.filter(isMember).length;
  }
  return { connected, ties, within };
}
