import { openNativeBackend } from './native-backend.ts';
import { openWasmBackend } from './wasm-backend.ts';

export type BackendKind = 'native' | 'wasm';

/** The tensor engine in use, and why this one. */
export interface TensorBackend {
  readonly kind: BackendKind;
  readonly reason: string;
}

/** The backend that was asked for is not available or not known. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';
}

let opened: { readonly wanted: string; readonly backend: Promise<TensorBackend> } | null = null;

/**
 * Opens the tensor engine of this process: native TensorFlow where it is installed, WebAssembly
 * otherwise; never plain JavaScript, which trains twenty times slower.
 *
 * @param wanted `native` or `wasm` forces one; by default the variable PORTRAIT_BACKEND, if set.
 * @throws BackendUnavailableError when the forced one cannot be had, or the process already uses
 * the other one.
 */
export function openBackend(
  wanted: string | undefined = process.env.PORTRAIT_BACKEND,
): Promise<TensorBackend> {
  const choice = wanted || 'best';
  if (opened !== null) return reuse(opened, choice);
  const backend = open(choice);
  opened = { wanted: choice, backend };
  backend.catch(() => {
    opened = null;
  });
  return backend;
}

async function reuse(current: NonNullable<typeof opened>, choice: string): Promise<TensorBackend> {
  const backend = await current.backend;
  if (choice === 'best' || choice === current.wanted || choice === backend.kind) return backend;
  throw new BackendUnavailableError(
    `This process already computes on the ${backend.kind} backend; start a new one for "${choice}".`,
  );
}

async function open(choice: string): Promise<TensorBackend> {
  if (choice === 'wasm') {
    await openWasmBackend();
    return { kind: 'wasm', reason: 'WebAssembly, as asked for' };
  }
  if (choice !== 'native' && choice !== 'best') {
    throw new BackendUnavailableError(
      `There is no tensor backend "${choice}"; set PORTRAIT_BACKEND to "native" or "wasm", or leave it out.`,
    );
  }
  const native = await openNativeBackend();
  if (native.ready) {
    const why = choice === 'native' ? 'as asked for' : 'because it is installed';
    return { kind: 'native', reason: `native TensorFlow ${native.version}, ${why}` };
  }
  if (choice === 'native') {
    throw new BackendUnavailableError(
      `Native TensorFlow was asked for but ${native.reason}. Run "npm run native" to prepare it, or set PORTRAIT_BACKEND=wasm.`,
    );
  }
  await openWasmBackend();
  return { kind: 'wasm', reason: `WebAssembly, because native TensorFlow ${native.reason}` };
}
