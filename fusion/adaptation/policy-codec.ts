import { bytesToFloats, floatsToBytes, ModelFormatError } from '../model/number-codec.ts';
import type { AdaptationModel } from './adaptation-model.ts';
import { AdaptationPolicy } from './adaptation-policy.ts';
import { PolicyNetwork, policyLayout } from './policy-network.ts';

/** Raised whenever revisions of before can no longer be read, or read other features. */
const FORMAT_VERSION = 1;

interface StoredPolicy {
  readonly formatVersion: number;
  readonly inputs: number;
  /** Base64 of little-endian floats. */
  readonly network: string;
}

/** A later policy of a model as text: its weights alone, for items, scales and gate stay those of the model. */
export function policyToText({ network }: AdaptationPolicy): string {
  const stored: StoredPolicy = {
    formatVersion: FORMAT_VERSION,
    inputs: network.inputs,
    network: Buffer.from(floatsToBytes(network.flat)).toString('base64'),
  };
  return JSON.stringify(stored);
}

/**
 * @param model whose policy it follows
 * @throws {ModelFormatError} for a policy of another version, of another shape, and for damaged text
 */
export function policyFromText(text: string, { policy }: AdaptationModel): AdaptationPolicy {
  const { formatVersion, inputs, network } = parse(text);
  if (formatVersion !== FORMAT_VERSION) {
    throw new ModelFormatError(
      `The adaptation policy's revision is stored in format version ${formatVersion}; this program reads version ${FORMAT_VERSION}. Train a model anew (portrait train), or use the program version that made it.`,
    );
  }
  if (inputs !== policy.network.inputs) {
    throw new ModelFormatError(
      `The adaptation policy's revision reads ${inputs} features; its model reads ${policy.network.inputs}. Train a model anew (portrait train).`,
    );
  }
  const { equal } = policy.settings;
  const bytes = Uint8Array.from(Buffer.from(network, 'base64'));
  const flat = bytesToFloats(bytes, policyLayout(inputs, equal.length).size, 'revision');
  const later = new PolicyNetwork(inputs, equal, flat);
  return new AdaptationPolicy(later, policy.scales, policy.settings).asking(policy.gate);
}

function parse(text: string): StoredPolicy {
  try {
    return JSON.parse(text) as StoredPolicy;
  } catch (error) {
    throw new ModelFormatError("The adaptation policy's revision is damaged.", { cause: error });
  }
}
