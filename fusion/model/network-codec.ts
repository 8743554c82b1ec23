import type { Calibration } from './calibration.ts';
import { FusionNetwork } from './fusion-network.ts';
import type { NetworkSettings } from './network-settings.ts';
import { emptyWeights } from './network-weights.ts';
import {
  bytesToFloats,
  bytesToJson,
  floatsToBytes,
  jsonToBytes,
  ModelFormatError,
  requirePart,
} from './number-codec.ts';
import { type StoredScales, scalesFromJson } from './scales-codec.ts';
import type { InputSchema } from './user-input.ts';
import type { Voice } from './voices.ts';

/** Raised whenever stored networks of before can no longer be read, or were trained on other inputs. */
const FORMAT_VERSION = 2;
const HEADER = 'network/header.json';
const PARAMETERS = 'network/parameters';
const SEQUENCE_ITEMS = 'network/sequence-items';
const CANDIDATE_ITEMS = 'network/candidate-items';

interface Header {
  readonly formatVersion: number;
  readonly schema: InputSchema;
  readonly settings: NetworkSettings;
  readonly scales: StoredScales;
  readonly calibrations: readonly Calibration[];
  /** Absent in networks that were stored before there was a choice. */
  readonly voices?: readonly Voice[];
}

/** A JSON header and little-endian floats, every name starting with `network/`. */
export function networkToParts({ content }: FusionNetwork): Map<string, Uint8Array> {
  const { schema, settings, scales, calibrations, voices, weights } = content;
  const header = { formatVersion: FORMAT_VERSION, schema, settings, scales, calibrations };
  // Only where there is something to say: models that were stored before keep their ids.
  const said = voices.length > 0 ? { ...header, voices } : header;
  return new Map([
    [HEADER, jsonToBytes(said)],
    [PARAMETERS, floatsToBytes(weights.flat)],
    [SEQUENCE_ITEMS, floatsToBytes(weights.sequenceItems.values)],
    [CANDIDATE_ITEMS, floatsToBytes(weights.candidateItems.values)],
  ]);
}

/** @throws ModelFormatError for another format version, and for absent or damaged parts */
export function networkFromParts(parts: ReadonlyMap<string, Uint8Array>): FusionNetwork {
  const header = bytesToJson(parts, HEADER) as Header;
  if (header.formatVersion !== FORMAT_VERSION) {
    throw new ModelFormatError(
      `The model is stored in format version ${header.formatVersion}; this program reads version ${FORMAT_VERSION}. Train it anew, or use the program version that made it.`,
    );
  }
  const { schema, settings, calibrations, voices = [] } = header;
  const weights = emptyWeights(schema, settings);
  const fill = (target: Float32Array, name: string) =>
    target.set(bytesToFloats(requirePart(parts, name), target.length, name));
  fill(weights.flat, PARAMETERS);
  fill(weights.sequenceItems.values, SEQUENCE_ITEMS);
  fill(weights.candidateItems.values, CANDIDATE_ITEMS);
  const scales = scalesFromJson(header.scales);
  return new FusionNetwork({ schema, settings, scales, weights, calibrations, voices });
}
