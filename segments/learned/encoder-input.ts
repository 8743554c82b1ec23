import { columnKey, numbersOf, type ProfileColumn, type ProfileInput } from './profile-columns.ts';

/** Events of an average user that every share is taken to have besides its own. */
const PRIOR_EVENTS = 5;
/** One unit is the sampling error of a share out of 25 events. */
const SHARE_SCALE = 10;
/** How much a number that is no share counts against one that is. */
const AMOUNT_WEIGHT = 0.1;
const EXTREME = 4;

/**
 * A profile as the autoencoder reads it, [columns]. Shares say what a user does and when, amounts how
 * much: groups form by the former, so that a quiet user falls in with busy ones who do the same.
 * A share is drawn towards everybody's by how few events it is of, and measured on the arcsine of its
 * root, where its sampling error is the same for frequent and rare things (Anscombe 1948): noise of
 * rare categories then weighs no more than what people really prefer. Amounts and the entries of the
 * fused vector are in standard deviations. What the user does not have is at the mean.
 */
export function encoderInput(
  columns: readonly ProfileColumn[],
  profile: ProfileInput,
): Float32Array<ArrayBuffer> {
  const found = new Map<string, { readonly value: number; readonly events: number }>();
  for (const { modality, feature, value, events } of numbersOf(profile)) {
    found.set(columnKey(modality, feature), { value, events });
  }
  return Float32Array.from(columns, (column) => {
    const own = found.get(columnKey(column.modality, column.feature));
    return own === undefined ? 0 : encodedNumber(column, own.value, own.events);
  });
}

/** One number of a profile as the autoencoder reads it. @param events how many it was read from */
export function encodedNumber(
  { mean, deviation, share }: ProfileColumn,
  value: number,
  events: number,
): number {
  if (share) {
    const drawn = (value * events + mean * PRIOR_EVENTS) / (events + PRIOR_EVENTS);
    return SHARE_SCALE * (stabilised(drawn) - stabilised(mean));
  }
  const distance = (value - mean) / deviation;
  return AMOUNT_WEIGHT * Math.max(-EXTREME, Math.min(EXTREME, distance));
}

function stabilised(share: number): number {
  return Math.asin(Math.sqrt(Math.max(0, Math.min(1, share))));
}
