import { run } from './run.ts';

/** Which traits there are is asked for while somebody writes a rule. */
export const traitNames = run(['create index traits_name on traits (name)']);
