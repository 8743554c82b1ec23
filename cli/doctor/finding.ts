/** What one check of `portrait doctor` found. */
export interface Finding {
  readonly check: string;
  /** A warning does not keep Portrait from working; a problem does. */
  readonly status: 'ok' | 'warning' | 'problem';
  readonly message: string;
  /** What to do about it; null where all is well. */
  readonly mend: string | null;
}

export function ok(check: string, message: string): Finding {
  return { check, status: 'ok', message, mend: null };
}

export function warning(check: string, message: string, mend: string): Finding {
  return { check, status: 'warning', message, mend };
}

export function problem(check: string, message: string, mend: string): Finding {
  return { check, status: 'problem', message, mend };
}
