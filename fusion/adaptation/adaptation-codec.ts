import {
  bytesToFloats,
  bytesToJson,
  floatsToBytes,
  jsonToBytes,
  ModelFormatError,
  requirePart,
} from '../model/number-codec.ts';
import { AdaptationModel } from './adaptation-model.ts';
import { AdaptationPolicy } from './adaptation-policy.ts';
import type { GuardrailState } from './guardrail.ts';
import { type GuardrailEvidence, GuardrailTest } from './guardrail-test.ts';
import { ItemSpace } from './item-space.ts';
import { PolicyNetwork, policyLayout } from './policy-network.ts';
import { ReencodeGate } from './reencode-gate.ts';
import type { StreamSettings } from './stream-settings.ts';

/** Raised whenever stored policies of before can no longer be read, or read other features. */
const FORMAT_VERSION = 3;
const HEADER = 'adaptation/header.json';
const NETWORK = 'adaptation/network';
const GATE = 'adaptation/gate';
const MEAN = 'adaptation/feature-means';
const DEVIATION = 'adaptation/feature-deviations';
const ITEMS = 'adaptation/items';
const EVERYBODY = 'adaptation/everybody';

interface Header {
  readonly formatVersion: number;
  readonly inputs: number;
  readonly items: number;
  readonly dimension: number;
  readonly evidence: GuardrailEvidence;
  readonly decides: GuardrailState;
  readonly steers: boolean;
  /** Log-likelihood for each event that is read again; null without a gate. */
  readonly price: number | null;
  readonly stream: StreamSettings;
}

/** The policy's parts, every name starting with `adaptation/`; none where there is none. */
export function adaptationToParts(model: AdaptationModel | null): Map<string, Uint8Array> {
  if (model === null) return new Map();
  const { policy, space, evidence, decides, steers } = model;
  const { kept, equal, sharpness } = policy.settings;
  const header: Header = {
    formatVersion: FORMAT_VERSION,
    inputs: policy.network.inputs,
    items: space.count,
    dimension: space.dimension,
    evidence,
    decides,
    steers,
    price: policy.gate?.price ?? null,
    stream: { kept, equal, sharpness },
  };
  const gate = policy.gate?.network.flat;
  return new Map([
    ...(gate === undefined ? [] : [[GATE, floatsToBytes(gate)] as const]),
    [HEADER, jsonToBytes(header)],
    [NETWORK, floatsToBytes(policy.network.flat)],
    [MEAN, floatsToBytes(policy.scales.mean)],
    [DEVIATION, floatsToBytes(policy.scales.deviation)],
    [ITEMS, floatsToBytes(Float32Array.from(space.vectors))],
    [EVERYBODY, floatsToBytes(Float32Array.from(space.everybody))],
  ]);
}

/**
 * Null where the model was stored without a policy. In the place of a policy of another version stands the
 * equal mixture, whose `problem` says why.
 * @throws ModelFormatError for damaged parts
 */
export function adaptationFromParts(
  parts: ReadonlyMap<string, Uint8Array>,
): AdaptationModel | null {
  if (!parts.has(HEADER)) return null;
  const header = bytesToJson(parts, HEADER) as Header;
  if (header.formatVersion !== FORMAT_VERSION) return ofAnotherVersion(parts, header);
  const { inputs, items, dimension, evidence, decides, steers, price, stream } = header;
  const floats = (name: string, length: number) =>
    bytesToFloats(requirePart(parts, name), length, name);
  const size = policyLayout(inputs, stream.equal.length).size;
  const policy = new AdaptationPolicy(
    new PolicyNetwork(inputs, stream.equal, floats(NETWORK, size)),
    { mean: floats(MEAN, inputs), deviation: floats(DEVIATION, inputs) },
    stream,
  ).asking(price === null ? null : gateOf(inputs, price, (size) => floats(GATE, size)));
  const vectors = Float64Array.from(floats(ITEMS, items * dimension));
  const everybody = Float64Array.from(floats(EVERYBODY, dimension));
  const space = new ItemSpace(vectors, dimension, { everybody });
  return new AdaptationModel(policy, space, evidence, decides, steers);
}

/** A gate as it is stored. */
function gateOf(
  features: number,
  price: number,
  read: (size: number) => Float32Array,
): ReencodeGate {
  const inputs = ReencodeGate.inputsFor(features);
  const network = new PolicyNetwork(inputs, [1], read(policyLayout(inputs, 1).size));
  return new ReencodeGate(network, price);
}

/** What other versions are read for: the items and the rates, without which nobody is followed. */
function ofAnotherVersion(
  parts: ReadonlyMap<string, Uint8Array>,
  { formatVersion, items, dimension, steers, stream }: Partial<Header>,
): AdaptationModel {
  const problem = `The adaptation policy is stored in format version ${formatVersion}; this program reads version ${FORMAT_VERSION}. The equal mixture decides until it is trained anew (portrait train).`;
  if (items === undefined || dimension === undefined || stream === undefined) {
    throw new ModelFormatError(problem);
  }
  const vectors = bytesToFloats(requirePart(parts, ITEMS), items * dimension, ITEMS);
  return new AdaptationModel(
    AdaptationPolicy.inPlaceOf(stream, problem),
    new ItemSpace(Float64Array.from(vectors), dimension),
    new GuardrailTest().evidence,
    'EQUAL_MIXTURE',
    steers ?? false,
  );
}
