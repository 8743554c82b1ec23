import { setImmediate as turn } from 'node:timers/promises';
import {
  type EncodingFailure,
  type FormedProfile,
  formProfile,
  PreparedProfiles,
} from '../store/index.ts';
import { encodeProfiles, type FreshProfile } from './encode.ts';
import type { ReadHistory } from './history.ts';
import type { ServingModel } from './model-registry.ts';
import { NotFiniteError } from './packed-numbers.ts';

/**
 * For so long at most nobody else is heard. A transaction of others waits for its next statement
 * meanwhile, and with it everybody who waits for the embedded store.
 */
const LONGEST_TURN_MS = 0.3;

/** Profiles, and those whose history the model could not take. */
export interface EncodedEach {
  readonly fresh: readonly FreshProfile[];
  /** The same as the store takes them, in the same order. */
  readonly formed: readonly FormedProfile[];
  /** All of these, ready to be stored. */
  readonly prepared: PreparedProfiles;
  readonly failures: readonly EncodingFailure[];
}

/** Encodes histories one by one: what one of them makes the model throw must not keep back the others. */
export async function encodeEach(
  model: ServingModel,
  histories: readonly ReadHistory[],
  at: number,
): Promise<EncodedEach> {
  const fresh: FreshProfile[] = [];
  const formed: FormedProfile[] = [];
  const failures: EncodingFailure[] = [];
  let since = performance.now();
  for (const history of histories) {
    if (performance.now() - since > LONGEST_TURN_MS) {
      await turn();
      since = performance.now();
    }
    try {
      const [profile] = await encodeProfiles(model, [history], at);
      if (!profile.row.vector.every(Number.isFinite)) {
        throw new NotFiniteError('The fused vector is not finite.');
      }
      const stored = formProfile(profile.row);
      formed.push(stored);
      // Not with the summary: whole batches wait here, and what lives long costs most to clear away.
      fresh.push({ ...profile, row: stored.profile });
    } catch (error) {
      const { userId, throughSequence } = history;
      const name = error instanceof Error ? error.name : 'unknown';
      failures.push({ userId, modelId: model.id, throughSequence, error: name, at });
    }
  }
  return { fresh, formed, prepared: new PreparedProfiles(formed), failures };
}
