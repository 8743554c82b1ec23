import util from 'node:util';
import { ready, setBackend } from '@tensorflow/tfjs-core';

export type NativeBackend =
  | { readonly ready: true; readonly version: string }
  | { readonly ready: false; readonly reason: string };

/** Starts native TensorFlow if it can be imported; otherwise says why not. */
export async function openNativeBackend(): Promise<NativeBackend> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  restoreIsNullOrUndefined();
  // Held in a variable because the package is optional: neither compiler nor linter may insist.
  const optionalPackage = '@tensorflow/tfjs-node';
  try {
    const native = (await import(optionalPackage)) as NativePackage;
    await setBackend('tensorflow');
    await ready();
    return {
      ready: true,
      version: (native.version ?? native.default?.version)?.['tfjs-node'] ?? '',
    };
  } catch (error) {
    return { ready: false, reason: reasonOf(error) };
  }
}

interface NativePackage {
  readonly version?: Readonly<Record<string, string>>;
  readonly default?: { readonly version?: Readonly<Record<string, string>> };
}

/** Node 23 removed this function, which the native package still calls. */
function restoreIsNullOrUndefined(): void {
  if ('isNullOrUndefined' in util) return;
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return 'is not installed';
  const message = error instanceof Error ? error.message : String(error);
  return `does not load (${message.split('\n')[0]})`;
}
