/** `$${` writes `${` itself; `${NAME}` and `${NAME:-default}` take from the environment. */
const REFERENCE = /\$\$\{|\$\{([^}]*)\}/g;
const INSIDE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

export interface Filled {
  readonly text: string;
  /** Whether anything came from the environment: such a text must not be shown. */
  readonly filled: boolean;
  /** What could not be filled in, in plain words. */
  readonly problems: readonly string[];
}

/** Fills `${NAME}` in a text; a default stands in for a variable that is unset or empty. */
export function fillFromEnvironment(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Filled {
  const problems: string[] = [];
  let filled = false;
  const result = text.replace(REFERENCE, (whole, inside: string | undefined) => {
    if (inside === undefined) return '${';
    filled = true;
    const [, name, fallback] = INSIDE.exec(inside) ?? [];
    if (name === undefined) {
      problems.push(`write a variable as \${NAME} or \${NAME:-default}, and \${ itself as $\${`);
      return whole;
    }
    const value = environment[name];
    if (value !== undefined && (value !== '' || fallback === undefined)) return value;
    if (fallback !== undefined) return fallback;
    problems.push(
      `the environment variable ${name} is not set; set it, or write \${${name}:-default}`,
    );
    return '';
  });
  return { text: result, filled, problems };
}
