import path from 'node:path';
import { ROOT } from './paths.ts';
import { run } from './run-command.ts';

export interface SelfCheck {
  readonly works: boolean;
  readonly message: string;
}

/** Opens the native backend and trains a moment, in a process of its own: it may not load at all. */
export async function selfCheck(): Promise<SelfCheck> {
  const script = path.join(ROOT, 'scripts', 'native', 'timing.ts');
  const { ok, output } = await run(process.execPath, ['--import', 'tsx', script], {
    limitMs: 120_000,
    env: { PORTRAIT_BACKEND: 'native' },
  });
  return { works: ok, message: ok ? output : `Native TensorFlow does not work here: ${output}` };
}
